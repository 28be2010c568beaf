//! Values, the extremes of each type among them: back as they were, or refused.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::{SqlServer, config, execute, made, with};
use crate::connector::tests::round_trip::{everything, shown};
use crate::connector::tests::rows::{Everything, I64, Student, field, integer, key, optional, student};
use crate::connector::{ConnectorConfig, Store};
use crate::{FieldKind, Fields, Keyed, Row};

pub(crate) trait Values: SqlServer {
    /// Why infinities and not-a-number are refused, if they are.
    const NOT_FINITE: Option<&'static str>;
    /// Whether `-0.0` comes back as such.
    const KEEPS_SIGN_OF_ZERO: bool;
    /// The columns of a table for `Student`: names of 3 characters, scores of single precision.
    const NARROW: &'static str;

    /// Why the row is refused, if the server has no value for something in it.
    fn refuses(row: &Everything) -> Option<&'static str>;

    /// Rows that [`NARROW`](Values::NARROW) is too narrow for, in another way than by the name's length, with column
    /// and reason.
    fn too_wide() -> Vec<(Student, &'static str, &'static str)>;
}

pub(super) async fn every_row_comes_back_as_it_was_or_is_refused<S: Values>() {
    every_row_comes_back::<S>(config::<S>().0).await;
}

pub(crate) async fn every_row_comes_back<S: Values>(config: ConnectorConfig) {
    let store = with(config.param("create", "true")).store("Db").await.unwrap();
    let runtime = Handle::current();
    let cases = move || {
        let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
        let rows = proptest::collection::vec(everything(), 1..8);
        let case = |rows: Vec<Everything>| runtime.block_on(comes_back_or_is_refused::<S>(&store, &rows));
        TestRunner::new(config).run(&rows, case).unwrap();
    };
    tokio::task::spawn_blocking(cases).await.unwrap();
}

async fn comes_back_or_is_refused<S: Values>(
    store: &Store<Everything>,
    rows: &[Everything],
) -> TestCaseResult {
    let outcome = store.upsert(rows).await;
    if let Some(reason) = rows.iter().find_map(S::refuses) {
        let error = outcome.unwrap_err().to_string();
        prop_assert!(error.contains(reason), "{}", error);
        return Ok(());
    }
    outcome.unwrap();
    let last: BTreeMap<_, _> = rows.iter().map(|row| (row.id.clone(), row.clone())).collect();
    let keys: Vec<_> = last.keys().cloned().collect();
    let last: Vec<_> = last.into_values().collect();
    let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
    match S::KEEPS_SIGN_OF_ZERO {
        true => prop_assert_eq!(shown(&found), shown(&last)),
        false => prop_assert_eq!(found, last),
    }
    Ok(())
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

fn numbers(key: i128, long: i64, unsigned: u64, double: f64, single: f32) -> Numbers {
    Numbers { key, long, unsigned, huge: key, double, single }
}

pub(super) async fn the_extremes_of_each_number_come_back<S: Values>() {
    the_extremes_come_back(config::<S>().0).await;
}

pub(crate) async fn the_extremes_come_back(config: ConnectorConfig) {
    let store = with(config.param("create", "true")).store::<Numbers>("Db").await.unwrap();
    let rows = [
        numbers(i128::MIN, i64::MIN, u64::MIN, f64::MIN, f32::MIN),
        numbers(-10_000, -1, 1, 5e-324, f32::from_bits(1)),
        numbers(0, 0, 10_000, 0.1, 0.1),
        numbers(10_000, 1, i64::MAX as u64 + 1, f64::MIN_POSITIVE, f32::MIN_POSITIVE),
        numbers(i128::MAX, i64::MAX, u64::MAX, f64::MAX, f32::MAX),
    ];
    store.upsert(&rows).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), rows);
    let keys: Vec<_> = rows.iter().map(Keyed::key).collect();
    assert_eq!(store.get(&keys).await.unwrap(), rows.map(Some));
}

