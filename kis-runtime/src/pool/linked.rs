//! A flow that was linked at run time.

use std::sync::Arc;
use std::time::Instant;

use super::error::PoolError;
use super::json::{ReadBatch, WriteBatch};
use super::registry::RowType;
use crate::engine::{AnyBatch, Built, ErasedStage, Leave, Run, Tally, run_erased};
use crate::flow::{Work, execute, report};
use crate::{Row, RunOptions, RunReport};

/// A flow that was linked at run time; it is immutable and cheap to clone.
#[derive(Clone)]
pub struct PooledFlow(pub(super) Arc<Linked>);

pub(super) struct Linked {
    pub built: Built<Vec<Box<dyn ErasedStage>>>,
    pub takes: RowType,
    pub yields: RowType,
    pub read: Option<ReadBatch>,
    pub write: Option<WriteBatch>,
}

impl PooledFlow {
    /// Whether both are one flow.
    #[cfg(feature = "yaml")]
    pub(super) fn is(&self, other: &PooledFlow) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The flow's name.
    pub fn name(&self) -> &str {
        &self.0.built.core.flow
    }

    /// The names of its functions, in order.
    pub fn functions(&self) -> impl Iterator<Item = &'static str> {
        self.0.built.core.places.iter().map(|place| place.name)
    }

    /// Runs one batch through the flow.
    ///
    /// # Errors
    /// The flow takes rows of another type than `T` or yields others than `U`; else as [`Flow::run`](crate::Flow::run).
    pub async fn run<T: Row, U: Row>(&self, rows: impl IntoIterator<Item = T>) -> Result<Vec<U>, PoolError> {
        let rows: Vec<T> = rows.into_iter().collect();
        Ok(self.run_with(rows, RunOptions::new()).await?.rows)
    }

    /// Runs one batch as `options` say, and reports what each function did with it.
    ///
    /// # Errors
    /// As [`run`](PooledFlow::run).
    pub async fn run_with<T: Row, U: Row>(
        &self,
        rows: Vec<T>,
        options: RunOptions,
    ) -> Result<RunReport<U>, PoolError> {
        self.agree("takes", self.0.takes, RowType::of::<T>())?;
        self.agree("yields", self.0.yields, RowType::of::<U>())?;
        Ok(self
            .execute(Source::Rows(Box::new(rows)), options, |rows, run, started| {
                let rows = rows.and_then(|rows| rows.downcast::<Vec<U>>().ok());
                report(rows.map(|rows| *rows), run, started)
            })
            .await?)
    }

    /// Runs lines of JSON, a row each, and gives the rows that leave the flow as lines of JSON.
    ///
    /// # Errors
    /// The flow's rows are no JSON; else as [`Flow::run_json`](crate::Flow::run_json).
    pub async fn run_json(
        &self,
        lines: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> Result<Vec<String>, PoolError> {
        Ok(self.run_json_with(lines, RunOptions::new()).await?.rows)
    }

    /// Runs lines of JSON as `options` say, and reports what each function did with them.
    ///
    /// # Errors
    /// As [`run_json`](PooledFlow::run_json).
    pub async fn run_json_with(
        &self,
        lines: impl IntoIterator<Item = impl AsRef<[u8]>>,
        options: RunOptions,
    ) -> Result<RunReport<String>, PoolError> {
        let write = self.writer()?;
        let (rows, mut report) = self.run_lines(lines, options).await?;
        if let Some(rows) = rows {
            report.rows = self.written(write, &rows)?;
        }
        Ok(report)
    }

    /// Runs lines of JSON; the rows that leave the flow stay what they are, and the report has none.
    pub(crate) async fn run_lines(
        &self,
        lines: impl IntoIterator<Item = impl AsRef<[u8]>>,
        options: RunOptions,
    ) -> Result<(Option<AnyBatch>, RunReport<String>), PoolError> {
        let read = self.0.read.ok_or_else(|| self.no_json("takes", self.0.takes, "Deserialize"))?;
        let lines = lines.into_iter().map(|line| line.as_ref().to_vec()).collect();
        let give = |rows, run: &Run<'_>, started| (rows, report(None, run, started));
        Ok(self.execute(Source::Lines(lines, read), options, give).await?)
    }

    /// Rows that left this flow, as lines of JSON.
    #[cfg(feature = "yaml")]
    pub(crate) fn write_lines(&self, rows: &AnyBatch) -> Result<Vec<String>, PoolError> {
        self.written(self.writer()?, rows)
    }

    fn writer(&self) -> Result<WriteBatch, PoolError> {
        self.0.write.ok_or_else(|| self.no_json("yields", self.0.yields, "Serialize"))
    }

    fn written(&self, write: WriteBatch, rows: &AnyBatch) -> Result<Vec<String>, PoolError> {
        write(rows).map_err(|source| PoolError::Write { flow: self.name().to_owned(), source })
    }

    async fn execute<R>(
        &self,
        source: Source,
        options: RunOptions,
        give: fn(Option<AnyBatch>, &Run<'_>, Instant) -> R,
    ) -> Result<R, crate::FlowError> {
        let built = &self.0.built;
        let tallies: Vec<Tally> =
            built.core.places.iter().map(|_| Tally::default()).chain([Tally::default()]).collect();
        execute(&built.core, &tallies, PooledWork { stages: &built.stages, source }, options, give).await
    }

    fn agree(&self, verb: &'static str, has: RowType, asked: RowType) -> Result<(), PoolError> {
        if has.id == asked.id {
            return Ok(());
        }
        Err(PoolError::OtherRows { flow: self.name().to_owned(), verb, actual: has.name, asked: asked.name })
    }

    fn no_json(&self, verb: &'static str, row: RowType, derive: &'static str) -> PoolError {
        PoolError::NoJson { flow: self.name().to_owned(), verb, row: row.name, derive }
    }
}

enum Source {
    Rows(AnyBatch),
    Lines(Vec<Vec<u8>>, ReadBatch),
}

struct PooledWork<'f> {
    stages: &'f [Box<dyn ErasedStage>],
    source: Source,
}

impl Work for PooledWork<'_> {
    type Rows = AnyBatch;

    async fn go(self, run: &Run<'_>) -> Result<AnyBatch, Leave> {
        run.check(0)?;
        let rows = match self.source {
            Source::Rows(rows) => rows,
            Source::Lines(lines, read) => read(lines, run),
        };
        run.check(0)?;
        let stages = self.stages.iter().map(|stage| &**stage).collect();
        run_erased(stages, 0, rows, 0, run).await
    }
}
