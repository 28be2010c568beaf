//! What a flow of the files is made of.

use std::any::TypeId;

use kis_config::{Config, Connector, Flow, Function};

use crate::function::file::Overrides;
use crate::{ConnectorConfig, Step};

/// What the files say of a flow, and the functions that it names; wherever it is written.
#[derive(Clone, PartialEq)]
pub(super) struct Recipe {
    pub flow: Flow,
    functions: Vec<(Option<TypeId>, Option<Function>)>,
}

impl Recipe {
    pub(super) fn new(config: &Config, flow: &Flow, id: impl Fn(&str) -> Option<TypeId>) -> Self {
        let function = |name: &String| (id(name), config.functions.get(name).cloned());
        let functions = flow.steps.iter().map(|step| function(&step.function.value)).collect();
        Recipe { flow: flow.clone(), functions }
    }
}

/// The flow's steps: parameters of their places over those of the functions.
pub(super) fn steps(config: &Config, flow: &Flow) -> Vec<Step> {
    let step = |placed: &kis_config::Step| {
        let function = config.functions.get(&placed.function.value);
        let defaults = function.into_iter().flat_map(|function| &function.default_params);
        let step = Step::new(&placed.function.value).overrides(overrides(function));
        defaults
            .chain(&placed.params)
            .fold(step, |step, param| step.param(&param.name.value, &param.value.value))
    };
    flow.steps.iter().map(step).collect()
}

/// What a function's file says before its attribute.
fn overrides(function: Option<&Function>) -> Overrides {
    let Some(function) = function else { return Overrides::NONE };
    Overrides {
        retry_times: function.retry_times.map(|at| at.value),
        retry_duration: function.retry_duration.map(|at| at.value),
        retry_backoff: function.retry_backoff.map(|at| at.value),
        timeout: function.timeout.map(|at| at.value),
    }
}

/// A connector as its file declares it.
pub(super) fn config_of(connector: &Connector) -> ConnectorConfig {
    let addrs = connector.addrs.as_ref().map_or("", |addrs| &addrs.value);
    let config = ConnectorConfig::new(&connector.conn_type.value, addrs);
    let config = match &connector.key {
        Some(key) => config.key(&key.value),
        None => config,
    };
    connector.params.iter().fold(config, |config, param| config.param(&param.name.value, &param.value.value))
}
