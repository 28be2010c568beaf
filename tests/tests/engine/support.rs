//! Runs a flow both ways, fused and stage by stage, and holds them to the same.

use std::fmt::{self, Debug};

use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, FunctionReport, RunReport, Timing};

/// Where and why a run failed, to compare.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) function: &'static str,
    pub(crate) place: usize,
    pub(crate) row: Option<u64>,
    pub(crate) kind: ErrorKind,
    pub(crate) tries: u32,
    pub(crate) text: String,
}

impl From<FlowError> for Fault {
    fn from(error: FlowError) -> Self {
        let FlowError { function, place, row, kind, tries, .. } = error;
        Fault { function, place, row, kind, tries, text: error.source.to_string() }
    }
}

/// What a run gave: its rows, and a line for each function.
pub(crate) type Outcome<T> = Result<(Vec<T>, Vec<String>), Fault>;

/// What a function did in a run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) name: &'static str,
    pub(crate) rows_in: u64,
    pub(crate) rows_out: u64,
    pub(crate) dropped: u64,
    pub(crate) skipped: u64,
    pub(crate) dead_lettered: u64,
    pub(crate) calls: u64,
    pub(crate) retries: u64,
}

impl From<&FunctionReport> for Counts {
    fn from(report: &FunctionReport) -> Self {
        let FunctionReport { name, rows_in, rows_out, dropped, skipped, dead_lettered, .. } = *report;
        let FunctionReport { calls, retries, .. } = *report;
        Counts { name, rows_in, rows_out, dropped, skipped, dead_lettered, calls, retries }
    }
}

/// `keep 3 > 2, 1 dropped`: rows in and out, and of the rest what there is of it.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { name, rows_in, rows_out, .. } = self;
        write!(f, "{name} {rows_in} > {rows_out}")?;
        let usual_calls = u64::from(*rows_in > 0);
        for (count, what, usual) in [
            (self.dropped, "dropped", 0),
            (self.skipped, "skipped", 0),
            (self.dead_lettered, "dead", 0),
            (self.retries, "retries", 0),
            (self.calls, "calls", usual_calls),
        ] {
            if count != usual {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

pub(crate) fn line(function: &FunctionReport) -> String {
    Counts::from(function).to_string()
}

pub(crate) fn outcome<T>(run: Result<RunReport<T>, FlowError>) -> Outcome<T> {
    let report = run?;
    Ok((report.rows, report.functions.iter().map(line).collect()))
}

/// Fused and stage by stage: the same rows, the same counts, the same error.
pub(crate) async fn both<F: Flow<In: Clone, Out: PartialEq + Debug>>(
    flow: &F,
    rows: Vec<F::In>,
) -> Outcome<F::Out> {
    let options = |timing| RunOptions::new().timing(timing);
    let fused = outcome(flow.run_with(rows.clone(), options(Timing::Never)).await);
    let staged = outcome(flow.run_with(rows.clone(), options(Timing::Always)).await);
    assert_eq!(fused, staged, "fused and stage by stage");
    // A source that does not know how many rows it has goes slice by slice.
    let unsized_rows = rows.into_iter().filter(|_| true);
    let sliced = outcome(flow.run_with(unsized_rows, options(Timing::Never)).await);
    assert_eq!(fused, sliced, "rows at hand and slice by slice");
    fused
}

/// A flow of these functions, `run!([one -> two], rows)`, run both ways.
macro_rules! run {
    ([$($chain:tt)+], $rows:expr) => {{
        kis_runtime::flow! { Tested = $($chain)+ }
        $crate::support::both(&Tested::builder().build().await.unwrap(), $rows).await
    }};
}
pub(crate) use run;

/// What went well.
pub(crate) fn ok<T, const N: usize>(rows: impl Into<Vec<T>>, lines: [&str; N]) -> Outcome<T> {
    Ok((rows.into(), lines.map(str::to_owned).into()))
}