pub(super) async fn what_is_no_finite_number_comes_back_or_is_refused<S: Values>() {
    let store = made::<S, Numbers>().await;
    let zero = numbers(0, 0, 0, -0.0, -0.0);
    store.upsert(std::slice::from_ref(&zero)).await.unwrap();
    let found = store.get(&[0]).await.unwrap().remove(0).unwrap();
    assert_eq!(found, zero);
    if S::KEEPS_SIGN_OF_ZERO {
        assert!(found.double.is_sign_negative() && found.single.is_sign_negative());
    }
    let none = [
        (f64::NAN, 0.0),
        (0.0, f32::NAN),
        (f64::INFINITY, 0.0),
        (0.0, f32::INFINITY),
        (f64::NEG_INFINITY, f32::NEG_INFINITY),
    ];
    for (double, single) in none {
        let row = numbers(1, 0, 0, double, single);
        let outcome = store.upsert(std::slice::from_ref(&row)).await;
        let Some(reason) = S::NOT_FINITE else {
            outcome.unwrap();
            assert_eq!(shown(&store.get(&[1]).await.unwrap()), shown(&[Some(row)]));
            continue;
        };
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert_eq!(store.get(&[1]).await.unwrap(), [None]);
    }
}

/// A key of any kind: a number, or text that may look like one.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Named {
    id: Value,
    note: Option<Value>,
}

impl Row for Named {
    const NAME: &'static str = "Named";
    const FIELDS: Fields = Fields::Named(&[key("id", FieldKind::Any), optional("note", FieldKind::Any)]);
}

impl Keyed for Named {
    type Key = Value;
    fn key(&self) -> Value {
        self.id.clone()
    }
}

pub(super) async fn keys_of_any_kind_are_told_apart<S: Values>() {
    let store = made::<S, Named>().await;
    let texts = ["7", "\"7\"", "-7", "7.0", "1e999", " 7", "true", "null", "", "[7]", "\""];
    let ids: Vec<Value> = [json!(true), json!(7), json!(-7), json!([7, "7"])]
        .into_iter()
        .chain(texts.map(Value::from))
        .collect();
    let rows: Vec<_> = ids.iter().map(|id| Named { id: id.clone(), note: Some(id.clone()) }).collect();
    store.upsert(&rows).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 15);
    assert_eq!(store.get(&ids).await.unwrap(), rows.iter().cloned().map(Some).collect::<Vec<_>>());
    let plain: Vec<_> = rows.into_iter().map(|row| Named { note: None, ..row }).collect();
    store.upsert(&plain).await.unwrap();
    assert_eq!(store.get(&ids).await.unwrap(), plain.into_iter().map(Some).collect::<Vec<_>>());
    assert_eq!(store.delete(&ids).await.unwrap(), 15);
}

pub(super) async fn what_a_column_cannot_hold_is_refused_and_nothing_is_kept<S: Values>() {
    let (config, table) = config::<S>();
    execute::<S>(&config, &format!("CREATE TABLE {table} ({})", S::NARROW)).await;
    let store = with(config).store::<Student>("Db").await.unwrap();
    let good: Vec<_> = (0..1_500).map(|id| student(id, "abc")).collect();
    let too_long =
        ["abcd", "abc "].map(|name| (student(-1, name), "name", "the column takes 3 characters at most"));
    for (bad, column, reason) in too_long.into_iter().chain(S::too_wide()) {
        for few in [3, 1_500] {
            let mut rows = good[..few].to_vec();
            rows.push(bad.clone());
            let row = few + 1;
            let expected = format!(
                "row {row} of `Student` cannot be written to connector `Db` (column `{column}`): {reason}"
            );
            assert_eq!(store.upsert(&rows).await.unwrap_err().to_string(), expected);
            assert_eq!(store.count().await.unwrap(), 0);
        }
    }
    store.upsert(&[Student { score: Some(0.5), ..student(1, "äöü") }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

pub(super) async fn a_megabyte_comes_back_in_few_and_in_many_rows<S: Values>() {
    let store = made::<S, Student>().await;
    let long = "x'é\u{202e}\n".repeat(120_000);
    let mut rows: Vec<_> = (0..1_200).map(|id| student(id, "short")).collect();
    rows[7].name.clone_from(&long);
    store.upsert(&rows).await.unwrap();
    store.upsert(&[student(2_000, &long)]).await.unwrap();
    store.upsert(&(2_001..2_030).map(|id| student(id, &long)).collect::<Vec<_>>()).await.unwrap();
    let found = store.get(&[7, 2_000, 2_001, 2_029]).await.unwrap();
    assert!(found.into_iter().all(|row| row.is_some_and(|row| row.name == long)));
}
