use super::super::context::Cx;
use super::params;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::facts::FunctionFacts;
use crate::model::{Config, Function};
use crate::span::At;

/// What a function's own file says of it.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config, file: &Function, function: &FunctionFacts) {
    let name = &file.name.value;
    // A mode or connector that could not be read is a problem already.
    if !cx.doubtful.contains(name) {
        mode(cx, file, function);
        // One that nobody declares is a problem already.
        let is_declared =
            |name: &String| config.connectors.contains_key(name) || cx.options.connectors.contains(name);
        if let Some(connector) = file.connector.as_ref().filter(|connector| is_declared(&connector.value)) {
            own_connector(cx, name, connector, function);
        }
    }
    for field in &file.source.must {
        must(cx, name, field, function);
    }
    if let Some(on_error) = &file.on_error {
        let message = format!("`on_error` of `{name}` cannot come from a file");
        let problem = Diagnostic::error(Code::OnErrorInFile, message, Label::new(on_error.span, ""));
        cx.report(problem.help("say it in the attribute: `#[kis_function(…, on_error = \"skip\")]`"));
    }
    if let (Some(times), Some((why, help))) = (&file.retry_times, &function.not_retried)
        && times.value > 0
    {
        let message = format!("function `{name}` cannot be retried: {why}");
        let problem = Diagnostic::error(Code::NotRetried, message, Label::new(times.span, ""));
        cx.report(problem.help(help));
    }
    if let (Some(timeout), false) = (&file.timeout, function.is_async) {
        let message = format!(
            "function `{name}` cannot be ended by a `timeout`: it is no `async fn`, so it runs to its end"
        );
        cx.error(Code::NotEnded, message, timeout.span, "");
    }
    params::defaults(cx, file, function);
}

fn mode(cx: &mut Cx<'_>, file: &Function, function: &FunctionFacts) {
    if file.mode.value != function.mode {
        let message = format!(
            "function `{}` is of mode `{}`, not `{}`",
            file.name.value, function.mode, file.mode.value
        );
        cx.error(Code::OtherMode, message, file.mode.span, "");
    }
}

fn own_connector(cx: &mut Cx<'_>, name: &str, said: &At<String>, function: &FunctionFacts) {
    let message = match &function.connector {
        Some(own) if *own == said.value => return,
        Some(own) => format!("function `{name}` uses the connector `{own}`, not `{}`", said.value),
        None => format!("function `{name}` uses no connector, so it cannot use `{}`", said.value),
    };
    cx.error(Code::OtherConnector, message, said.span, "");
}

fn must(cx: &mut Cx<'_>, name: &str, field: &At<String>, function: &FunctionFacts) {
    let row = &function.takes;
    if !row.is_complete || row.fields.contains(&field.value) {
        return;
    }
    let near = cx.near(field, row.fields.iter().map(String::as_str));
    let message = format!("row `{}`, which `{name}` takes, has no field `{}`", row.name, field.value);
    let problem = Diagnostic::error(Code::NoSuchField, message, Label::new(field.span, "asked for here"));
    let fields: Vec<String> = row.fields.iter().map(|field| format!("`{field}`")).collect();
    cx.report(problem.near(near).note(format!("it has {}", fields.join(", "))));
}
