//! Errors: which function, which place, which row; what is skipped and what goes to the dead letters.

use std::error::Error;
use std::sync::Arc;

use kis_runtime::connector::{Connector, ConnectorConfig, Memory};
use kis_runtime::prelude::*;
use kis_runtime::{DeadLetter, ErrorKind, Timing};

use crate::support::{both, ok, outcome, run};

#[derive(Debug, Clone, PartialEq)]
struct Odd(u64);

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

impl Error for Odd {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&std::fmt::Error)
    }
}

fn even(row: u64) -> Result<u64, Odd> {
    if row % 2 == 1 { Err(Odd(row)) } else { Ok(row) }
}

#[kis_function(mode = "Verify")]
fn over_two(row: &u64) -> bool {
    *row > 2
}

#[kis_function(mode = "Calculate")]
fn plus_one(row: u64) -> u64 {
    row + 1
}

#[kis_function(mode = "Calculate", name = "Even")]
fn even_only(row: u64) -> Result<u64, Odd> {
    even(row)
}

#[kis_function(mode = "Calculate")]
fn even_twice(row: u64) -> Result<Vec<u64>, Odd> {
    even(row).map(|row| vec![row, row])
}

#[kis_function(mode = "Calculate", on_error = "skip")]
fn skip_odd(row: u64) -> Result<u64, Odd> {
    even(row)
}

#[kis_function(mode = "Verify", on_error = "skip")]
fn skip_odd_not_ten(row: &u64) -> Result<bool, Odd> {
    even(*row).map(|row| row != 10)
}

#[kis_function(mode = "Calculate", on_error = "skip")]
fn skip_odd_twice(row: &u64) -> Result<Vec<u64>, Odd> {
    even(*row).map(|row| vec![row; (row % 5) as usize])
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
fn bury_odd(row: u64) -> Result<u64, Odd> {
    even(row)
}

#[kis_function(mode = "Calculate", on_error = "dead_letter", name = "bury_thirds")]
fn bury_thirds_of(row: &u64) -> Result<Vec<u64>> {
    if row.is_multiple_of(3) { Err("a third".into()) } else { Ok(vec![*row; 2]) }
}

#[kis_function(mode = "Calculate")]
fn sum(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.sum()]
}

#[kis_function(mode = "Calculate")]
async fn no_batch(_rows: &[u64]) -> Result<()> {
    Err("no".into())
}

#[tokio::test]
async fn an_error_names_flow_function_place_and_row() {
    flow! { Evens = over_two -> plus_one -> even_only -> sum }
    let flow = Evens::builder().build().await.unwrap();
    // 1 is dropped, so 4 is the third row that `Even` takes.
    let fault = both(&flow, vec![1, 3, 5, 4, 6]).await.unwrap_err();
    assert_eq!((fault.function, fault.place, fault.row, fault.kind), ("Even", 2, Some(2), ErrorKind::Row));
    let error = flow.run_with([4], RunOptions::new().run_id(77)).await.unwrap_err();
    assert_eq!(error.to_string(), "flow `Evens`: function `Even` (place 3), row 0: 5 is odd");
    assert_eq!((&*error.flow, error.run_id, error.tries), ("Evens", 77, 1));
}

#[tokio::test]
async fn an_error_and_its_sources_say_each_thing_once() {
    flow! { Evens = even_only }
    let error = Evens::builder().build().await.unwrap().run([1]).await.unwrap_err();
    assert_eq!(error.source.downcast_ref::<Odd>(), Some(&Odd(1)));
    assert_eq!(Error::source(&error).unwrap().to_string(), std::fmt::Error.to_string());
    assert!(Error::source(&error).unwrap().source().is_none());
}

