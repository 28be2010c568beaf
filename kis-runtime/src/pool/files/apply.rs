//! From checked files to linked flows, all of them or none.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kis_config::facts::{Facts, Handles};
use kis_config::{Checked, Code, Config, Diagnostic, Label, Options, Span, check_with};

use super::describe::Described;
use super::recipe::{Recipe, config_of, steps};
use super::{LoadError, Loaded, Problems};
use crate::connector::{Connectors, Handle, PARAMS_OF_ALL, features_off, only_handle};
use crate::flow::{BuildProblem, DEAD_LETTERS};
use crate::pool::link::Parts;
use crate::pool::registry::Entry;
use crate::{Pool, PooledFlow, Step};

/// What was loaded.
pub(in crate::pool) struct Files {
    pub path: PathBuf,
    flows: BTreeMap<String, Filed>,
    /// The program's own connectors, and those of the files.
    connectors: Connectors,
    /// The rows that connectors hold for the flows.
    holds: BTreeMap<String, TypeId>,
}

/// A flow of the files.
#[derive(Clone)]
struct Filed {
    recipe: Recipe,
    steps: Vec<Step>,
    flow: PooledFlow,
}

impl Pool {
    /// Takes these files in place of those that were loaded before, if nothing is wrong with them.
    pub(super) async fn apply(
        &self,
        files: &mut Option<Files>,
        path: PathBuf,
        sources: kis_config::Sources,
    ) -> Result<Loaded, LoadError> {
        let (functions, own) = {
            let state = self.read();
            (state.parts.functions.clone(), state.own.clone())
        };
        let described = describe(&functions).await;
        let mut checked = check_with(&sources, &options(&described, &own));
        let wrong =
            |checked: Checked| LoadError::Problems(Problems::new(path.clone(), sources.clone(), checked));
        if checked.has_errors() {
            return Err(wrong(checked));
        }
        let next = Next::new(&checked.config, &described, functions, &own, files.as_ref());
        let (flows, problems) = next.link(&checked.config).await;
        if !problems.is_empty() {
            checked.report(problems);
            return Err(wrong(checked));
        }
        let Next { parts, holds, .. } = next;
        let next = Files { path, flows, connectors: parts.connectors, holds };
        let loaded = self.swap(files.as_ref(), &next);
        *files = Some(next);
        Ok(loaded)
    }

    /// Puts the flows in their places, at once.
    fn swap(&self, before: Option<&Files>, next: &Files) -> Loaded {
        let none = BTreeMap::new();
        let before = before.map_or(&none, |files| &files.flows);
        let mut state = self.write();
        let mut loaded = Loaded::default();
        for (name, gone) in before.iter().filter(|(name, _)| !next.flows.contains_key(*name)) {
            // What code linked in its place is not the files' to forget.
            if state.flows.get(name).is_some_and(|(flow, _)| flow.is(&gone.flow)) {
                state.flows.remove(name);
            }
            loaded.removed.push(name.clone());
        }
        for (name, Filed { flow, steps, .. }) in &next.flows {
            if state.flows.get(name).is_some_and(|(current, _)| current.is(flow)) {
                loaded.unchanged.push(name.clone());
                continue;
            }
            state.flows.insert(name.clone(), (flow.clone(), steps.clone()));
            match before.contains_key(name) {
                true => loaded.changed.push(name.clone()),
                false => loaded.added.push(name.clone()),
            }
        }
        state.parts.connectors.clone_from(&next.connectors);
        loaded
    }
}

async fn describe(functions: &BTreeMap<String, Entry>) -> BTreeMap<String, Described> {
    let mut described = BTreeMap::new();
    for (name, entry) in functions {
        described.insert(name.clone(), (entry.describe)().await);
    }
    described
}

/// What the files are checked with.
fn options(described: &BTreeMap<String, Described>, own: &Connectors) -> Options {
    let built_in: BTreeMap<_, _> = Connectors::new().types().map(|(name, by)| (name, by.id)).collect();
    let (mut facts, mut options) = (Facts::new(), Options::new());
    for (name, function) in described {
        facts = facts.function(name, function.facts.clone());
    }
    for (name, by) in own.types() {
        let only = only_handle(name).filter(|_| built_in.get(name) == Some(&by.id));
        let handles = match only {
            Some(Handle::Store) => Handles::Stores,
            Some(Handle::Topic) => Handles::Topics,
            None => Handles::Any,
        };
        facts = facts.connector_type(name, handles);
        facts = facts.connector_params(name, by.params.iter().chain(PARAMS_OF_ALL).copied());
        options = options.connector_type(name);
    }
    for (name, feature) in features_off() {
        facts = facts.feature_off(name, feature);
    }
    own.names().fold(options, |options, name| options.connector(name)).against(facts)
}

