//! What MySQL says when it refuses, and how one sees that it waits.

use mysql_async::prelude::Queryable;

use crate::connector::tests::sql_servers::refusals::Refusals;
use crate::connector::{MySql, MySqlConnection};

impl Refusals for MySql {
    const WRONG_PASSWORD: &'static [&'static str] =
        &["Access denied for user 'kis'", "(error 1045, SQLSTATE 28000)"];
    const NO_X: &'static [&'static str] = &["CONSTRAINT `no_x` failed", "(error 4025, SQLSTATE 23000)"];
    // InnoDB locks what is between rows too.
    const IS_WITHOUT_DEADLOCKS: bool = false;

    async fn until_blocked(watcher: &mut MySqlConnection, table: &str, is_blocked: bool) {
        let sql = "SELECT count(*) > 0 FROM information_schema.PROCESSLIST \
                   WHERE INFO LIKE ? AND ID <> CONNECTION_ID()";
        let upsert = format!("%INTO `{table}`%");
        while watcher.exec_first::<bool, _, _>(sql, (&upsert,)).await.unwrap() != Some(is_blocked) {}
    }
}