#[tokio::test]
async fn an_expanded_row_is_numbered_as_the_next_function_sees_it() {
    #[kis_function(mode = "Verify")]
    fn not_eight(row: &u64) -> Result<bool> {
        if *row == 8 { Err("eight".into()) } else { Ok(true) }
    }
    let fault = run!([even_twice -> not_eight -> sum], vec![2, 4, 8, 1]).unwrap_err();
    assert_eq!((fault.function, fault.place, fault.row), ("not_eight", 1, Some(4)));
    let fault = run!([even_twice -> not_eight], vec![2, 4, 1, 8]).unwrap_err();
    assert_eq!((fault.function, fault.place, fault.row), ("even_twice", 0, Some(2)));
}

#[tokio::test]
async fn the_first_row_that_fails_is_told_however_the_run_goes() {
    // `even_only` fails at row 3, `even_twice` behind it at row 1, which comes first.
    #[kis_function(mode = "Verify")]
    fn not_four(row: &u64) -> Result<()> {
        if *row == 4 { Err("four".into()) } else { Ok(()) }
    }
    let fault = run!([even_only -> not_four -> sum], vec![2, 4, 6, 1]).unwrap_err();
    assert_eq!((fault.function, fault.row), ("not_four", Some(1)));
    let fault = run!([even_only -> not_four], vec![2, 1, 4]).unwrap_err();
    assert_eq!((fault.function, fault.row), ("Even", Some(1)));
}

#[tokio::test]
async fn a_fold_sees_no_rows_that_stop_at_an_error_as_a_whole_batch() {
    #[kis_function(mode = "Calculate")]
    fn first(mut rows: impl Iterator<Item = u64>) -> Vec<u64> {
        vec![rows.next().unwrap()]
    }
    // The fold stops after one row; what is behind is looked at all the same.
    let mut rows = vec![2; 5_000];
    rows.push(1);
    let fault = run!([plus_one -> plus_one -> even_only -> first], rows.clone()).unwrap_err();
    assert_eq!((fault.function, fault.row), ("Even", Some(5_000)));
    rows.pop();
    assert_eq!(run!([even_only -> first], rows), ok([2], ["Even 5000 > 5000", "first 5000 > 1"]));
}

#[tokio::test]
async fn an_error_of_a_batch_function_names_no_row() {
    let fault = run!([plus_one -> no_batch -> plus_one], vec![1]).unwrap_err();
    assert_eq!(
        (fault.function, fault.place, fault.row, fault.kind, &*fault.text),
        ("no_batch", 1, None, ErrorKind::Batch, "no")
    );
}

#[tokio::test]
async fn skipped_rows_are_counted() {
    assert_eq!(
        run!([skip_odd -> plus_one -> skip_odd_not_ten -> sum], vec![2, 3, 4]),
        ok(
            [],
            [
                "skip_odd 3 > 2, 1 dropped, 1 skipped",
                "plus_one 2 > 2",
                "skip_odd_not_ten 2 > 0, 2 dropped, 2 skipped",
                "sum 0 > 0"
            ]
        )
    );
    assert_eq!(
        run!([skip_odd_not_ten -> skip_odd_twice -> sum], vec![1, 2, 10, 20, 4]),
        ok(
            [20],
            ["skip_odd_not_ten 5 > 3, 2 dropped, 1 skipped", "skip_odd_twice 3 > 6, 1 dropped", "sum 6 > 1"]
        )
    );
    assert_eq!(
        run!([skip_odd_twice], vec![1, 2, 3]),
        ok([2, 2], ["skip_odd_twice 3 > 2, 2 dropped, 2 skipped"])
    );
}

