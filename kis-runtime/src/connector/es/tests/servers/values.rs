//! Every value comes back exactly, or is refused.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{config, store, with};
use crate::connector::Store;
use crate::connector::tests::round_trip::{everything, shown};
use crate::connector::tests::rows::{Everything, field, integer, key, optional, student};
use crate::{FieldKind, Fields, Keyed, Row};

#[test]
fn every_row_comes_back_as_it_was_from_opensearch() {
    every_row_comes_back("es");
}

#[test]
fn every_row_comes_back_as_it_was_from_elasticsearch() {
    every_row_comes_back("elasticsearch");
}

fn every_row_comes_back(server: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connectors = with(config(server));
    let store: Store<Everything> = runtime.block_on(connectors.store("Index")).unwrap();
    let mut runner = TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
    let row = everything().prop_filter("there are no empty ids", |row| !row.id.is_empty());
    let result = runner.run(&proptest::collection::vec(row, 1..5), |rows| {
        let last: BTreeMap<_, _> = rows.iter().map(|row| (row.id.clone(), row.clone())).collect();
        let keys: Vec<_> = last.keys().cloned().collect();
        let found = runtime.block_on(async {
            store.upsert(&rows).await.unwrap();
            store.get(&keys).await.unwrap()
        });
        let expected: Vec<_> = last.into_values().map(Some).collect();
        prop_assert_eq!(shown(&found), shown(&expected));
        Ok(())
    });
    result.unwrap();
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Extreme {
    id: i128,
    at: f64,
    raw: Vec<u8>,
    single: f32,
    double: f64,
    signed: i64,
    unsigned: u64,
    flag: bool,
    zoned: String,
    text: String,
    maybe: Option<serde_json::Value>,
}

impl Row for Extreme {
    const NAME: &'static str = "Extreme";
    const FIELDS: Fields = Fields::Named(&[
        key("id", integer(i128::MIN, i128::MAX as u128)),
        key("at", FieldKind::Float),
        field("raw", FieldKind::Bytes),
        field("single", FieldKind::Float),
        field("double", FieldKind::Float),
        field("signed", integer(i64::MIN as i128, i64::MAX as u128)),
        field("unsigned", integer(0, u64::MAX as u128)),
        field("flag", FieldKind::Bool),
        field("zoned", FieldKind::Text),
        field("text", FieldKind::Text),
        optional("maybe", FieldKind::Any),
    ]);
}

impl Keyed for Extreme {
    type Key = (i128, f64);
    fn key(&self) -> (i128, f64) {
        (self.id, self.at)
    }
}

at_each_server! {
    the_extremes_of_every_type_come_back(server) {
        let low = Extreme {
            id: i128::MIN,
            at: f64::NEG_INFINITY,
            raw: vec![],
            single: f32::MIN,
            double: f64::MIN,
            signed: i64::MIN,
            unsigned: 0,
            flag: false,
            zoned: "0001-01-01T00:00:00.000000001+14:00".to_owned(),
            text: String::new(),
            maybe: None,
        };
        let high = Extreme {
            id: i128::MAX,
            at: f64::MAX,
            raw: (0..=255).collect(),
            single: f32::INFINITY,
            double: f64::MAX,
            signed: i64::MAX,
            unsigned: u64::MAX,
            flag: true,
            zoned: "9999-12-31T23:59:60.999999999-12:00[Europe/Berlin]".to_owned(),
            text: "\0\u{10ffff}\u{202e}\"\\\n'; DROP TABLE x; --".to_owned(),
            maybe: Some(serde_json::json!([null, 1e300, u64::MAX, {"a.b": {"": [[]]}}])),
        };
        let small = Extreme {
            id: 0,
            at: 5e-324,
            single: f32::from_bits(1),
            double: -0.0,
            maybe: Some(serde_json::json!("12345678901234567890.12345678901234567890")),
            ..high.clone()
        };
        let none = Extreme { id: 1, at: -0.0, single: f32::NAN, double: f64::NAN, ..low.clone() };
        let rows = [low, high, small.clone(), none];
        let store = store::<Extreme>(config(server)).await;
        store.upsert(&rows).await.unwrap();
        let keys: Vec<_> = rows.iter().map(Keyed::key).collect();
        let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
        assert_eq!(shown(&found), shown(&rows));
        let mut all = store.scan().all().await.unwrap();
        all.sort_by_key(|row| row.id);
        assert_eq!(all.len(), 4);
        assert_eq!(shown(&all[..1]), shown(&rows[..1]));
        let nothing = [Extreme { maybe: Some(serde_json::Value::Null), ..small }];
        let refused = "(column `maybe`): `null` inside of `Some` would come back as `None`";
        assert!(store.upsert(&nothing).await.unwrap_err().to_string().ends_with(refused));
    }

    text_longer_than_a_term_comes_back(server) {
        let store = store(config(server)).await;
        let rows = [student(1, &"\u{202e}é".repeat(200_000)), student(2, &"x".repeat(32_767))];
        store.upsert(&rows).await.unwrap();
        assert!(store.get(&[1, 2]).await.unwrap().into_iter().flatten().eq(rows));
    }
}
