//! One run: its counters, its first fault, the rows it keeps.

use std::any::Any;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::guard::{guarded, panic_text};
use super::tally::Count;
use super::{AnyBatch, Core, Place, Stage, Tally};
use crate::BoxError;
use crate::connector::BoxFuture;
use crate::context::RunFacts;
use crate::flow::{DeadLetter, ErrorKind, FlowError, FunctionReport, RunOptions};
use crate::function::{Jump, RowFailure};

/// Why a run leaves the chain before its end.
pub enum Leave {
    /// It is over, well.
    End,
    /// It failed; the run holds the error.
    Failed,
    #[allow(private_interfaces, reason = "handed through by generated code, never looked at")]
    Jump(Jump),
}

struct Fault {
    place: usize,
    kind: ErrorKind,
    row: Option<u64>,
    tries: u32,
    source: BoxError,
}

/// One run through a flow.
pub struct Run<'r> {
    pub(crate) core: &'r Arc<Core>,
    pub(crate) tallies: &'r [Tally],
    pub(crate) options: RunOptions,
    pub(crate) facts: OnceLock<Arc<RunFacts>>,
    pub(crate) forced: AtomicBool,
    /// The place up to which raw counts have become rows in and out.
    pub(crate) settled: AtomicUsize,
    fault: Mutex<Option<Fault>>,
    kept: Mutex<Vec<(usize, AnyBatch)>>,
    letters: Mutex<Vec<DeadLetter>>,
    pub(crate) bad_input: Count,
    /// One, if the iterator of the run's caller panicked.
    pub(crate) input_panicked: Count,
    /// Rows that the run began with, once they are through the first function.
    entered: OnceLock<u64>,
}

impl<'r> Run<'r> {
    pub(crate) fn new(core: &'r Arc<Core>, tallies: &'r [Tally], options: RunOptions) -> Self {
        Run {
            core,
            tallies,
            options,
            facts: OnceLock::new(),
            forced: AtomicBool::new(false),
            settled: AtomicUsize::new(0),
            fault: Mutex::default(),
            kept: Mutex::default(),
            letters: Mutex::default(),
            bad_input: Count::default(),
            input_panicked: Count::default(),
            entered: OnceLock::new(),
        }
    }