#[tokio::test]
async fn dead_letters_are_sent_and_counted() {
    flow! { Buries = plus_one -> bury_odd -> bury_thirds_of }
    let connectors = Connectors::new().with("dead_letter", ConnectorConfig::new("memory", ""));
    let flow = Buries::builder().connectors(&connectors).build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let run = flow.run_with([1, 2, 3, 5], RunOptions::new().run_id(9).timing(timing)).await;
        let expected =
            ["plus_one 4 > 4", "bury_odd 4 > 3, 1 dropped, 1 dead", "bury_thirds 3 > 4, 1 dropped, 1 dead"];
        assert_eq!(outcome(run), ok([2, 2, 4, 4], expected));
    }
    let letters = connectors.client::<Memory>("dead_letter").await.unwrap().received::<DeadLetter>().unwrap();
    let told = |letter: &DeadLetter| {
        let DeadLetter { flow, function, place, run_id, number, error, row, .. } = letter;
        format!("{flow} {} {} {run_id} {number} {row}: {error}", function.as_ref().unwrap(), place.unwrap())
    };
    let first = "Buries bury_odd 2 9 1 3: 3 is odd";
    let second = "Buries bury_thirds 3 9 2 6: a third";
    assert_eq!(letters.iter().map(told).collect::<Vec<_>>(), [first, second, first, second]);
}

#[tokio::test]
async fn dead_letters_of_a_failed_run_are_not_sent() {
    flow! { BuriesThenFails = bury_odd -> no_batch }
    let connectors = Connectors::new().with("graves", ConnectorConfig::new("memory", ""));
    let flow =
        BuriesThenFails::builder().connectors(&connectors).dead_letters("graves").build().await.unwrap();
    assert_eq!(flow.run([1, 2]).await.unwrap_err().function, "no_batch");
    assert_eq!(flow.run([1]).await.unwrap(), [0; 0]);
    let letters = connectors.client::<Memory>("graves").await.unwrap().received::<DeadLetter>().unwrap();
    assert_eq!(letters.len(), 1);
}

/// A log that is always full.
struct Full;

impl Connector for Full {
    const TYPE: &'static str = "full";
    async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
        Ok(Full)
    }
    async fn topic(
        &self,
        _: &kis_runtime::connector::Table,
    ) -> Result<Arc<dyn kis_runtime::connector::TopicEngine>> {
        Ok(Arc::new(Full))
    }
}

impl kis_runtime::connector::TopicEngine for Full {
    fn send(&self, _: kis_runtime::connector::Cells) -> kis_runtime::connector::BoxFuture<'_, Result<()>> {
        Box::pin(async { Err("the disk is full".into()) })
    }
}

#[tokio::test]
async fn a_dead_letter_topic_that_fails_fails_the_run() {
    flow! { Buries = plus_one -> bury_odd }
    let flow = Buries::builder()
        .register::<Full>()
        .connector("dead_letter", ConnectorConfig::new("full", ""))
        .build()
        .await
        .unwrap();
    let fault = both(&flow, vec![2]).await.unwrap_err();
    assert_eq!((fault.function, fault.place, fault.kind), ("bury_odd", 1, ErrorKind::DeadLetters));
    assert!(fault.text.starts_with("1 row could not be sent to the dead letters: "), "{}", fault.text);
    assert!(fault.text.ends_with("the disk is full"), "{}", fault.text);
    assert_eq!(both(&flow, vec![1]).await, ok([2], ["plus_one 1 > 1", "bury_odd 1 > 1"]));
}

#[tokio::test]
async fn nothing_of_a_failed_run_reaches_the_next() {
    flow! { Forces = keep_nothing -> even_only -> count }
    #[kis_function(mode = "Verify")]
    fn keep_nothing(rows: Vec<u64>) -> Next<u64> {
        if rows[0] == 0 { Next::force(rows) } else { Next::rows(Vec::new()) }
    }
    #[kis_function(mode = "Calculate")]
    fn count(rows: &[u64]) -> Vec<u64> {
        vec![rows.len() as u64]
    }
    let flow = Forces::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let options = || RunOptions::new().timing(timing);
        // It is forced, then fails on the way: neither its rows nor the force are left.
        assert_eq!(flow.run_with([0, 1], options()).await.unwrap_err().function, "Even");
        let next = outcome(flow.run_with([1], options()).await);
        assert_eq!(next, ok([], ["keep_nothing 1 > 0", "Even 0 > 0", "count 0 > 0"]));
        assert_eq!(flow.run_with([0, 2], options()).await.unwrap().rows, [2]);
    }
}
