//! What a handle counts.

use std::time::Instant;

use metrics::{Counter, Histogram, Label};

use super::cells::Cells;
use super::table::Table;

/// The metrics of one operation of one connector, looked up once.
#[derive(Clone)]
pub(crate) struct Meter {
    calls: Counter,
    rows: Counter,
    bytes: Counter,
    errors: Counter,
    duration: Histogram,
}

impl Meter {
    pub(crate) fn new(table: &Table, operation: &'static str) -> Self {
        let labels = labels(table.connector(), table.conn_type(), operation);
        Meter {
            calls: metrics::counter!("connector_calls", labels.clone()),
            rows: metrics::counter!("connector_rows", labels.clone()),
            bytes: metrics::counter!("connector_bytes", labels.clone()),
            errors: metrics::counter!("connector_errors", labels.clone()),
            duration: metrics::histogram!("connector_duration", labels),
        }
    }

    /// Counts a call that began at `start`, and what it moved.
    pub(crate) fn settle<T, E>(&self, start: Instant, result: Result<(T, Moved), E>) -> Result<T, E> {
        self.calls.increment(1);
        self.duration.record(start.elapsed().as_secs_f64() * 1_000.0);
        match result {
            Ok((value, moved)) => {
                self.rows.increment(moved.rows as u64);
                self.bytes.increment(moved.bytes as u64);
                Ok(value)
            }
            Err(error) => {
                self.errors.increment(1);
                Err(error)
            }
        }
    }
}

fn labels(connector: &str, conn_type: &str, operation: &'static str) -> Vec<Label> {
    vec![
        Label::new("conn_name", connector.to_owned()),
        Label::new("conn_type", conn_type.to_owned()),
        Label::new("operation", operation),
    ]
}

/// What went to a connector or came from it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Moved {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

impl Moved {
    pub(crate) fn of(cells: &Cells) -> Self {
        Moved { rows: cells.len(), bytes: cells.size() }
    }

    pub(crate) fn add(&mut self, other: Moved) {
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

/// The counter of what a connector tried again by itself, for a call of this operation.
#[cfg(any(
    feature = "es",
    feature = "kafka",
    feature = "mysql",
    feature = "nats",
    feature = "postgres",
    feature = "redis"
))]
pub(crate) fn retries(connector: &str, conn_type: &str, operation: &'static str) -> Counter {
    metrics::counter!("connector_retries", labels(connector, conn_type, operation))
}
