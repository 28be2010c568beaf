//! Values that MySQL has not, and how long they may be.

use mysql_async::prelude::Queryable;
use serde_json::json;

use crate::connector::MySql;
use crate::connector::tests::rows::{Everything, Setting, Student, student};
use crate::connector::tests::sql_servers::values::Values;
use crate::connector::tests::sql_servers::{config, connection, made};

impl Values for MySql {
    const NOT_FINITE: Option<&'static str> = Some("MySQL has no number for `");
    const KEEPS_SIGN_OF_ZERO: bool = false;
    const NARROW: &'static str =
        "id decimal(5) PRIMARY KEY, name varchar(3) CHARACTER SET utf8mb4, score float";

    fn refuses(row: &Everything) -> Option<&'static str> {
        let is_finite = row.single.is_finite() && row.double.is_finite();
        Self::NOT_FINITE.filter(|_| !is_finite)
    }

    fn too_wide() -> Vec<(Student, &'static str, &'static str)> {
        vec![
            (student(100_000, "a"), "id", "the column has no `100000`: it takes 5 digits at most"),
            (
                Student { score: Some(0.1), ..student(-1, "a") },
                "score",
                "the column is `float`, which would round `0.1`",
            ),
        ]
    }
}

#[tokio::test]
async fn a_key_that_is_too_long_is_refused() {
    let store = made::<MySql, Setting>().await;
    let setting = |length| Setting { key: json!("k".repeat(length)), note: String::new() };
    store.upsert(&[setting(3_072)]).await.unwrap();
    let error = store.upsert(&[setting(3_073)]).await.unwrap_err().to_string();
    assert!(error.ends_with("(column `key`): the column takes 3072 bytes at most"), "{error}");
    assert_eq!(store.get(&[setting(3_072).key]).await.unwrap(), [Some(setting(3_072))]);
}

#[tokio::test]
async fn what_the_server_takes_in_one_packet_comes_back_and_more_is_refused() {
    let store = made::<MySql, Student>().await;
    let mut connection = connection::<MySql>(&config::<MySql>().0).await;
    let packet: Option<usize> = connection.query_first("SELECT @@max_allowed_packet").await.unwrap();
    let packet = packet.unwrap();
    let largest = student(1, &"x".repeat(packet - 4_096 - 3 * 48));
    store.upsert(std::slice::from_ref(&largest)).await.unwrap();
    assert!(store.get(&[1]).await.unwrap() == [Some(largest)]);
    let error = store.upsert(&[student(2, &"x".repeat(packet))]).await.unwrap_err().to_string();
    let start =
        "row 1 of `Student` cannot be written to connector `Db` (column `name`): with it the row has ";
    assert!(error.starts_with(start) && error.ends_with("(`max_allowed_packet`)"), "{error}");
}
