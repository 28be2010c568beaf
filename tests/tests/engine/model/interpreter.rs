//! What a chain is to do with a batch, written as plainly as can be.

use kis_runtime::{ErrorKind, OnError};

use super::decide;
use crate::support::{Counts, Fault};

/// What a row becomes, or that it fails.
type Made = fn(u64, u64) -> Option<Vec<u64>>;
/// Which way a batch function goes, given the batch, `k` and how often it was come to.
type Says = fn(&[u64], u64, u64) -> Way;

pub(super) enum Way {
    Rows(Vec<u64>),
    Force(Vec<u64>),
    Abort,
    Fail,
    Jump(&'static str, Vec<u64>),
    Replay(&'static str),
}
use Way::{Abort, Fail, Force, Jump, Replay, Rows};

pub(super) enum Kind {
    Row(OnError, Made),
    Batch(Says),
    /// Fails so often before it goes well, and has so many retries.
    Flaky(fn(&[u64], u64) -> u64, u64, fn(&[u64], u64) -> Vec<u64>),
}

pub(super) struct Op {
    pub(super) name: &'static str,
    pub(super) k: u64,
    kind: Kind,
}

/// What the function of that name does, by the book.
pub(super) fn op(name: &'static str, k: u64) -> Op {
    fn unless_fails(row: u64, k: u64, made: Vec<u64>) -> Option<Vec<u64>> {
        (!decide::fails(row, k)).then_some(made)
    }
    let kept: Made = |row, k| Some(if decide::keep(row, k) { vec![row] } else { vec![] });
    let try_change: Made = |row, k| unless_fails(row, k, vec![decide::mix(row, k)]);
    let try_spread: Made = |row, k| unless_fails(row, k, decide::spread(row, k));
    let total: Says = |rows, _, _| Rows(decide::total(rows));
    use OnError::{DeadLetter, Fail as Stop, Skip};
    let kind = match name {
        "keep" => Kind::Row(Stop, kept),
        "see" => Kind::Row(Stop, |row, _| Some(vec![row])),
        "change" => Kind::Row(Stop, |row, k| Some(vec![decide::mix(row, k)])),
        "choose" => Kind::Row(Stop, |row, k| Some(decide::choose(row, k).into_iter().collect())),
        "spread" => Kind::Row(Stop, |row, k| Some(decide::spread(row, k))),
        "try_keep" => Kind::Row(Stop, |row, k| {
            unless_fails(row, k, if decide::keep(row, k) { vec![row] } else { vec![] })
        }),
        "try_change" => Kind::Row(Stop, try_change),
        "try_spread" => Kind::Row(Stop, try_spread),
        "skip_change" => Kind::Row(Skip, try_change),
        "skip_spread" => Kind::Row(Skip, try_spread),
        "bury_choose" => {
            Kind::Row(DeadLetter, |row, k| unless_fails(row, k, decide::choose(row, k).into_iter().collect()))
        }
        "bury_spread" => Kind::Row(DeadLetter, try_spread),
        "total" | "later_total" => Kind::Batch(total),
        "first" => Kind::Batch(|rows, _, _| Rows(rows[..rows.len().min(3)].to_vec())),
        "try_first" => Kind::Batch(|rows, k, _| {
            let rows = &rows[..rows.len().min(3)];
            if decide::one_in(4, rows, k) { Fail } else { Rows(rows.to_vec()) }
        }),
        "sort" => Kind::Batch(|rows, _, _| Rows(decide::sort(rows.to_vec()))),
        "look" => Kind::Batch(|rows, _, _| Rows(rows.to_vec())),
        "gate" => Kind::Batch(|rows, k, _| match decide::one_in(7, rows, k) {
            true => Fail,
            false if decide::one_in(5, rows, k + 1) => Abort,
            false => Rows(rows.to_vec()),
        }),
        "force_third" => Kind::Batch(|rows, k, _| Force(decide::third(rows, k))),
        "third_or_abort" => Kind::Batch(|rows, k, _| match decide::one_in(5, rows, k) {
            true => Abort,
            false => Rows(decide::third(rows, k)),
        }),
        "flaky" => Kind::Flaky(decide::failures, 2, decide::change_all),
        "back" => Kind::Batch(|rows, k, visits| match visits <= k {
            true => Jump("change", decide::change_all(rows, k)),
            false => Rows(rows.to_vec()),
        }),
        "rewind" => {
            Kind::Batch(|rows, k, visits| if visits <= k { Replay("keep") } else { Rows(rows.to_vec()) })
        }
        // Here only the batches that are to jump are visits.
        "skip_to_sort" => Kind::Batch(|rows, k, visits| match decide::one_in(2, rows, k) && visits <= 3 {
            true => Jump("sort", decide::third(rows, k)),
            false => Force(rows.to_vec()),
        }),
        _ => unreachable!("no such function: {name}"),
    };
    Op { name, k, kind }
}

/// A dead letter: place, number, row.
pub(super) type Letter = (u64, u64, String);

pub(super) struct Interpreter<'o> {
    ops: &'o [Op],
    counts: Vec<Counts>,
    /// The rows that entered each place the last time.
    had: Vec<Option<Vec<u64>>>,
    visits: Vec<u64>,
    pub(super) letters: Vec<Letter>,
}

/// Where a run goes on.
enum On {
    At(usize, Vec<u64>),
    End,
}

impl<'o> Interpreter<'o> {
    pub(super) fn new(ops: &'o [Op]) -> Self {
        let counts = ops.iter().map(|op| Counts { name: op.name, ..Counts::default() }).collect();
        let (had, visits) = (vec![None; ops.len()], vec![0; ops.len()]);
        Interpreter { ops, counts, had, visits, letters: Vec::new() }
    }

