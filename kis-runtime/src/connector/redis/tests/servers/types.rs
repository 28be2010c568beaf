//! Every value comes back exactly, or is refused.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::{cluster, config};
use super::with;
use crate::Row;
use crate::connector::tests::round_trip::everything;
use crate::connector::tests::rows::{Everything, field, integer, key, optional};
use crate::connector::{ConnectorConfig, Store};
use crate::{FieldKind, Fields, Keyed};

/// On one server and on a cluster, as JSON and as hashes.
fn ways() -> impl Iterator<Item = (fn() -> ConnectorConfig, &'static str)> {
    let servers: [fn() -> ConnectorConfig; 2] = [config, cluster];
    servers.into_iter().flat_map(|server| ["json", "hash"].map(|format| (server, format)))
}

/// Rows with not-a-number in them differ from themselves, so what they print is compared.
fn shown<T: std::fmt::Debug>(rows: &[T]) -> String {
    format!("{rows:?}")
}

#[test]
fn every_row_comes_back_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (server, format) in ways() {
        let connectors = with(server().param("format", format));
        let store: Store<Everything> = runtime.block_on(connectors.store("Cache")).unwrap();
        let mut runner =
            TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
        let result = runner.run(&proptest::collection::vec(everything(), 1..5), |rows| {
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
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Extreme {
    id: i128,
    at: f64,
    single: f32,
    double: f64,
    signed: i64,
    unsigned: u64,
    text: String,
    maybe: Option<serde_json::Value>,
}

impl Row for Extreme {
    const NAME: &'static str = "Extreme";
    const FIELDS: Fields = Fields::Named(&[
        key("id", integer(i128::MIN, i128::MAX as u128)),
        key("at", FieldKind::Float),
        field("single", FieldKind::Float),
        field("double", FieldKind::Float),
        field("signed", integer(i64::MIN as i128, i64::MAX as u128)),
        field("unsigned", integer(0, u64::MAX as u128)),
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

#[tokio::test]
async fn the_extremes_of_every_type_come_back() {
    let low = Extreme {
        id: i128::MIN,
        at: f64::NEG_INFINITY,
        single: f32::MIN,
        double: f64::MIN,
        signed: i64::MIN,
        unsigned: 0,
        text: String::new(),
        maybe: None,
    };
    let high = Extreme {
        id: i128::MAX,
        at: f64::MAX,
        single: f32::INFINITY,
        double: f64::MAX,
        signed: i64::MAX,
        unsigned: u64::MAX,
        text: "\0\u{10ffff}\"\\\n".to_owned(),
        maybe: Some(serde_json::json!([null, 1e300, u64::MAX])),
    };
    let small = Extreme {
        id: 0,
        at: 5e-324,
        single: f32::from_bits(1),
        double: -0.0,
        maybe: Some(serde_json::json!("1")),
        ..high.clone()
    };
    let none = Extreme { id: 1, at: -0.0, single: f32::NAN, double: f64::NAN, ..low.clone() };
    for (server, format) in ways() {
        let store: Store<Extreme> = with(server().param("format", format)).store("Cache").await.unwrap();
        let rows = [low.clone(), high.clone(), small.clone(), none.clone()];
        store.upsert(&rows).await.unwrap();
        let keys: Vec<_> = rows.iter().map(Keyed::key).collect();
        let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
        assert_eq!(shown(&found), shown(&rows));
        assert_eq!(store.count().await.unwrap(), 4);
        let nothing = [Extreme { maybe: Some(serde_json::Value::Null), ..small.clone() }];
        let kept = store.upsert(&nothing).await;
        let found = store.get(&[small.key()]).await.unwrap();
        match format {
            "json" => {
                let refused = "(column `maybe`): `null` inside of `Some` would come back as `None`";
                assert!(kept.unwrap_err().to_string().ends_with(refused));
                assert_eq!(found, [Some(small.clone())]);
            }
            _ => assert_eq!(shown(&found), shown(&[Some(small.clone())]).replace("String(\"1\")", "Null")),
        }
    }
}
