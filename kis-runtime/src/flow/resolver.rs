//! Finds what the functions of a flow are called with; every problem is collected.

use std::any::Any;
use std::sync::Arc;

use kis_config::near::nearest;

use super::asked::Asked;
use super::dead_letter::DeadLetter;
use super::error::{BuildError, BuildProblem};
use super::options::Timing;
use crate::connector::{BoxFuture, ConnectorError, Connectors, Store, Topic};
use crate::context::Meta;
use crate::engine::{Built, Core, Habits, Place};
use crate::function::OnError;
use crate::function::file::Overrides;
use crate::params::{Param, ParamProblem, ParamTexts, Params};
use crate::{Function, Keyed, Row};

/// The connector that rows which fail go to, unless a builder says otherwise.
pub(crate) const DEAD_LETTERS: &str = "dead_letter";

/// What a builder was told.
pub(crate) struct Settings {
    pub connectors: Connectors,
    /// Function, parameter, text.
    pub params: Vec<(String, String, String)>,
    pub meta: Meta,
    pub habits: Habits,
    pub dead_letters: String,
}

impl Settings {
    /// What holds when a builder is told nothing else.
    pub(crate) fn new(connectors: Connectors) -> Self {
        Settings {
            connectors,
            params: Vec::new(),
            meta: Meta::default(),
            habits: Habits { timing: Timing::default(), bad_input: OnError::Fail, max_jumps: 1000 },
            dead_letters: DEAD_LETTERS.to_owned(),
        }
    }
}

/// Finds what the functions of a flow are called with, while the flow is built.
///
/// A pool that loads files asks what a function wants before it connects anything: what is found then is `None`.
pub struct Resolver {
    flow: Arc<str>,
    settings: Settings,
    places: Vec<Place>,
    problems: Vec<BuildProblem>,
    texts: ParamTexts,
    function: &'static str,
    connector: Option<&'static str>,
    /// There when nothing is to be found, only asked for.
    asked: Option<Asked>,
}

impl Resolver {
    pub(crate) fn new(flow: &str, settings: Settings) -> Self {
        Resolver {
            flow: flow.into(),
            settings,
            places: Vec::new(),
            problems: Vec::new(),
            texts: ParamTexts::default(),
            function: "",
            connector: None,
            asked: None,
        }
    }

    /// What the function would ask for. Nothing connects: it is given nothing.
    #[cfg(feature = "yaml")]
    pub(crate) async fn asked<F: Function>() -> Asked {
        let mut from = Resolver::new("", Settings::new(Connectors::new()));
        from.asked = Some(Asked::default());
        F::resolve(&mut from).await;
        from.asked.unwrap_or_default()
    }

