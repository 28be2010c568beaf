//! What a built flow knows of itself and of each function in it.

use std::any::TypeId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::AnyBatch;
use crate::Function;
use crate::connector::Topic;
use crate::context::{Cache, Meta};
use crate::flow::{DeadLetter, Timing};
use crate::function::{Mode, OnError, Policy, Target};
use crate::metrics::{FlowMeters, FunctionMeters};

/// A function at its place in a built flow.
pub struct Place {
    pub(crate) index: usize,
    pub(crate) name: &'static str,
    /// The name of the `fn`, where the attribute gives another.
    pub(crate) ident: &'static str,
    pub(crate) mode: Mode,
    pub(crate) id: TypeId,
    pub(crate) by_row: bool,
    pub(crate) policy: Policy,
    pub(crate) jumps: &'static [Target],
    pub(crate) meters: FunctionMeters,
}

impl Place {
    pub(crate) fn of<F: Function>(flow: &str, index: usize, policy: Policy) -> Self {
        Place {
            index,
            name: F::NAME,
            ident: F::PATH.rsplit("::").next().unwrap_or(F::NAME),
            mode: F::MODE,
            id: TypeId::of::<F>(),
            by_row: F::BY_ROW,
            policy,
            jumps: F::JUMPS,
            meters: FunctionMeters::new(flow, F::NAME, F::MODE),
        }
    }

    /// Whether a builder that speaks of `name` means this function.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.ident == name
    }
}

/// How a flow treats its runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    pub timing: Timing,
    pub bad_input: OnError,
    pub max_jumps: u32,
}

/// Copies the rows of a batch, where they can be copied.
pub type Keeper = fn(&AnyBatch) -> AnyBatch;

/// What every run of a built flow shares.
pub struct Core {
    pub(crate) flow: Arc<str>,
    pub(crate) places: Box<[Place]>,
    /// For each place that a replay may go back to: how its rows are copied.
    pub(crate) keepers: Box<[Option<Keeper>]>,
    pub(crate) meters: FlowMeters,
    pub(crate) habits: Habits,
    pub(crate) cache: Cache,
    pub(crate) meta: Meta,
    pub(crate) dead_letters: Option<Topic<DeadLetter>>,
    runs: AtomicU32,
}

impl Core {
    pub(crate) fn new(
        flow: Arc<str>,
        places: Vec<Place>,
        habits: Habits,
        meta: Meta,
        dead_letters: Option<Topic<DeadLetter>>,
    ) -> Self {
        let keeper = |place: &Place| {
            places.iter().flat_map(|other| other.jumps).filter(|target| target.is(place)).find_map(|t| t.keep)
        };
        let keepers = places.iter().map(keeper).collect();
        Core {
            meters: FlowMeters::new(&flow),
            flow,
            keepers,
            places: places.into(),
            habits,
            cache: Cache::default(),
            meta,
            dead_letters,
            runs: AtomicU32::new(0),
        }
    }

    /// Whether this run goes stage by stage, for each function's own duration.
    pub(crate) fn is_timed(&self, timing: Option<Timing>) -> bool {
        match timing.unwrap_or(self.habits.timing) {
            Timing::Never => false,
            Timing::Always => true,
            Timing::OneIn(every) => self.runs.fetch_add(1, Relaxed) % every.get() == every.get() - 1,
        }
    }

    /// Where a jump from one place to a function lands: the nearest place before, else the nearest behind.
    pub(crate) fn landing(&self, from: usize, target: TypeId) -> Option<usize> {
        let (before, behind) = self.places.split_at(from + 1);
        let is_target = |place: &&Place| place.id == target;
        before.iter().rfind(is_target).or_else(|| behind.iter().find(is_target)).map(|place| place.index)
    }
}

/// A flow that is ready to run: what its runs share, and its functions with what they are called with.
pub struct Built<S> {
    pub core: Arc<Core>,
    pub stages: S,
}
