//! Faults as PostgreSQL has them.

use tokio::sync::watch;

use crate::connector::tests::own_process::send;
use crate::connector::tests::rows::student;
use crate::connector::tests::sql_servers::faults::{Faults, MANY, store, write};
use crate::connector::tests::sql_servers::own::OwnServer;
use crate::connector::tests::sql_servers::{connection, execute, with};
use crate::connector::{ConnectorConfig, Postgres, PostgresConnection};

impl Faults for Postgres {
    const NO_ROOM: &'static [&'static str] = &["could not extend file ", "Check free disk space"];

    async fn start_small() -> OwnServer<Self> {
        let server = OwnServer::start().await;
        // A little more than a segment of its log has.
        server.limit_files(18 << 20);
        server
    }

    async fn until_locked(watcher: &mut PostgresConnection) {
        locked(watcher).await;
    }
}

/// Waits until a statement of somebody else waits for a lock, and gives the number of its process.
async fn locked(watcher: &PostgresConnection) -> u32 {
    let sql =
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    loop {
        if let Some(row) = watcher.query_opt(sql, &[]).await.unwrap() {
            return row.get::<_, i32>(0).unsigned_abs();
        }
    }
}

/// Whoever commits a change of the table waits for a lock then.
const SLOW_COMMIT: &str = "
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER wait AFTER INSERT OR DELETE ON students DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait()";

#[tokio::test]
async fn after_a_connection_is_lost_in_a_commit_an_upsert_is_repeated_and_a_delete_is_not() {
    let server = OwnServer::<Postgres>::start().await;
    let config = server.config();
    let store = store(config.clone()).await;
    store.upsert(&[student(1, "a")]).await.unwrap();
    execute::<Postgres>(&config, SLOW_COMMIT).await;
    let lock = "SELECT pg_advisory_lock(42)";

    let holder = connection::<Postgres>(&config).await;
    holder.batch_execute(lock).await.unwrap();
    let delete = tokio::spawn(store.delete(&[1]));
    // The whole server starts again when one of its processes is killed.
    send("KILL", &[locked(&connection::<Postgres>(&config).await).await]);
    let error = delete.await.unwrap().unwrap_err().to_string();
    let unsure = "the connection was lost during the commit, so the rows may be gone or not";
    assert!(error.contains(unsure), "{error}");

    assert_eq!(store.count().await.unwrap(), 1);
    let holder = connection_when_up(&config).await;
    holder.batch_execute(lock).await.unwrap();
    let writer = write(&store, 1, watch::channel(0).0);
    send("KILL", &[locked(&connection::<Postgres>(&config).await).await]);
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
}

async fn connection_when_up(config: &ConnectorConfig) -> PostgresConnection {
    loop {
        if let Ok(client) = with(config.clone()).client::<Postgres>("Db").await
            && let Ok(connection) = client.connection().await
        {
            return connection;
        }
    }
}
