//! What PostgreSQL says when it refuses, and how one sees that it waits.

use crate::connector::tests::sql_servers::refusals::Refusals;
use crate::connector::tests::{rows::Student, servers};
use crate::connector::{ConnectorConfig, Connectors, Postgres, PostgresConnection};

impl Refusals for Postgres {
    const WRONG_PASSWORD: &'static [&'static str] = &["password authentication failed", "(SQLSTATE 28P01)"];
    const NO_X: &'static [&'static str] = &["violates check constraint \"no_x\"", "(SQLSTATE 23514)"];
    const IS_WITHOUT_DEADLOCKS: bool = true;

    async fn until_blocked(watcher: &mut PostgresConnection, table: &str, is_blocked: bool) {
        let sql = "SELECT count(*) > 0 FROM pg_stat_activity \
                   WHERE wait_event_type = 'Lock' AND position($1 IN query) > 0";
        while watcher.query_one(sql, &[&table]).await.unwrap().get::<_, bool>(0) != is_blocked {}
    }
}

#[tokio::test]
async fn an_address_without_a_password_is_told_what_to_write() {
    let config = servers::config("postgres");
    let (start, end) = config.address().rsplit_once('@').unwrap();
    let address = format!("{}@{end}", start.rsplit_once(':').unwrap().0);
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("postgres", address));
    let error = connectors.store::<Student>("Db").await.unwrap_err().to_string();
    let advice = "the server asks for a password: write it into the address, `postgres://user:password@host`";
    assert!(error.ends_with(advice), "{error}");
}
