//! What `tracing` sees of a run.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use kis_runtime::prelude::*;
use kis_runtime::{RunOptions, Timing};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down every span and event: its name and fields, and the span that it is in.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    spans: Vec<String>,
    open: Vec<u64>,
    lines: Vec<String>,
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl State {
    fn note(&mut self, text: String) {
        let within = self.open.last().map_or("-", |id| &self.spans[*id as usize - 1]);
        self.lines.push(format!("{text} | {within}"));
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kis_runtime")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = Text(span.metadata().name().to_owned());
        span.record(&mut text);
        let mut state = self.0.lock().unwrap();
        state.note(text.0.clone());
        state.spans.push(text.0.split(' ').next().unwrap().to_owned());
        Id::from_u64(state.spans.len() as u64)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        self.0.lock().unwrap().note(text.0);
    }
    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().open.push(id.into_u64());
    }
    fn exit(&self, id: &Id) {
        let left = self.0.lock().unwrap().open.pop();
        assert_eq!(left, Some(id.into_u64()));
    }
}

impl Log {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().lines)
    }
}

#[kis_function(mode = "Calculate")]
fn row(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate", retry_times = 1)]
async fn batch(rows: Vec<u64>, cx: &Context) -> Result<Vec<u64>> {
    tokio::task::yield_now().await;
    if cx.run_id() == 13 { Err("thirteen".into()) } else { Ok(rows) }
}

#[kis_function(mode = "Expand")]
fn fold(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    rows.collect()
}

#[kis_function(mode = "Verify", on_error = "skip")]
fn odd(row: &u64) -> Result<()> {
    if row % 2 == 1 { Ok(()) } else { Err("even".into()) }
}

flow! { Spans = row -> batch -> odd -> fold }

#[tokio::test]
async fn a_run_and_its_functions_are_spans() {
    let log = Log::default();
    let _here = tracing::subscriber::set_default(log.clone());
    let flow = Spans::builder().timing(Timing::Never).build().await.unwrap();
    flow.run_with([1, 2], RunOptions::new().run_id(7)).await.unwrap();
    let skipped = "DEBUG message=row skipped flow=\"Spans\" function=\"odd\" row=1 error=even | run";
    let run = "run flow=\"Spans\" run_id=7 | -";
    let (batch, fold) =
        ("function name=\"batch\" mode=\"Calculate\" | run", "function name=\"fold\" mode=\"Expand\" | run");
    assert_eq!(log.take(), [run, batch, skipped, fold]);
    // Stage by stage the row functions have theirs too.
    flow.run_with([1], RunOptions::new().run_id(7).timing(Timing::Always)).await.unwrap();
    let row = "function name=\"row\" mode=\"Calculate\" | run";
    let odd = "function name=\"odd\" mode=\"Verify\" | run";
    assert_eq!(log.take(), [run, row, batch, odd, fold]);
}

#[tokio::test]
async fn a_retry_is_an_event() {
    let log = Log::default();
    let _here = tracing::subscriber::set_default(log.clone());
    let flow = Spans::builder().timing(Timing::Never).build().await.unwrap();
    flow.run_with([1], RunOptions::new().run_id(13)).await.unwrap_err();
    let batch = "function name=\"batch\" mode=\"Calculate\" | run";
    let retry =
        "WARN message=retry flow=\"Spans\" function=\"batch\" retry=1 of=1 wait_ms=0 error=thirteen | run";
    assert_eq!(log.take(), ["run flow=\"Spans\" run_id=13 | -", batch, retry, batch]);
}