    /// The next function of the flow, with its parameters there.
    #[doc(hidden)]
    #[allow(
        clippy::manual_async_fn,
        reason = "declared `Send`, it is not looked into for each function of a user's"
    )]
    pub fn function<F: Function>(
        &mut self,
        params: &[(&str, &str)],
        overrides: Overrides,
    ) -> impl Future<Output = Option<F::Args>> + Send {
        async move {
            let place = Place::of::<F>(&self.flow, self.places.len(), overrides.over(F::POLICY));
            self.enter(place, params, F::CONNECTOR, F::PARAMS);
            F::resolve(self).await
        }
    }

    fn enter(
        &mut self,
        place: Place,
        params: &[(&str, &str)],
        connector: Option<&'static str>,
        known: &[&[Param]],
    ) {
        self.texts = params.iter().copied().collect();
        for (function, name, text) in &self.settings.params {
            if place.answers_to(function) {
                self.texts.insert(name.clone(), text.clone());
            }
        }
        self.function = place.name;
        self.connector = connector;
        self.places.push(place);
        self.texts.unknown(known).into_iter().for_each(|problem| self.param_problem(problem));
    }

    fn param_problem(&mut self, problem: ParamProblem) {
        let place = self.places.len() - 1;
        self.problems.push(BuildProblem::Parameter { function: self.function, place, problem });
    }

    /// Parameters of the function, read from their texts.
    #[doc(hidden)]
    pub fn params<P: Params>(&mut self) -> Option<P> {
        if let Some(asked) = &mut self.asked {
            asked.params::<P>();
            return None;
        }
        match P::read(&self.texts) {
            Ok(params) => Some(params),
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.param_problem(problem));
                None
            }
        }
    }

    /// The function's connector as a store.
    #[doc(hidden)]
    pub async fn store<T: Keyed + serde::Serialize + serde::de::DeserializeOwned>(
        &mut self,
    ) -> Option<Store<T>>
    where
        T::Key: serde::Serialize,
    {
        if let Some(asked) = &mut self.asked {
            asked.store::<T>();
            return None;
        }
        let connectors = self.settings.connectors.clone();
        let found = connectors.store::<T>(self.connector.unwrap_or_default()).await;
        self.found(found)
    }

    /// The function's connector as a topic.
    #[doc(hidden)]
    pub async fn topic<T: Row + serde::Serialize>(&mut self) -> Option<Topic<T>> {
        if let Some(asked) = &mut self.asked {
            asked.topic::<T>();
            return None;
        }
        let connectors = self.settings.connectors.clone();
        let found = connectors.topic::<T>(self.connector.unwrap_or_default()).await;
        self.found(found)
    }

    /// The client of the function's connector.
    pub async fn client<C: Any + Send + Sync>(&mut self) -> Option<Arc<C>> {
        if let Some(asked) = &mut self.asked {
            asked.client();
            return None;
        }
        let connectors = self.settings.connectors.clone();
        let found = connectors.client::<C>(self.connector.unwrap_or_default()).await;
        self.found(found)
    }

    fn found<T>(&mut self, found: Result<T, ConnectorError>) -> Option<T> {
        found
            .map_err(|source| {
                let place = self.places.len() - 1;
                self.problems.push(BuildProblem::Connector { function: self.function, place, source });
            })
            .ok()
    }

    /// The flow's core and stages, or every problem met on the way.
    #[doc(hidden)]
    #[allow(
        clippy::manual_async_fn,
        reason = "declared `Send`, it is not looked into for each function of a user's"
    )]
    pub fn finish<S: Send>(
        mut self,
        stages: Option<S>,
    ) -> impl Future<Output = Result<Built<S>, BuildError>> + Send {
        async move {
            let dead_letters = self.last_checks().await;
            match stages {
                Some(stages) if self.problems.is_empty() => {
                    Ok(Built { core: self.core(dead_letters), stages })
                }
                _ => Err(BuildError { flow: self.flow.to_string(), problems: self.problems }),
            }
        }
    }

    /// Boxed, so that it is compiled here once and not in every crate that has a flow.
    fn last_checks(&mut self) -> BoxFuture<'_, Option<Topic<DeadLetter>>> {
        self.refuse_strangers();
        Box::pin(self.dead_letters())
    }

    fn core(self, dead_letters: Option<Topic<DeadLetter>>) -> Arc<Core> {
        let Settings { habits, meta, .. } = self.settings;
        Arc::new(Core::new(self.flow, self.places, habits, meta, dead_letters))
    }

    /// Notes problems that were found elsewhere.
    pub(crate) fn tell(&mut self, problems: impl IntoIterator<Item = BuildProblem>) {
        self.problems.extend(problems);
    }

    /// Notes jumps to functions that the flow does not have, where the compiler could not.
    pub(crate) fn check_jumps(&mut self) {
        let missing = self.places.iter().flat_map(|place| {
            let missing =
                place.jumps.iter().filter(|target| !self.places.iter().any(|other| target.is(other)));
            missing.map(|target| BuildProblem::NoTarget { function: place.name, target: target.name })
        });
        let missing: Vec<_> = missing.collect();
        self.problems.extend(missing);
    }

    /// Parameters for functions that the flow does not have.
    fn refuse_strangers(&mut self) {
        for (function, name, _) in &self.settings.params {
            if !self.places.iter().any(|place| place.answers_to(function)) {
                let names: Vec<_> = self.places.iter().map(|place| place.name).collect();
                let near = nearest(function, &names).map(str::to_owned);
                let (function, name) = (function.clone(), name.clone());
                self.problems.push(BuildProblem::NoSuchFunction { function, name, near });
            }
        }
    }

    /// The topic for rows that fail, where one is wanted.
    async fn dead_letters(&mut self) -> Option<Topic<DeadLetter>> {
        let by_function = self.places.iter().find(|place| place.policy.on_error == OnError::DeadLetter);
        let wanted_by = match by_function {
            Some(place) => format!("function `{}` (`on_error = \"dead_letter\"`)", place.name),
            None if self.settings.habits.bad_input == OnError::DeadLetter => {
                "lines that are no rows".to_owned()
            }
            None => return None,
        };
        let found = self.settings.connectors.topic::<DeadLetter>(&self.settings.dead_letters).await;
        found.map_err(|source| self.problems.push(BuildProblem::DeadLetters { wanted_by, source })).ok()
    }
}
