use std::collections::BTreeMap;

use super::super::context::{Cx, list};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::facts::{Facts, Handle, Handles, RowFacts};
use crate::model::{Config, Connector, Mode};
use crate::span::At;

/// What a function at a place in a flow wants of a connector.
struct Use<'a> {
    function: &'a At<String>,
    handle: &'a Handle,
    mode: Mode,
    /// It is the function's own connector; else rows that fail are sent there.
    is_own: bool,
}

/// Connectors against the types that the program has, and against what functions want of them.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config, facts: &Facts) {
    for connector in config.connectors.values() {
        is_there(cx, connector, facts);
    }
    for (name, uses) in uses(config, facts) {
        match config.connectors.get(name) {
            Some(connector) => {
                handles(cx, connector, &uses, facts);
                params(cx, connector, facts);
            }
            None => is_declared(cx, config, name, &uses),
        }
        rows(cx, name, &uses);
    }
}

/// By connector, all that want something of it, in the order of the files.
fn uses<'a>(config: &'a Config, facts: &'a Facts) -> BTreeMap<&'a str, Vec<Use<'a>>> {
    let mut uses: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for step in config.flows.values().flat_map(|flow| &flow.steps) {
        let Some(function) = facts.functions.get(&step.function.value) else { continue };
        for (connector, handle) in &function.uses {
            let is_own = function.connector.as_ref() == Some(connector);
            uses.entry(connector).or_default().push(Use {
                function: &step.function,
                handle,
                mode: function.mode,
                is_own,
            });
        }
    }
    uses.values_mut().for_each(|uses| uses.sort_by_key(|it| it.function.span));
    uses
}

/// A type that files may name, but this program lacks.
fn is_there(cx: &mut Cx<'_>, connector: &Connector, facts: &Facts) {
    let (name, conn_type) = (&connector.name.value, &connector.conn_type);
    if facts.connector_types.contains_key(&conn_type.value) {
        return;
    }
    // What nobody knows is a problem already.
    let Some(feature) = facts.features.get(&conn_type.value) else { return };
    let message = format!("connector `{name}` has the type `{}`, which is not compiled in", conn_type.value);
    let help = format!("add the feature `{feature}` to `kis-runtime` in Cargo.toml");
    let problem = Diagnostic::error(Code::TypeNotThere, message, Label::new(conn_type.span, "")).help(help);
    let types = list(facts.connector_types.keys().map(String::as_str));
    cx.report(problem.note(format!("the types that are there: {types}")));
}

/// A connector that a function's attribute names, and no file declares.
fn is_declared(cx: &mut Cx<'_>, config: &Config, name: &str, uses: &[Use<'_>]) {
    if cx.options.connectors.iter().any(|own| own == name) || cx.may_be_declared(name) {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for it in uses {
        let function = &it.function.value;
        // That the file of the function names it is a problem already.
        let by_file = config.functions.get(function).is_some_and(|file| file.connector.is_some());
        if it.is_own && by_file || told.contains(&function.as_str()) {
            continue;
        }
        told.push(function);
        let near = cx.near(name, config.connectors.keys().map(String::as_str));
        let label = match it.is_own {
            true => format!("`{function}` uses it"),
            false => format!("`{function}` sends the rows there that fail"),
        };
        let label = Label::new(it.function.span, label);
        let message = format!("connector `{name}` is not declared");
        cx.report(Diagnostic::error(Code::UndeclaredConnector, message, label).near(near));
    }
}

/// A connector whose type has no stores, or no topics, where a function wants one.
fn handles(cx: &mut Cx<'_>, connector: &Connector, uses: &[Use<'_>], facts: &Facts) {
    let Some(has) = facts.connector_types.get(&connector.conn_type.value) else { return };
    let wants_store = uses.iter().find(|it| matches!(it.handle, Handle::Store(_)));
    let wants_topic = uses.iter().find(|it| matches!(it.handle, Handle::Topic(_)));
    for (wanted, lacks, what, own, other) in [
        (wants_store, *has == Handles::Topics, "stores", "Store", "Topic"),
        (wants_topic, *has == Handles::Stores, "topics", "Topic", "Store"),
    ] {
        let Some(it) = wanted.filter(|_| lacks) else { continue };
        let (name, conn_type) = (&connector.name.value, &connector.conn_type);
        let function = &it.function.value;
        let message = format!("connector `{name}` is of type `{}`, which has no {what}", conn_type.value);
        let label = Label::new(conn_type.span, format!("`{function}` takes `&{own}<…>`"));
        let problem = Diagnostic::error(Code::OtherHandle, message, label);
        cx.report(
            problem
                .also(it.function.span, format!("`{function}` uses `{name}`"))
                .help(format!("take `&{other}<…>` instead, or a connector of a type that has {what}")),
        );
    }
}

/// A param that the connector's type does not have.
fn params(cx: &mut Cx<'_>, connector: &Connector, facts: &Facts) {
    let Some(known) = facts.connector_params.get(&connector.conn_type.value) else { return };
    let names = || known.iter().map(String::as_str);
    for param in connector.params.iter().filter(|param| !known.contains(&param.name.value)) {
        let (name, conn_type) = (&connector.name.value, &connector.conn_type.value);
        let said = &param.name;
        let near = cx.near(&said.value, names());
        let message =
            format!("connector `{name}` is of type `{conn_type}`, which has no param `{}`", said.value);
        let problem = Diagnostic::error(Code::UnknownConnectorParam, message, Label::new(said.span, ""));
        cx.report(problem.near(near).note(format!("its params: {}", list(names()))));
    }
}

/// Functions that disagree about the rows that one connector holds: those that the first one saves there, or uses at
/// all.
fn rows(cx: &mut Cx<'_>, name: &str, uses: &[Use<'_>]) {
    let typed = || uses.iter().filter_map(|it| Some((it, it.handle.rows()?)));
    let saves = |(it, _): &(&Use<'_>, &RowFacts)| it.mode == Mode::Save;
    let Some((first, held)) = typed().find(saves).or_else(|| typed().next()) else { return };
    let mut told: Vec<&str> = Vec::new();
    for (it, rows) in typed() {
        if rows.id == held.id || told.contains(&it.function.as_str()) {
            continue;
        }
        told.push(&it.function.value);
        let (held, wanted) = held.names(rows);
        let preposition = if it.mode == Mode::Load { "from" } else { "in" };
        let message = format!(
            "function {} {preposition} the connector `{name}`, but {} there",
            it.says(wanted),
            first.says(held)
        );
        cx.report(
            Diagnostic::error(Code::ConnectorRowsDiffer, message, Label::new(it.function.span, ""))
                .also(first.function.span, "")
                .help("one connector holds rows of one type: give each of the two its own"),
        );
    }
}

impl Use<'_> {
    /// "`SaveOrders` saves rows of `Order`".
    fn says(&self, rows: &str) -> String {
        let verb = match self.mode {
            Mode::Save => "saves",
            Mode::Load => "loads",
            Mode::Verify | Mode::Calculate | Mode::Expand => "uses",
        };
        format!("`{}` {verb} rows of `{rows}`", self.function.value)
    }
}
