//! The pool itself: functions and flows by name.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use kis_config::near::nearest;

use super::error::PoolError;
use super::linked::{Linked, PooledFlow};
use super::registry::Entry;
use super::step::Step;
use crate::Function;
use crate::connector::Connectors;
use crate::flow::{BuildError, BuildProblem, Resolver, Settings};

/// Functions and flows by name; see [`pool`](crate::pool). It is cheap to clone: all clones are one pool.
#[derive(Clone, Default)]
pub struct Pool(Arc<RwLock<State>>);

#[derive(Default)]
struct State {
    functions: BTreeMap<&'static str, Entry>,
    flows: BTreeMap<String, (PooledFlow, Vec<Step>)>,
    connectors: Connectors,
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a function known under its name.
    pub fn register<F: Function>(&self) -> &Self {
        self.write().functions.insert(F::NAME, Entry::of::<F>());
        self
    }

    /// Uses these connectors for flows that are linked from now on.
    pub fn connectors(&self, connectors: &Connectors) -> &Self {
        self.write().connectors = connectors.clone();
        self
    }

    /// Links registered functions to a flow, and keeps it under its name in place of any before. Runs under way go on
    /// with the flow that they began with.
    ///
    /// # Errors
    /// Every problem of the flow: functions that are not registered, row types that do not fit, parameters, connectors,
    /// jumps to nowhere. A flow that was there before stays.
    pub async fn link<S: Into<Step>>(
        &self,
        flow: &str,
        steps: impl IntoIterator<Item = S>,
    ) -> Result<PooledFlow, PoolError> {
        let steps: Vec<Step> = steps.into_iter().map(Into::into).collect();
        let linked = self.build(flow, &steps).await?;
        self.write().flows.insert(flow.to_owned(), (linked.clone(), steps));
        Ok(linked)
    }

    /// Puts one more function behind the last one of a flow.
    ///
    /// # Errors
    /// There is no such flow; else as [`link`](Pool::link).
    pub async fn append(&self, flow: &str, step: impl Into<Step>) -> Result<PooledFlow, PoolError> {
        let steps = self.read().flows.get(flow).map(|(_, steps)| steps.clone());
        let mut steps = steps.ok_or_else(|| self.no_such_flow(flow))?;
        steps.push(step.into());
        self.link(flow, steps).await
    }

    /// The flow of that name.
    pub fn get(&self, flow: &str) -> Option<PooledFlow> {
        self.read().flows.get(flow).map(|(flow, _)| flow.clone())
    }

    /// Forgets a flow; runs under way go on. Says whether there was one.
    pub fn remove(&self, flow: &str) -> bool {
        self.write().flows.remove(flow).is_some()
    }

    /// The names of the flows, in order.
    pub fn names(&self) -> Vec<String> {
        self.read().flows.keys().cloned().collect()
    }

    /// Runs lines of JSON through the flow of that name; see [`PooledFlow::run_json`].
    ///
    /// # Errors
    /// There is no such flow; else as [`PooledFlow::run_json`].
    pub async fn run_json(
        &self,
        flow: &str,
        lines: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> Result<Vec<String>, PoolError> {
        self.get(flow).ok_or_else(|| self.no_such_flow(flow))?.run_json(lines).await
    }

    fn no_such_flow(&self, name: &str) -> PoolError {
        let names = self.names();
        let near = nearest(name, &names.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned);
        PoolError::NoSuchFlow { name: name.to_owned(), near, names }
    }

    async fn build(&self, flow: &str, steps: &[Step]) -> Result<PooledFlow, BuildError> {
        let (entries, problems, settings) = self.find(steps);
        let mut from = Resolver::new(flow, settings);
        from.tell(problems);
        let mut stages = Vec::new();
        let mut before: Option<Entry> = None;
        for (entry, step) in &entries {
            if let Some(before) = before.filter(|before| before.yields.id != entry.takes.id) {
                from.tell([BuildProblem::Edge {
                    function: entry.name,
                    takes: entry.takes.name,
                    before: before.name,
                    yields: before.yields.name,
                }]);
            }
            before = Some(*entry);
            let params: Vec<(&str, &str)> =
                step.params.iter().map(|(name, text)| (&**name, &**text)).collect();
            stages.extend((entry.build)(&mut from, &params, step.overrides).await);
        }
        from.check_jumps();
        let whole = (stages.len() == steps.len() && !steps.is_empty()).then_some(stages);
        let built = from.finish(whole).await?;
        let ends = entries.first().zip(entries.last());
        let Some(((first, _), (last, _))) = ends else {
            return Err(BuildError { flow: flow.to_owned(), problems: vec![BuildProblem::Empty] });
        };
        Ok(PooledFlow(Arc::new(Linked {
            built,
            takes: first.takes,
            yields: last.yields,
            read: first.read,
            write: last.write,
        })))
    }

    /// The functions of the steps, as far as they are registered.
    fn find<'s>(&self, steps: &'s [Step]) -> (Vec<(Entry, &'s Step)>, Vec<BuildProblem>, Settings) {
        let state = self.read();
        let names: Vec<&str> = state.functions.keys().copied().collect();
        let mut problems = Vec::new();
        if steps.is_empty() {
            problems.push(BuildProblem::Empty);
        }
        let found = steps.iter().filter_map(|step| {
            let entry = state.functions.get(&*step.function).copied();
            if entry.is_none() {
                let near = nearest(&step.function, &names).map(str::to_owned);
                problems.push(BuildProblem::NotRegistered { function: step.function.clone(), near });
            }
            Some((entry?, step))
        });
        let found = found.collect();
        (found, problems, Settings::new(state.connectors.clone()))
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
