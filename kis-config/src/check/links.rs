use super::context::{Cx, list};
use super::lists;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::model::{Config, Flow, Mode};
use crate::span::At;

/// What one document says of another.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config) {
    for function in config.functions.values() {
        if let Some(connector) = &function.connector {
            connector_is_declared(cx, config, connector);
        }
    }
    for test in config.tests.values() {
        for (connector, _) in test.before.values().chain(test.after.values()) {
            connector_is_declared(cx, config, connector);
        }
    }
    let bound = config.sources.values().map(|source| &source.flow);
    for flow in bound.chain(config.tests.values().map(|test| &test.flow)) {
        flow_is_declared(cx, config, flow);
    }
    lists::check(cx, config);
    if let Some(severity) = cx.options.lints {
        for flow in config.flows.values() {
            lint(cx, config, flow, severity);
        }
    }
}

fn connector_is_declared(cx: &mut Cx<'_>, config: &Config, connector: &At<String>) {
    let is_own = cx.options.connectors.contains(&connector.value);
    if is_own || config.connectors.contains_key(&connector.value) || cx.may_be_declared(&connector.value) {
        return;
    }
    let names = || config.connectors.keys().map(String::as_str);
    let message = format!("connector `{}` is not declared", connector.value);
    let label = Label::new(connector.span, "no `conn` has this name");
    let near = cx.near(&connector.value, names());
    let problem = Diagnostic::error(Code::UndeclaredConnector, message, label).near(near);
    cx.report(with_names(problem, "connector", names()));
}

fn flow_is_declared(cx: &mut Cx<'_>, config: &Config, flow: &At<String>) {
    // Beside an error a stand-in has no name.
    if flow.value.is_empty() || config.flows.contains_key(&flow.value) || cx.may_be_declared(&flow.value) {
        return;
    }
    let names = || config.flows.keys().map(String::as_str);
    let message = format!("flow `{}` is not declared", flow.value);
    let near = cx.near(&flow.value, names());
    let problem =
        Diagnostic::error(Code::UndeclaredFlow, message, Label::new(flow.span, "no `flow` has this name"))
            .near(near);
    cx.report(with_names(problem, "flow", names()));
}

/// Names what there is, unless it is too much to read; `what` is "connector" or "flow".
fn with_names<'a>(
    problem: Diagnostic,
    what: &str,
    names: impl ExactSizeIterator<Item = &'a str>,
) -> Diagnostic {
    match names.len() {
        0 => problem.note(format!("no {what} is declared")),
        1 => problem.note(format!("the only {what} is {}", list(names))),
        2..=12 => problem.note(format!("the {what}s are {}", list(names))),
        _ => problem,
    }
}

fn lint(cx: &mut Cx<'_>, config: &Config, flow: &Flow, severity: Severity) {
    for (at, step) in flow.steps.iter().enumerate() {
        let name = &step.function;
        match config.functions.get(&name.value) {
            Some(function) => {
                let is_last = at + 1 == flow.steps.len();
                if function.mode.value == Mode::Expand && !is_last && !cx.doubtful.contains(&name.value) {
                    let message =
                        format!("function `{}` is of mode `Expand`, but not the last one", name.value);
                    let label = format!("{} of {}", at + 1, flow.steps.len());
                    let problem =
                        Diagnostic::error(Code::ExpandBeforeEnd, message, Label::new(name.span, label))
                            .severity(severity)
                            .also(function.mode.span, "its mode");
                    cx.report(
                        problem.help("a function that makes rows for the next one is of mode `Calculate`"),
                    );
                }
            }
            None if flow.steps[..at].iter().all(|before| before.function != *name) => {
                no_file(cx, config, name, severity);
            }
            None => {}
        }
    }
}

fn no_file(cx: &mut Cx<'_>, config: &Config, name: &At<String>, severity: Severity) {
    if cx.may_be_declared(&name.value) {
        return;
    }
    let near = cx.near(&name.value, config.functions.keys().map(String::as_str));
    let message = format!("function `{}` has no file", name.value);
    let problem =
        Diagnostic::error(Code::NoFunctionFile, message, Label::new(name.span, "no `func` has this name"));
    let problem = problem.severity(severity).near(near);
    cx.report(problem.note("it is right all the same if Rust code has such a function"));
}
