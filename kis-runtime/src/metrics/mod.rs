//! Metrics of flows and functions, through the `metrics` facade.
//!
//! Go KisFlow's names, labels and histogram buckets are kept, so that its dashboards keep working:
//!
//! | name | labels | what |
//! | --- | --- | --- |
//! | `kisflow_data_total` | | rows that entered any flow |
//! | `flow_data_total` | `flow_name` | rows that entered the flow |
//! | `flow_schedule_cnts` | `flow_name` | runs |
//! | `func_schedule_cnts` | `func_name`, `func_mode` | batches that the function took |
//! | `func_run_duration` | `func_name`, `func_mode` | histogram, milliseconds |
//! | `flow_run_duration` | `flow_name` | histogram, milliseconds |
//!
//! New are `flow_errors{flow_name,kind}`, `flow_bad_input{flow_name}`, the histogram `flow_batch_size{flow_name}` and,
//! with the labels `flow_name`, `func_name` and `func_mode`: `func_rows_in`, `func_rows_out`, `func_rows_dropped`,
//! `func_rows_skipped`, `func_rows_dead_lettered`, `func_retries`. Connectors have their own, see
//! [`connector`](crate::connector).
//!
//! Handles are looked up when a flow is built: install the recorder before.

#[cfg(feature = "prometheus")]
mod prometheus;

use std::time::Duration;

use metrics::{Counter, Histogram, counter, histogram};

#[cfg(feature = "prometheus")]
pub use prometheus::{PrometheusError, PrometheusServer, serve_prometheus};

use crate::engine::Tally;
use crate::flow::ErrorKind;
use crate::function::Mode;

/// Bounds of the buckets of `func_run_duration`, in milliseconds, as Go KisFlow has them (`metrics/kis_metrics.go`).
pub const FUNCTION_DURATION_BUCKETS: [f64; 13] =
    [0.005, 0.01, 0.03, 0.08, 0.1, 0.5, 1.0, 5.0, 10.0, 100.0, 1000.0, 5000.0, 30000.0];

/// Bounds of the buckets of `flow_run_duration`, in milliseconds, as Go KisFlow has them (`metrics/kis_metrics.go`).
pub const FLOW_DURATION_BUCKETS: [f64; 14] =
    [0.005, 0.01, 0.03, 0.08, 0.1, 0.5, 1.0, 5.0, 10.0, 100.0, 1000.0, 5000.0, 30000.0, 60000.0];

/// Bounds of the buckets of `flow_batch_size`, in rows.
pub const BATCH_SIZE_BUCKETS: [f64; 8] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7];

/// What the metrics are, for recorders that show it.
#[cfg(feature = "prometheus")]
fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("kisflow_data_total", "rows that entered any flow");
    describe_counter!("flow_data_total", "rows that entered the flow");
    describe_counter!("flow_schedule_cnts", "runs of the flow");
    describe_counter!("flow_errors", "runs of the flow that failed, by kind of fault");
    describe_counter!("flow_bad_input", "lines that were no rows of the flow");
    describe_histogram!("flow_batch_size", "rows of a run");
    describe_histogram!("flow_run_duration", "duration of a run in milliseconds");
    describe_counter!("func_schedule_cnts", "batches that the function took");
    describe_histogram!("func_run_duration", "duration of the function in milliseconds");
    describe_counter!("func_rows_in", "rows that the function took");
    describe_counter!("func_rows_out", "rows that the function yielded");
    describe_counter!("func_rows_dropped", "rows of which the function let nothing through");
    describe_counter!("func_rows_skipped", "rows left out after an error");
    describe_counter!("func_rows_dead_lettered", "rows sent to the dead letters");
    describe_counter!("func_retries", "tries of the function beyond the first");
    describe_counter!("connector_calls", "calls of the connector");
    describe_counter!("connector_rows", "rows that went to or came from the connector");
    describe_counter!("connector_bytes", "bytes of the values that went to or came from the connector");
    describe_counter!("connector_errors", "calls of the connector that failed");
    describe_counter!("connector_retries", "requests that the connector sent again by itself");
    describe_gauge!("connector_pool_in_use", "connections of the connector that are in use");
    describe_histogram!("connector_duration", "duration of a call of the connector in milliseconds");
}

/// A flow's handles.
pub(crate) struct FlowMeters {
    all_rows: Counter,
    rows: Counter,
    runs: Counter,
    bad_input: Counter,
    batch_size: Histogram,
    duration: Histogram,
}

impl FlowMeters {
    pub(crate) fn new(flow: &str) -> Self {
        let flow = [("flow_name", flow.to_owned())];
        FlowMeters {
            all_rows: counter!("kisflow_data_total"),
            rows: counter!("flow_data_total", &flow),
            runs: counter!("flow_schedule_cnts", &flow),
            bad_input: counter!("flow_bad_input", &flow),
            batch_size: histogram!("flow_batch_size", &flow),
            duration: histogram!("flow_run_duration", &flow),
        }
    }

    pub(crate) fn record(&self, took: Duration, rows: u64, bad_input: u64) {
        self.all_rows.increment(rows);
        self.rows.increment(rows);
        self.runs.increment(1);
        increment(&self.bad_input, bad_input);
        self.batch_size.record(rows as f64);
        self.duration.record(milliseconds(took));
    }

    /// Failed runs are rare, and of many kinds: their handles are looked up when one comes.
    #[cold]
    pub(crate) fn failed(&self, flow: &str, kind: ErrorKind) {
        counter!("flow_errors", "flow_name" => flow.to_owned(), "kind" => kind.name()).increment(1);
    }
}

/// A function's handles, at its place in a flow.
pub(crate) struct FunctionMeters {
    calls: Counter,
    duration: Histogram,
    rows_in: Counter,
    rows_out: Counter,
    dropped: Counter,
    skipped: Counter,
    dead_lettered: Counter,
    retries: Counter,
}

impl FunctionMeters {
    pub(crate) fn new(flow: &str, function: &'static str, mode: Mode) -> Self {
        let go = [("func_name", function), ("func_mode", mode.name())];
        let own = [
            ("flow_name", flow.to_owned()),
            ("func_name", function.to_owned()),
            ("func_mode", mode.name().to_owned()),
        ];
        FunctionMeters {
            calls: counter!("func_schedule_cnts", &go),
            duration: histogram!("func_run_duration", &go),
            rows_in: counter!("func_rows_in", &own),
            rows_out: counter!("func_rows_out", &own),
            dropped: counter!("func_rows_dropped", &own),
            skipped: counter!("func_rows_skipped", &own),
            dead_lettered: counter!("func_rows_dead_lettered", &own),
            retries: counter!("func_retries", &own),
        }
    }

    pub(crate) fn record(&self, tally: &Tally, took: Option<Duration>) {
        let calls = tally.calls.get();
        if calls == 0 {
            return;
        }
        self.calls.increment(calls);
        increment(&self.rows_in, tally.rows_in.get());
        increment(&self.rows_out, tally.rows_out.get());
        increment(&self.dropped, tally.dropped.get());
        increment(&self.skipped, tally.skipped.get());
        increment(&self.dead_lettered, tally.dead_lettered.get());
        increment(&self.retries, tally.retries.get());
        if let Some(took) = took {
            self.duration.record(milliseconds(took));
        }
    }
}

fn increment(counter: &Counter, by: u64) {
    if by > 0 {
        counter.increment(by);
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
