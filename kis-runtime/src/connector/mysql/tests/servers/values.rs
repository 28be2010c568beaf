//! Values, the extremes of each type among them: back as they were, or refused.

use std::collections::BTreeMap;

use mysql_async::prelude::Queryable;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};

use super::{client, config, execute, with};
use crate::connector::Store;
use crate::connector::tests::round_trip::everything;
use crate::connector::tests::rows::{Everything, I64, Student, field, integer, key, optional, student};
use crate::{FieldKind, Fields, Keyed, Row};

async fn made<T: Keyed<Key: Serialize> + Serialize + serde::de::DeserializeOwned>() -> Store<T> {
    let (config, _) = config();
    with(config.param("create", "true")).store("Db").await.unwrap()
}

/// Whether MySQL has no value for it.
fn is_infinite(row: &Everything) -> bool {
    !row.single.is_finite() || !row.double.is_finite()
}

#[test]
fn every_row_comes_back_as_it_was_or_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = runtime.block_on(made::<Everything>());
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let rows = proptest::collection::vec(everything(), 1..8);
    runner
        .run(&rows, |rows| {
            runtime.block_on(async {
                let outcome = store.upsert(&rows).await;
                if rows.iter().any(is_infinite) {
                    let error = outcome.unwrap_err().to_string();
                    prop_assert!(error.contains("MySQL has no number for `"), "{}", error);
                    return Ok(());
                }
                outcome.unwrap();
                let last: BTreeMap<_, _> = rows.iter().map(|row| (row.id.clone(), row)).collect();
                let keys: Vec<_> = last.keys().cloned().collect();
                let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
                prop_assert_eq!(found.iter().collect::<Vec<_>>(), last.into_values().collect::<Vec<_>>());
                Ok(())
            })
        })
        .unwrap();
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Numbers {
    key: i128,
    long: i64,
    unsigned: u64,
    huge: i128,
    double: f64,
    single: f32,
}

impl Row for Numbers {
    const NAME: &'static str = "Numbers";
    const FIELDS: Fields = Fields::Named(&[
        key("key", integer(i128::MIN, i128::MAX as u128)),
        field("long", I64),
        field("unsigned", integer(0, u64::MAX as u128)),
        field("huge", integer(i128::MIN, i128::MAX as u128)),
        field("double", FieldKind::Float),
        field("single", FieldKind::Float),
    ]);
}

impl Keyed for Numbers {
    type Key = i128;
    fn key(&self) -> i128 {
        self.key
    }
}

#[tokio::test]
async fn the_extremes_of_each_number_come_back() {
    let store = made::<Numbers>().await;
    let row =
        |key, long, unsigned, double, single| Numbers { key, long, unsigned, huge: key, double, single };
    let rows = [
        row(i128::MIN, i64::MIN, u64::MIN, f64::MIN, f32::MIN),
        row(-10_000, -1, 1, 5e-324, f32::from_bits(1)),
        row(0, 0, 10_000, 0.1, 0.1),
        row(10_000, 1, i64::MAX as u64 + 1, f64::MIN_POSITIVE, f32::MIN_POSITIVE),
        row(i128::MAX, i64::MAX, u64::MAX, f64::MAX, f32::MAX),
    ];
    store.upsert(&rows).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), rows);
    let keys: Vec<_> = rows.iter().map(Keyed::key).collect();
    assert_eq!(store.get(&keys).await.unwrap(), rows.clone().map(Some));
    store.upsert(&[row(0, 0, 0, -0.0, -0.0)]).await.unwrap();
    // The server drops the sign, which makes no difference to what is equal.
    assert_eq!(store.get(&[0]).await.unwrap(), [Some(row(0, 0, 0, -0.0, -0.0))]);
    for (double, single) in [(f64::NAN, 0.0), (0.0, f32::NEG_INFINITY)] {
        let error = store.upsert(&[row(1, 0, 0, double, single)]).await.unwrap_err().to_string();
        assert!(error.contains("MySQL has no number for `"), "{error}");
    }
    assert_eq!(store.count().await.unwrap(), 5);
}

