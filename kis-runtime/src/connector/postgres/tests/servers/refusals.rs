//! What PostgreSQL says when it refuses, and how one sees that it waits.

use crate::connector::tests::sql_servers::refusals::Refusals;
use crate::connector::{Postgres, PostgresConnection};

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
