use std::collections::BTreeSet;

use kis_config::{Config, Mode};

/// What is drawn: names, modes and types, and nothing of addresses or parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Graph {
    pub(super) sources: Vec<Source>,
    pub(super) flows: Vec<Flow>,
    pub(super) connectors: Vec<Connector>,
    /// Between functions and connectors, in the order of the flows.
    pub(super) links: Vec<Link>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) source_type: String,
    pub(super) enabled: bool,
    /// The flow it feeds, by its place.
    pub(super) flow: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) name: String,
    pub(super) enabled: bool,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) function: String,
    /// Of a function without a file only Rust knows it.
    pub(super) mode: Option<Mode>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Connector {
    pub(super) name: String,
    pub(super) conn_type: String,
}

/// A function and its connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) flow: usize,
    pub(super) step: usize,
    pub(super) connector: usize,
    pub(super) does: Does,
}

/// What the function does with the connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Save,
    Load,
    /// Another mode with a connector: which way rows go is not known.
    Use,
}

impl Graph {
    /// The chosen flows with what they touch; connectors that no flow uses are there when all flows are.
    pub(super) fn of(config: &Config, choose: impl Fn(&str) -> bool) -> Self {
        let chosen: Vec<_> = config.flows.values().filter(|flow| choose(&flow.name)).collect();
        let mut links: Vec<(usize, usize, &str, Does)> = Vec::new();
        for (flow, it) in chosen.iter().enumerate() {
            for (step, it) in it.steps.iter().enumerate() {
                links.extend(linked(config, &it.function).map(|(name, does)| (flow, step, name, does)));
            }
        }
        let used: BTreeSet<&str> = links.iter().map(|link| link.2).collect();
        let all = chosen.len() == config.flows.len();
        let connectors: Vec<&kis_config::Connector> =
            config.connectors.values().filter(|it| all || used.contains(it.name.as_str())).collect();
        let sources = config.sources.values().filter_map(|source| {
            Some(Source {
                name: source.name.value.clone(),
                source_type: source.source_type.value.clone(),
                enabled: source.enabled,
                flow: chosen.iter().position(|flow| *flow.name == *source.flow)?,
            })
        });
        Graph {
            sources: sources.collect(),
            links: links
                .iter()
                .filter_map(|(flow, step, name, does)| {
                    let connector = connectors.iter().position(|it| it.name.as_str() == *name)?;
                    Some(Link { flow: *flow, step: *step, connector, does: *does })
                })
                .collect(),
            flows: chosen.iter().map(|flow| self::flow(config, flow)).collect(),
            connectors: connectors
                .iter()
                .map(|it| Connector { name: it.name.value.clone(), conn_type: it.conn_type.value.clone() })
                .collect(),
        }
    }
}

fn flow(config: &Config, flow: &kis_config::Flow) -> Flow {
    let steps = flow
        .steps
        .iter()
        .map(|step| Step { function: step.function.value.clone(), mode: mode(config, &step.function) });
    Flow { name: flow.name.value.clone(), enabled: flow.enabled, steps: steps.collect() }
}

/// What the function's file says, or else the lists of a connector.
fn mode(config: &Config, function: &str) -> Option<Mode> {
    if let Some(function) = config.functions.get(function) {
        return Some(function.mode.value);
    }
    match listed(config, function).next()?.1 {
        Does::Save => Some(Mode::Save),
        Does::Load => Some(Mode::Load),
        Does::Use => None,
    }
}

/// The connectors of a function, and what it does with each.
fn linked<'c>(config: &'c Config, name: &str) -> impl Iterator<Item = (&'c str, Does)> {
    let function = config.functions.get(name);
    let own = function.and_then(|it| it.connector.as_deref().map(|connector| (it.mode.value, connector)));
    let own = own.map(|(mode, connector)| {
        let does = match mode {
            Mode::Save => Does::Save,
            Mode::Load => Does::Load,
            Mode::Verify | Mode::Calculate | Mode::Expand => Does::Use,
        };
        (connector.as_str(), does)
    });
    let listed: Vec<_> = if function.is_none() { listed(config, name).collect() } else { Vec::new() };
    own.into_iter().chain(listed)
}

/// The connectors whose lists have the function, which needs no file.
fn listed<'c>(config: &'c Config, function: &str) -> impl Iterator<Item = (&'c str, Does)> {
    config.connectors.values().flat_map(move |connector| {
        let has = |list: &[kis_config::At<String>]| list.iter().any(|it| it.value == function);
        let ways = [(has(&connector.save), Does::Save), (has(&connector.load), Does::Load)];
        ways.into_iter().filter(|(is, _)| *is).map(|(_, does)| (connector.name.as_str(), does))
    })
}

#[cfg(test)]
mod tests {
    use kis_config::{Sources, check};

    use super::*;

    const CONF: &str = "\
kistype: flow
flow_name: A
flows: [{fname: save}, {fname: unseen}, {fname: tell}]
---
kistype: flow
flow_name: B
status: 0
flows: [{fname: load}]
---
kistype: func
fname: save
fmode: Save
option: {cname: Cache}
---
kistype: func
fname: load
fmode: L
option: {cname: Cache}
---
kistype: func
fname: tell
fmode: Expand
option: {cname: Log}
---
kistype: conn
cname: Cache
type: redis
addrs: redis://user:hunter2@h:1
---
kistype: conn
cname: Log
type: file
addrs: log.jsonl
save: [unseen]
---
kistype: conn
cname: Nobody
type: memory
---
kistype: source
sname: In
type: file
addrs: in.csv
flow_name: B
";

    fn graph(choose: impl Fn(&str) -> bool) -> Graph {
        let mut sources = Sources::new();
        sources.add("a.yml", CONF);
        let checked = check(&sources);
        assert!(checked.diagnostics.is_empty(), "{:#?}", checked.diagnostics);
        Graph::of(&checked.config, choose)
    }

    #[test]
    fn links_are_what_functions_do_with_connectors() {
        let graph = graph(|_| true);
        let links: Vec<_> = graph
            .links
            .iter()
            .map(|it| {
                let flow = &graph.flows[it.flow];
                let connector = &graph.connectors[it.connector].name;
                format!("{} {:?} {connector}", flow.steps[it.step].function, it.does)
            })
            .collect();
        assert_eq!(links, ["save Save Cache", "unseen Save Log", "tell Use Log", "load Load Cache"]);
        let modes: Vec<_> = graph.flows[0].steps.iter().map(|step| step.mode).collect();
        assert_eq!(modes, [Some(Mode::Save), Some(Mode::Save), Some(Mode::Expand)]);
        assert!(!graph.flows[1].enabled);
        assert_eq!(graph.sources[0].flow, 1);
        assert_eq!(graph.connectors.len(), 3);
    }

    #[test]
    fn a_chosen_flow_comes_with_what_it_touches() {
        let graph = graph(|name| name == "B");
        let connectors: Vec<_> = graph.connectors.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(connectors, ["Cache"]);
        assert_eq!((graph.flows.len(), graph.sources.len(), graph.links.len()), (1, 1, 1));
    }
}
