//! The pool itself: functions and flows by name.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use kis_config::near::nearest;

use super::error::PoolError;
use super::link::Parts;
use super::linked::PooledFlow;
use super::registry::Entry;
use super::step::Step;
use crate::Function;
use crate::connector::Connectors;

/// Functions and flows by name; see [`pool`](crate::pool). It is cheap to clone: all clones are one pool.
#[derive(Clone, Default)]
pub struct Pool(pub(super) Arc<Shared>);

#[derive(Default)]
pub(super) struct Shared {
    state: RwLock<State>,
    /// What was loaded; held while a load is under way.
    #[cfg(feature = "yaml")]
    pub loaded: tokio::sync::Mutex<Option<super::files::Files>>,
}

pub(super) struct State {
    /// What flows are linked from: the connectors are the program's own, and those of the files.
    pub parts: Parts,
    /// The program's own connectors.
    #[cfg(feature = "yaml")]
    pub own: Connectors,
    pub flows: BTreeMap<String, (PooledFlow, Vec<Step>)>,
}

impl Default for State {
    fn default() -> Self {
        let connectors = Connectors::new();
        State {
            #[cfg(feature = "yaml")]
            own: connectors.clone(),
            parts: Parts { functions: BTreeMap::new(), connectors },
            flows: BTreeMap::new(),
        }
    }
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a function known under its name.
    pub fn register<F: Function>(&self) -> &Self {
        self.register_as::<F>(F::NAME)
    }

    /// Makes a function known under another name: the one that steps and files have for it. Metrics, reports and errors
    /// of runs show its own.
    ///
    /// ```
    /// use kis_runtime::prelude::*;
    /// # use kis_runtime::Pool;
    ///
    /// #[kis_function(mode = "Calculate")]
    /// fn double(row: u64) -> u64 {
    ///     row * 2
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// let pool = Pool::new();
    /// pool.register_as::<double>("times-2");
    /// pool.link("Doubles", ["times-2"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn register_as<F: Function>(&self, name: impl Into<String>) -> &Self {
        self.write().parts.functions.insert(name.into(), Entry::of::<F>());
        self
    }

    /// Uses these connectors for flows that are linked or loaded from now on.
    pub fn connectors(&self, connectors: &Connectors) -> &Self {
        let mut state = self.write();
        #[cfg(feature = "yaml")]
        state.own.clone_from(connectors);
        state.parts.connectors.clone_from(connectors);
        drop(state);
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
        let linked = self.parts().link(flow, &steps).await?;
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

    /// What flows are linked on now.
    #[cfg(feature = "yaml")]
    pub(crate) fn linked_on(&self) -> Connectors {
        self.parts().connectors
    }

    /// The flow of that name, linked anew on other connectors.
    #[cfg(feature = "yaml")]
    pub(crate) async fn link_on(&self, flow: &str, connectors: Connectors) -> Result<PooledFlow, PoolError> {
        let steps = self.read().flows.get(flow).map(|(_, steps)| steps.clone());
        let steps = steps.ok_or_else(|| self.no_such_flow(flow))?;
        let parts = Parts { connectors, ..self.parts() };
        Ok(parts.link(flow, &steps).await?)
    }

    fn no_such_flow(&self, name: &str) -> PoolError {
        let names = self.names();
        let near = nearest(name, &names.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned);
        PoolError::NoSuchFlow { name: name.to_owned(), near, names }
    }

    /// What flows are linked from now.
    pub(super) fn parts(&self) -> Parts {
        self.read().parts.clone()
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