    /// Rows, and a line for each function, as [`crate::support::both`] gives them.
    pub(super) fn run(
        &mut self,
        mut rows: Vec<u64>,
        max_jumps: u32,
    ) -> Result<(Vec<u64>, Vec<String>), Fault> {
        let (mut place, mut forced, mut jumps) = (0, false, 0);
        let rows = loop {
            let is_row = |op: &Op| matches!(op.kind, Kind::Row(..));
            let end = (place..self.ops.len()).find(|at| !is_row(&self.ops[*at])).unwrap_or(self.ops.len());
            rows = self.segment(place, end, rows)?;
            if end == self.ops.len() {
                break rows;
            }
            match self.batch(end, rows, &mut forced, &mut jumps, max_jumps)? {
                On::At(next, next_rows) => (place, rows) = (next, next_rows),
                On::End => break Vec::new(),
            }
        };
        Ok((rows, self.counts.iter().map(Counts::to_string).collect()))
    }

    /// Neighbouring row functions: row by row from the first to the last.
    fn segment(&mut self, place: usize, end: usize, rows: Vec<u64>) -> Result<Vec<u64>, Fault> {
        self.had[place..end].fill(Some(Vec::new()));
        let mut out = Vec::new();
        for row in rows {
            self.row(place, end, row, &mut out)?;
        }
        for at in place..end {
            self.counts[at].calls += u64::from(self.had[at] != Some(Vec::new()));
        }
        Ok(out)
    }

    fn row(&mut self, at: usize, end: usize, row: u64, out: &mut Vec<u64>) -> Result<(), Fault> {
        if at == end {
            out.push(row);
            return Ok(());
        }
        let Op { kind: Kind::Row(on_error, made), k, .. } = self.ops[at] else { unreachable!() };
        let had = self.had[at].get_or_insert_default();
        had.push(row);
        let (number, counts) = (had.len() as u64 - 1, &mut self.counts[at]);
        counts.rows_in += 1;
        let Some(made) = made(row, k) else {
            counts.dropped += 1;
            match on_error {
                OnError::Fail => return Err(self.fault(at, Some(number), ErrorKind::Row, 1)),
                OnError::Skip => counts.skipped += 1,
                OnError::DeadLetter => {
                    counts.dead_lettered += 1;
                    self.letters.push((at as u64 + 1, number, row.to_string()));
                }
            }
            return Ok(());
        };
        counts.dropped += u64::from(made.is_empty());
        counts.rows_out += made.len() as u64;
        made.into_iter().try_for_each(|row| self.row(at + 1, end, row, out))
    }

    fn batch(
        &mut self,
        at: usize,
        rows: Vec<u64>,
        forced: &mut bool,
        jumps: &mut u32,
        max_jumps: u32,
    ) -> Result<On, Fault> {
        self.had[at] = Some(rows.clone());
        if !std::mem::take(forced) && rows.is_empty() {
            return Ok(On::End);
        }
        let (Op { name, k, kind }, counts) = (&self.ops[at], &mut self.counts[at]);
        counts.calls += 1;
        counts.rows_in += rows.len() as u64;
        let says = match kind {
            Kind::Row(..) => unreachable!(),
            Kind::Flaky(failures, retries, made) => {
                let failures = failures(&rows, *k);
                counts.retries += failures.min(*retries);
                if failures > *retries {
                    return Err(self.fault(at, None, ErrorKind::Batch, *retries as u32 + 1));
                }
                Rows(made(&rows, *k))
            }
            Kind::Batch(says) => {
                let counts_visit = *name != "skip_to_sort" || decide::one_in(2, &rows, *k);
                self.visits[at] += u64::from(counts_visit);
                says(&rows, *k, self.visits[at])
            }
        };
        let (target, rows) = match says {
            Rows(rows) => {
                counts.rows_out += rows.len() as u64;
                return Ok(On::At(at + 1, rows));
            }
            Force(rows) => {
                counts.rows_out += rows.len() as u64;
                *forced = true;
                return Ok(On::At(at + 1, rows));
            }
            Abort => {
                counts.dropped += rows.len() as u64;
                return Ok(On::End);
            }
            Fail => return Err(self.fault(at, None, ErrorKind::Batch, 1)),
            Jump(target, rows) => (target, Some(rows)),
            Replay(target) => (target, None),
        };
        *jumps += 1;
        let before = (0..=at).rev().find(|place| self.ops[*place].name == target);
        let to = before.or_else(|| (at..self.ops.len()).find(|place| self.ops[*place].name == target));
        let to = to.expect("the flow would not compile");
        match rows.or_else(|| self.had[to].clone()) {
            Some(rows) if *jumps <= max_jumps => Ok(On::At(to, rows)),
            _ => Err(self.fault(at, None, ErrorKind::Jumps, 1)),
        }
    }

    fn fault(&self, place: usize, row: Option<u64>, kind: ErrorKind, tries: u32) -> Fault {
        let function = self.ops[place].name;
        Fault { function, place, row, kind, tries, text: "as it should".to_owned() }
    }
}
