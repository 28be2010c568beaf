//! Every row is there exactly, or is refused.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use super::{config, sent, with};
use crate::connector::Topic;
use crate::connector::tests::round_trip::{everything, shown};
use crate::connector::tests::rows::{Everything, field, key};
use crate::{FieldKind, Fields, LogicalType, Row};

#[test]
fn every_row_that_json_has_values_for_comes_back_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connectors = with(config());
    let topic: Topic<Everything> = runtime.block_on(connectors.topic("Log")).unwrap();
    let all = std::cell::RefCell::new(Vec::new());
    let mut runner = TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
    let result = runner.run(&proptest::collection::vec(everything(), 1..5), |rows| {
        let is_finite = |row: &Everything| row.single.is_finite() && row.double.is_finite();
        let outcome = runtime.block_on(topic.send(&rows));
        prop_assert_eq!(outcome.is_ok(), rows.iter().all(is_finite));
        if outcome.is_ok() {
            all.borrow_mut().extend(rows);
        }
        Ok(())
    });
    result.unwrap();
    let sent = runtime.block_on(sent(&connectors, "Log"));
    let read = sent.iter().map(|sent| serde_json::from_slice(&sent.value).unwrap());
    assert_eq!(shown(&read.collect::<Vec<Everything>>()), shown(&all.borrow()));
    let keys: Vec<_> =
        sent.iter().map(|sent| String::from_utf8(sent.key.clone().unwrap()).unwrap()).collect();
    assert!(keys.iter().eq(all.borrow().iter().map(|row| &row.id)));
}

#[tokio::test]
async fn the_extremes_of_every_number_are_written_in_full() {
    let connectors = with(config());
    let topic: Topic<(i128, u64, f64, f64)> = connectors.topic("Log").await.unwrap();
    topic.send(&[(i128::MIN, u64::MAX, f64::MAX, 5e-324), (i128::MAX, 0, f64::MIN, -0.0)]).await.unwrap();
    let sent = sent(&connectors, "Log").await;
    let read = |at: usize| serde_json::from_slice::<(i128, u64, f64, f64)>(&sent[at].value).unwrap();
    assert_eq!(read(0), (i128::MIN, u64::MAX, f64::MAX, 5e-324));
    assert_eq!((read(1).0, read(1).3.to_bits()), (i128::MAX, (-0.0_f64).to_bits()));
    for refused in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = topic.send(&[(0, 0, 0.0, 0.0), (0, 0, 0.0, refused)]).await.unwrap_err().to_string();
        assert!(error.starts_with("row 2 of `(i128, u64, f64, f64)` cannot be written"), "{error}");
    }
    assert_eq!(super::sent(&connectors, "Log").await.len(), 2);
}

#[tokio::test]
async fn hostile_text_is_a_key_and_a_value_like_any_other() {
    let connectors = with(config());
    let texts = [
        "",
        "'",
        "\"\\",
        "a\nb\r\n",
        "nul\0nul",
        "שלום\u{202e}abc",
        "%:",
        "'; DROP TABLE x; --",
        &"é".repeat(1 << 20),
    ];
    let rows: Vec<_> = texts.iter().map(|text| super::Word { word: (*text).to_owned() }).collect();
    connectors.topic("Log").await.unwrap().send(&rows).await.unwrap();
    let sent = sent(&connectors, "Log").await;
    assert_eq!(sent.len(), texts.len());
    for (sent, text) in sent.iter().zip(texts) {
        assert!(sent.key.as_deref() == Some(text.as_bytes()));
        let value: Value = serde_json::from_slice(&sent.value).unwrap();
        assert!(value["word"] == text);
    }
}

#[derive(serde::Serialize)]
struct Trade {
    at: &'static str,
    day: &'static str,
    price: &'static str,
}

impl Row for Trade {
    const NAME: &'static str = "Trade";
    const FIELDS: Fields = Fields::Named(&[
        key("at", FieldKind::Logical(LogicalType::Timestamp)),
        key("day", FieldKind::Logical(LogicalType::Date)),
        field("price", FieldKind::Logical(LogicalType::Decimal)),
    ]);
}

#[tokio::test]
async fn dates_times_and_decimals_have_one_text_in_key_and_value() {
    let connectors = with(config());
    let price = "0.1000000000000000000000000000000000000001";
    let instants = ["2024-02-29T23:59:59.500000000+01:00", "2024-02-29T22:59:59.5Z"];
    let rows = instants.map(|at| Trade { at, day: "9999-12-31", price });
    connectors.topic("Log").await.unwrap().send(&rows).await.unwrap();
    for sent in sent(&connectors, "Log").await {
        assert_eq!(sent.key.unwrap(), b"2024-02-29T22%3A59%3A59.5Z:9999-12-31");
        let value: Value = serde_json::from_slice(&sent.value).unwrap();
        let expected =
            serde_json::json!({"at": "2024-02-29T22:59:59.5Z", "day": "9999-12-31", "price": price});
        assert_eq!(value, expected);
    }
}