/// What is to be linked.
struct Next<'a> {
    described: &'a BTreeMap<String, Described>,
    parts: Parts,
    holds: BTreeMap<String, TypeId>,
    before: Option<&'a Files>,
}

impl<'a> Next<'a> {
    fn new(
        config: &Config,
        described: &'a BTreeMap<String, Described>,
        functions: BTreeMap<String, Entry>,
        own: &Connectors,
        before: Option<&'a Files>,
    ) -> Self {
        let mut holds = BTreeMap::new();
        for step in config.flows.values().filter(|flow| flow.enabled).flat_map(|flow| &flow.steps) {
            let uses = described.get(&step.function.value).into_iter().flat_map(|function| &function.uses);
            holds.extend(uses.filter_map(|(connector, rows)| Some((connector.clone(), (*rows)?))));
        }
        let mut connectors = own.clone();
        for connector in config.connectors.values() {
            let name = &connector.name.value;
            let held = before.map(|before| before.holds.get(name));
            connectors = match (before, held) {
                // A connection holds rows of the type that it held first.
                (Some(before), Some(held)) if holds.get(name).is_none_or(|rows| held == Some(rows)) => {
                    if let Some(rows) = held {
                        holds.insert(name.clone(), *rows);
                    }
                    connectors.with_kept(name, config_of(connector), &before.connectors)
                }
                _ => connectors.with(name, config_of(connector)),
            };
        }
        Next { described, parts: Parts { functions, connectors }, holds, before }
    }

    /// All enabled flows, those that are as before untouched, and what is wrong with the others.
    async fn link(&self, config: &Config) -> (BTreeMap<String, Filed>, Vec<Diagnostic>) {
        let (mut flows, mut problems) = (BTreeMap::new(), Vec::new());
        let mut failed: BTreeSet<&str> = BTreeSet::new();
        for (name, flow) in config.flows.iter().filter(|(_, flow)| flow.enabled) {
            let recipe = Recipe::new(config, flow, |function| Some(self.described.get(function)?.id));
            if let Some(same) = self.unchanged(name, &recipe) {
                flows.insert(name.clone(), same.clone());
                continue;
            }
            // One that cannot be reached need not be waited for again.
            if self.connectors_of(flow).any(|connector| failed.contains(connector)) {
                continue;
            }
            let steps = steps(config, flow);
            match self.parts.link(name, &steps).await {
                Ok(flow) => drop(flows.insert(name.clone(), Filed { recipe, steps, flow })),
                Err(error) => {
                    for problem in &error.problems {
                        let connector = self.connector_of(flow, problem);
                        failed.extend(connector);
                        problems.push(not_opened(config, flow, problem, connector));
                    }
                }
            }
        }
        (flows, problems)
    }

    /// The flow as it was loaded before, if nothing that it is made of changed since.
    fn unchanged(&self, name: &str, recipe: &Recipe) -> Option<&Filed> {
        let before = self.before?;
        let filed = before.flows.get(name).filter(|filed| filed.recipe == *recipe)?;
        let same = |connector| self.parts.connectors.shares(connector, &before.connectors);
        self.connectors_of(&recipe.flow).all(same).then_some(filed)
    }

    fn connectors_of(&self, flow: &kis_config::Flow) -> impl Iterator<Item = &'a str> {
        let described = self.described;
        flow.steps.iter().filter_map(|step| described.get(&step.function.value)).flat_map(|function| {
            function.uses.iter().map(|(connector, _)| connector.as_str()).chain(function.connector)
        })
    }

    /// The connector that a problem is about.
    fn connector_of(&self, flow: &kis_config::Flow, problem: &BuildProblem) -> Option<&'a str> {
        match problem {
            BuildProblem::Connector { place, .. } => {
                self.described.get(&flow.steps.get(*place)?.function.value)?.connector
            }
            BuildProblem::DeadLetters { .. } => Some(DEAD_LETTERS),
            _ => None,
        }
    }
}

/// At the connector, where the files declare it; else at the function, or at the flow.
fn not_opened(
    config: &Config,
    flow: &kis_config::Flow,
    problem: &BuildProblem,
    connector: Option<&str>,
) -> Diagnostic {
    let at_step = |place: &usize| flow.steps.get(*place).map(|step| step.function.span);
    let at_connector = connector.and_then(|name| config.connectors.get(name)).map(|it| it.name.span);
    let (message, at): (String, Option<Span>) = match problem {
        BuildProblem::Connector { place, source, .. } => {
            (source.to_string(), at_connector.or_else(|| at_step(place)))
        }
        BuildProblem::DeadLetters { source, .. } => (source.to_string(), at_connector),
        BuildProblem::Parameter { place, .. } => (problem.to_string(), at_step(place)),
        _ => (problem.to_string(), None),
    };
    Diagnostic::error(Code::NotOpened, message, Label::new(at.unwrap_or(flow.name.span), ""))
}