    /// The function at a place of this run.
    pub fn stage(&'r self, place: usize) -> Stage<'r> {
        Stage { run: self, place: &self.core.places[place] }
    }

    #[cold]
    pub(crate) fn fail(&self, place: usize, kind: ErrorKind, row: Option<u64>, source: BoxError) -> Leave {
        self.fail_after(1, place, kind, row, source)
    }

    /// Writes the run's first fault down. Of rows that failed the one told last stands first: only rows before it were
    /// let through.
    #[cold]
    pub(crate) fn fail_after(
        &self,
        tries: u32,
        place: usize,
        kind: ErrorKind,
        row: Option<u64>,
        source: BoxError,
    ) -> Leave {
        let mut fault = lock(&self.fault);
        if fault.as_ref().is_none_or(|known| known.row.is_some() && row.is_some()) {
            *fault = Some(Fault { place, kind, row, tries, source });
        }
        Leave::Failed
    }

    #[cold]
    pub(crate) fn panicked(&self, payload: &(dyn Any + Send)) -> Leave {
        let text = panic_text(payload);
        if self.input_panicked.get() > 0 {
            return self.fail(
                0,
                ErrorKind::Input,
                None,
                format!("the rows' iterator panicked: {text}").into(),
            );
        }
        // A fold function that pulled the row is on the way of the panic too: the first place is it.
        match self.tallies.iter().position(|tally| tally.panicked.get() > 0) {
            Some(place) => {
                let row = self.core.places[place].by_row.then(|| self.tallies[place].panicked.get() - 1);
                self.fail(place, ErrorKind::Panic, row, format!("panicked: {text}").into())
            }
            None => self.fail(0, ErrorKind::Panic, None, format!("the run panicked: {text}").into()),
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        lock(&self.fault).is_some()
    }

    /// The token that cancels this run: its caller's, else the one that its functions were given.
    pub(crate) fn token(&self) -> Option<&CancellationToken> {
        self.options.cancel.as_ref().or_else(|| self.facts.get().map(|facts| facts.cancellation()))
    }

    /// Whether the run may go on at this place: it has not failed, is not cancelled and not past its deadline.
    pub(crate) fn check(&self, place: usize) -> Result<(), Leave> {
        if self.has_failed() { Err(Leave::Failed) } else { self.check_interrupts(place) }
    }

    /// Whether the run is not cancelled and not past its deadline.
    pub(crate) fn check_interrupts(&self, place: usize) -> Result<(), Leave> {
        if self.token().is_some_and(CancellationToken::is_cancelled) {
            return Err(self.cancelled(place));
        }
        if self.options.deadline.is_some_and(|deadline| deadline <= tokio::time::Instant::now()) {
            return Err(self.late(place));
        }
        Ok(())
    }

    pub(crate) fn cancelled(&self, place: usize) -> Leave {
        self.fail(place, ErrorKind::Cancelled, None, "the run was cancelled".into())
    }

    pub(crate) fn late(&self, place: usize) -> Leave {
        self.fail(place, ErrorKind::Deadline, None, "the run's deadline has passed".into())
    }

    /// From the place settled last up to `end`, backwards: what left a row function is what the next one read.
    pub(crate) fn settle(&self, end: usize) {
        let mut after = self.tallies[end].arrived.take();
        let start = self.settled.swap(end, Relaxed).min(end);
        for place in self.core.places[start..end].iter().rev() {
            let tally = &self.tallies[place.index];
            let (arrived, gone, yielded) = (tally.arrived.take(), tally.gone.take(), tally.yielded.take());
            let (rows_in, rows_out) =
                if place.by_row { (after.wrapping_add(gone), after) } else { (arrived, yielded) };
            tally.rows_in.add(rows_in);
            tally.rows_out.add(rows_out);
            if place.by_row && rows_in > 0 {
                tally.calls.add(1);
            }
            after = rows_in;
        }
        if start == 0 {
            self.entered.get_or_init(|| after);
        }
    }

    /// Keeps a copy of the rows that enter a place, where a replay may ask for them.
    pub(crate) fn keep(&self, place: usize, rows: &AnyBatch) {
        let Some(copy) = self.core.keepers[place] else { return };
        let copy = guarded(&self.tallies[place], || 0, || copy(rows));
        let mut kept = lock(&self.kept);
        kept.retain(|(other, _)| *other != place);
        kept.push((place, copy));
    }

    pub(crate) fn recall(&self, place: usize) -> Option<AnyBatch> {
        let mut kept = lock(&self.kept);
        let at = kept.iter().position(|(other, _)| *other == place)?;
        Some(kept.swap_remove(at).1)
    }

    pub(crate) fn bury(&self, place: &Place, number: u64, failure: RowFailure) {
        self.bury_text(Some(place), number, &failure.error, failure.row.unwrap_or_default());
    }

    pub(crate) fn bury_text(&self, place: Option<&Place>, number: u64, error: &BoxError, row: String) {
        lock(&self.letters).push(DeadLetter {
            flow: self.core.flow.to_string(),
            function: place.map(|place| place.name.to_owned()),
            place: place.map(|place| place.index as u64 + 1),
            run_id: self.options.run_id,
            number,
            error: error.to_string(),
            row,
        });
    }

    /// Sends the rows that failed to the flow's dead letters, if there are any.
    pub(crate) fn send_letters(&self) -> Option<BoxFuture<'_, Result<(), Leave>>> {
        let topic = self.core.dead_letters.as_ref()?;
        let letters = std::mem::take(&mut *lock(&self.letters));
        if letters.is_empty() {
            return None;
        }
        Some(Box::pin(async move {
            topic.send(&letters).await.map_err(|error| {
                let rows = if letters.len() == 1 { "row" } else { "rows" };
                let text = format!("{} {rows} could not be sent to the dead letters: {error}", letters.len());
                let place = letters[0].place.map_or(0, |place| place as usize - 1);
                self.fail(place, ErrorKind::DeadLetters, None, text.into())
            })
        }))
    }

    pub(crate) fn error(&self) -> FlowError {
        let fault = lock(&self.fault).take().unwrap_or_else(|| Fault {
            place: 0,
            kind: ErrorKind::Panic,
            row: None,
            tries: 1,
            source: "the run failed without saying why".into(),
        });
        let Fault { place, kind, row, tries, source } = fault;
        FlowError {
            flow: self.core.flow.clone(),
            run_id: self.options.run_id,
            function: self.core.places[place].name,
            place,
            row,
            kind,
            tries,
            source,
        }
    }

    pub(crate) fn report(&self) -> Vec<FunctionReport> {
        let report = |(place, tally): (&Place, &Tally)| FunctionReport {
            name: place.name,
            mode: place.mode,
            rows_in: tally.rows_in.get(),
            rows_out: tally.rows_out.get(),
            dropped: tally.dropped.get(),
            skipped: tally.skipped.get(),
            dead_lettered: tally.dead_lettered.get(),
            calls: tally.calls.get(),
            retries: tally.retries.get(),
            duration: tally.duration(place.by_row),
        };
        self.core.places.iter().zip(self.tallies).map(report).collect()
    }

    /// Hands what was counted over to the metrics.
    pub(crate) fn record(&self, started: Instant, failed: bool) {
        let rows = self.entered.get().copied().unwrap_or_default();
        self.core.meters.record(started.elapsed(), rows, self.bad_input.get());
        if let (true, Some(fault)) = (failed, &*lock(&self.fault)) {
            self.core.meters.failed(&self.core.flow, fault.kind);
        }
        for (place, tally) in self.core.places.iter().zip(self.tallies) {
            place.meters.record(tally, tally.duration(place.by_row));
        }
    }
}

/// Nothing that panics is done while one of a run's locks is held, so a poisoned one is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
