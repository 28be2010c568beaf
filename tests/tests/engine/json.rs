//! Lines of JSON: one bad line does not blank the batch.

use kis_runtime::connector::Memory;
use kis_runtime::prelude::*;
use kis_runtime::{DeadLetter, ErrorKind, OnError, Timing};
use serde::Deserialize;

use crate::support::{Fault, line};

#[derive(Clone, Debug, PartialEq, Deserialize, Row)]
struct Order {
    id: u64,
    shop: String,
}

#[kis_function(mode = "Verify")]
fn over_one(row: &Order) -> bool {
    row.id > 1
}

#[kis_function(mode = "Calculate")]
fn id(row: Order) -> u64 {
    row.id
}

#[kis_function(mode = "Calculate")]
fn collect(rows: Vec<u64>) -> Vec<u64> {
    rows
}

flow! { Orders = over_one -> id -> collect }

const LINES: [&str; 4] = [
    r#"{"id": 1, "shop": "a"}"#,
    r#"{"id": 2, "shop": "b"}"#,
    r#"{"id": "three", "shop": "c"}"#,
    r#"{"id": 4, "shop": "d"}"#,
];

#[tokio::test]
async fn a_bad_line_names_its_row_and_the_place_in_it() {
    let flow = Orders::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let error = flow.run_json_with(LINES, RunOptions::new().timing(timing)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "flow `Orders`: input, row 2: this is not a row of `Order`: invalid type: string \"three\", expected u64 \
             at line 1 column 14"
        );
        let fault = Fault::from(error);
        assert_eq!((fault.row, fault.kind), (Some(2), ErrorKind::Input));
    }
    let error = flow.run_json([LINES[1], ""]).await.unwrap_err();
    assert_eq!(error.row, Some(1));
    assert_eq!(flow.run_json(&LINES[..2]).await.unwrap(), [2]);
    assert_eq!(flow.run_json([b"{\"id\": 9, \"shop\": \"\"}".to_vec()]).await.unwrap(), [9]);
}

#[tokio::test]
async fn other_rows_go_on_when_bad_lines_are_skipped() {
    let flow = Orders::builder().on_bad_input(OnError::Skip).build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let report = flow.run_json_with(LINES, RunOptions::new().timing(timing)).await.unwrap();
        assert_eq!((report.rows, report.bad_input), (vec![2, 4], 1));
        let lines: Vec<_> = report.functions.iter().map(line).collect();
        assert_eq!(lines, ["over_one 3 > 2, 1 dropped", "id 2 > 2", "collect 2 > 2"]);
    }
}

#[tokio::test]
async fn bad_lines_go_to_the_dead_letters_as_they_came() {
    let connectors = Connectors::new().with("dead_letter", ConnectorConfig::new("memory", ""));
    let flow =
        Orders::builder().on_bad_input(OnError::DeadLetter).connectors(&connectors).build().await.unwrap();
    let report = flow.run_json_with(LINES, RunOptions::new().run_id(5)).await.unwrap();
    assert_eq!((report.rows, report.bad_input), (vec![2, 4], 1));
    let letters = connectors.client::<Memory>("dead_letter").await.unwrap().received::<DeadLetter>().unwrap();
    let letter = &letters[0];
    assert_eq!((letters.len(), &*letter.flow, letter.run_id, letter.number), (1, "Orders", 5, 2));
    assert_eq!((letter.function.as_deref(), letter.place, &*letter.row), (None, None, LINES[2]));
    assert!(letter.error.starts_with("this is not a row of `Order`: "), "{}", letter.error);
}

#[tokio::test]
async fn a_bad_line_of_a_heavy_batch_has_its_number() {
    let flow = Orders::builder().build().await.unwrap();
    let lines = |bad: usize| (0..100_000).map(move |n| LINES[if n == bad { 2 } else { 3 }]);
    for timing in [Timing::Never, Timing::Always] {
        for bad in [0, 8_191, 8_192, 70_000, 99_999] {
            let error = flow.run_json_with(lines(bad), RunOptions::new().timing(timing)).await.unwrap_err();
            assert_eq!((error.kind, error.row), (ErrorKind::Input, Some(bad as u64)));
        }
        let report = flow.run_json_with(lines(100_000), RunOptions::new().timing(timing)).await.unwrap();
        assert_eq!(report.rows.len(), 100_000);
    }
}

#[tokio::test]
async fn a_row_that_fails_before_a_bad_line_stands_first() {
    #[kis_function(mode = "Verify")]
    fn not_four(row: &Order) -> Result<bool> {
        if row.id == 4 { Err("four".into()) } else { Ok(true) }
    }
    flow! { Checks = over_one -> not_four }
    let flow = Checks::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        for between in [0, 10_000] {
            let lines = [LINES[1], LINES[3]].into_iter().chain(vec![LINES[1]; between]).chain([LINES[2]]);
            let error = flow.run_json_with(lines, RunOptions::new().timing(timing)).await.unwrap_err();
            assert_eq!((error.kind, error.function, error.row), (ErrorKind::Row, "not_four", Some(1)));
        }
    }
}

#[tokio::test]
async fn a_panic_in_a_rows_own_reader_is_the_inputs() {
    #[derive(Clone)]
    struct Bomb;
    impl Row for Bomb {}
    impl<'de> Deserialize<'de> for Bomb {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            panic!("boom")
        }
    }
    #[kis_function(mode = "Expand")]
    fn look(_row: &Bomb) {}
    flow! { Bombs = look }
    let flow = Bombs::builder().build().await.unwrap();
    let error = flow.run_json(["1"]).await.map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "flow `Bombs`: input: the rows' iterator panicked: boom");
}
