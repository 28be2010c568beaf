//! Faults as MySQL has them.

use mysql_async::prelude::Queryable;
use tokio::sync::watch;

use crate::connector::tests::rows::student;
use crate::connector::tests::sql_servers::connection;
use crate::connector::tests::sql_servers::faults::{Faults, MANY, store, write};
use crate::connector::tests::sql_servers::own::OwnServer;
use crate::connector::{ConnectorConfig, MySql, MySqlConnection};

impl Faults for MySql {
    const NO_ROOM: &'static [&'static str] =
        &["the server's disk or tablespace has no room left (error 1114, SQLSTATE HY000)"];

    async fn start_small() -> OwnServer<Self> {
        const ONE_FILE: &[&str] =
            &["--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:20M"];
        OwnServer::start_with(ONE_FILE, |_| {}).await
    }

    async fn until_locked(watcher: &mut MySqlConnection) {
        let sql = "SELECT count(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'";
        // The server looks at it anew ten times in a second, if nobody asks in between.
        while watcher.query_first::<u64, _>(sql).await.unwrap() == Some(0) {
            watcher.query_drop("DO SLEEP(0.15)").await.unwrap();
        }
    }
}

/// Makes commits wait, until the connection is dropped, and waits for one.
async fn hold_commits(config: &ConnectorConfig) -> MySqlConnection {
    let mut connection = connection::<MySql>(config).await;
    connection.query_drop("BACKUP STAGE START").await.unwrap();
    connection.query_drop("BACKUP STAGE BLOCK_COMMIT").await.unwrap();
    connection
}

async fn until_committing(connection: &mut MySqlConnection) {
    let sql = "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO = 'COMMIT'";
    while connection.query_first::<u64, _>(sql).await.unwrap() == Some(0) {}
}

#[tokio::test]
async fn after_a_connection_is_lost_in_a_commit_an_upsert_is_repeated_and_a_delete_is_not() {
    let mut server = OwnServer::<MySql>::start().await;
    let config = server.config();
    let store = store(config.clone()).await;
    store.upsert(&[student(1, "a")]).await.unwrap();

    let mut holder = hold_commits(&config).await;
    let delete = tokio::spawn(store.delete(&[1]));
    until_committing(&mut holder).await;
    server.down("KILL");
    let error = delete.await.unwrap().unwrap_err().to_string();
    let unsure = "the connection was lost during the commit, so the rows may be gone or not";
    assert!(error.contains(unsure), "{error}");
    server.up().await;
    assert_eq!(store.count().await.unwrap(), 1);

    let mut holder = hold_commits(&config).await;
    let writer = write(&store, 1, watch::channel(0).0);
    until_committing(&mut holder).await;
    server.down("KILL");
    server.up().await;
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
}
