use std::collections::BTreeSet;

use super::context::Cx;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::{Config, Connector, Function, Mode};
use crate::span::At;

/// A connector's `load` and `save` against the files of the functions. An empty list says nothing, and so does a
/// function without a file.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config) {
    for connector in config.connectors.values() {
        for (mode, listed) in [(Mode::Load, &connector.load), (Mode::Save, &connector.save)] {
            let mut seen = BTreeSet::new();
            for entry in listed.iter().filter(|entry| seen.insert(entry.value.as_str())) {
                entry_fits(cx, config, connector, mode, entry);
            }
        }
    }
    for function in config.functions.values() {
        unlisted(cx, config, function);
    }
}

fn entry_fits(cx: &mut Cx<'_>, config: &Config, connector: &Connector, mode: Mode, entry: &At<String>) {
    let Some(function) = config.functions.get(&entry.value) else { return };
    if cx.doubtful.contains(&entry.value) {
        return;
    }
    let name = &connector.name.value;
    let key = if mode == Mode::Load { "load" } else { "save" };
    let problem = |message: String| {
        let label = format!("listed under `{key}` of `{name}`");
        Diagnostic::error(Code::ListsDisagree, message, Label::new(entry.span, label))
    };
    if function.mode.value != mode {
        let message = format!("`{key}` lists `{}`, whose mode is `{}`", entry.value, function.mode.value);
        cx.report(problem(message).also(function.mode.span, format!("not `{mode}`")));
        return;
    }
    match &function.connector {
        // One that is not declared is a problem already.
        Some(other) if other.value != *name && config.connectors.contains_key(&other.value) => {
            let message = format!("`{key}` lists `{}`, whose connector is `{}`", entry.value, other.value);
            cx.report(problem(message).also(other.span, format!("not `{name}`")));
        }
        // A Save or Load without a connector is a problem already.
        _ => {}
    }
}

/// A function that uses a connector whose list leaves it out.
fn unlisted(cx: &mut Cx<'_>, config: &Config, function: &Function) {
    let Some(used) = &function.connector else { return };
    let Some(connector) = config.connectors.get(&used.value) else { return };
    let (key, listed) = match function.mode.value {
        Mode::Save => ("save", &connector.save),
        Mode::Load => ("load", &connector.load),
        _ => return,
    };
    let name = &function.name.value;
    let Some(first) = listed.first() else { return };
    if listed.iter().any(|entry| entry.value == *name) || cx.doubtful.contains(name) {
        return;
    }
    let near = cx.near(name, listed.iter().map(|entry| entry.value.as_str()));
    // The one that was meant is listed, misspelt.
    let near = near.and_then(|near| listed.iter().find(|entry| entry.value == near));
    let near = near.filter(|entry| !config.functions.contains_key(&entry.value));
    let message = format!("`{key}` of `{}` leaves out function `{name}`", used.value);
    let problem = match near {
        Some(entry) => {
            let label = Label::new(entry.span, format!("`{name}` is not listed, but this"));
            Diagnostic::error(Code::ListsDisagree, message, label)
                .also(used.span, format!("`{name}` uses `{}`", used.value))
                .help(format!("did you mean `{name}`?"))
        }
        None => {
            let label = Label::new(used.span, format!("`{name}` uses `{}`", used.value));
            Diagnostic::error(Code::ListsDisagree, message, label)
                .also(first.span, "the list begins here")
                .help(format!("add `{name}` to the list, or leave the list out: it is not needed"))
        }
    };
    cx.report(problem);
}