/// A key of any kind: a number, or text that may look like one.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
enum Id {
    Flag(bool),
    Number(i64),
    Text(String),
    Pair(i64, String),
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Named {
    id: Id,
    note: Option<Id>,
}

impl Row for Named {
    const NAME: &'static str = "Named";
    const FIELDS: Fields = Fields::Named(&[key("id", FieldKind::Any), optional("note", FieldKind::Any)]);
}

impl Keyed for Named {
    type Key = Id;
    fn key(&self) -> Id {
        self.id.clone()
    }
}

#[tokio::test]
async fn keys_of_any_kind_are_told_apart() {
    let store = made::<Named>().await;
    let text = |text: &str| Id::Text(text.to_owned());
    let ids = [
        Id::Flag(true),
        Id::Number(7),
        Id::Number(-7),
        Id::Pair(7, "7".to_owned()),
        text("7"),
        text("\"7\""),
        text("-7"),
        text("7.0"),
        text("1e999"),
        text(" 7"),
        text("true"),
        text("null"),
        text(""),
        text("[7]"),
        text("\""),
    ];
    let rows: Vec<_> = ids.iter().map(|id| Named { id: id.clone(), note: Some(id.clone()) }).collect();
    store.upsert(&rows).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 15);
    assert_eq!(store.get(&ids).await.unwrap(), rows.iter().cloned().map(Some).collect::<Vec<_>>());
    store
        .upsert(&rows.iter().map(|row| Named { note: None, ..row.clone() }).collect::<Vec<_>>())
        .await
        .unwrap();
    assert_eq!(store.delete(&ids).await.unwrap(), 15);
}

#[tokio::test]
async fn what_a_column_cannot_hold_is_refused_and_nothing_is_kept() {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (id decimal(5) PRIMARY KEY, name varchar(3), score float) CHARSET utf8mb4"
    );
    execute(&config, &sql).await;
    let store = with(config).store::<Student>("Db").await.unwrap();
    let good: Vec<_> = (0..1_500).map(|id| student(id, "abc")).collect();
    for (bad, column, reason) in [
        (student(9_999, "abcd"), "name", "the column takes 3 characters at most"),
        (student(9_999, "abc "), "name", "the column takes 3 characters at most"),
        (student(100_000, "a"), "id", "the column has no `100000`: it takes 5 digits at most"),
        (
            Student { score: Some(0.1), ..student(9_999, "a") },
            "score",
            "the column is `float`, which would round `0.1`",
        ),
    ] {
        for few in [3, 1_500] {
            let mut rows = good[..few].to_vec();
            rows.push(bad.clone());
            let row = few + 1;
            let start = format!(
                "row {row} of `Student` cannot be written to connector `Db` (column `{column}`): {reason}"
            );
            assert_eq!(store.upsert(&rows).await.unwrap_err().to_string(), start);
            assert_eq!(store.count().await.unwrap(), 0);
        }
    }
    store.upsert(&[Student { score: Some(0.5), ..student(1, "äöü") }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_key_that_is_too_long_is_refused() {
    let store = made::<Named>().await;
    let named = |length| Named { id: Id::Text("k".repeat(length)), note: None };
    store.upsert(&[named(3_072)]).await.unwrap();
    let error = store.upsert(&[named(3_073)]).await.unwrap_err().to_string();
    assert!(error.ends_with("(column `id`): the column takes 3072 bytes at most"), "{error}");
    assert_eq!(store.get(&[named(3_072).id]).await.unwrap(), [Some(named(3_072))]);
}

#[tokio::test]
async fn what_the_server_takes_in_one_packet_comes_back_and_more_is_refused() {
    let store = made::<Student>().await;
    let long = "x'é\u{202e}\n".repeat(120_000);
    let mut rows: Vec<_> = (0..1_200).map(|id| student(id, "short")).collect();
    rows[7].name.clone_from(&long);
    store.upsert(&rows).await.unwrap();
    store.upsert(&(2_001..2_030).map(|id| student(id, &long)).collect::<Vec<_>>()).await.unwrap();
    let found = store.get(&[7, 2_001, 2_029]).await.unwrap();
    assert!(found.into_iter().all(|row| row.is_some_and(|row| row.name == long)));

    let (config, _) = config();
    let sql = "SELECT @@max_allowed_packet";
    let packet: Option<usize> =
        client(&config).await.connection().await.unwrap().query_first(sql).await.unwrap();
    let packet = packet.unwrap();
    let largest = student(3_000, &"x".repeat(packet - 4_096 - 3 * 48));
    store.upsert(std::slice::from_ref(&largest)).await.unwrap();
    assert!(store.get(&[3_000]).await.unwrap() == [Some(largest)]);
    let error = store.upsert(&[student(3_001, &"x".repeat(packet))]).await.unwrap_err().to_string();
    let start =
        "row 1 of `Student` cannot be written to connector `Db` (column `name`): with it the row has ";
    assert!(error.starts_with(start) && error.ends_with("(`max_allowed_packet`)"), "{error}");
}
