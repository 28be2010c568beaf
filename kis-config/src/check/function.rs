use super::context::{Cx, list};
use super::fields::{Field, Fields};
use super::scalar;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::{DataSource, Function, Mode, OnError, Params};
use crate::span::At;
use crate::yaml::Node;

pub(super) const KEYS: [&str; 6] = ["kistype", "fname", "fid", "fmode", "source", "option"];
pub(super) const SOURCE_KEYS: [&str; 2] = ["name", "must"];
pub(super) const OPTION_KEYS: [&str; 9] = [
    "cname",
    "cid",
    "retry_times",
    "return_duration",
    "retry_duration",
    "retry_backoff",
    "timeout",
    "on_error",
    "default_params",
];
const MOST_RETRIES: u32 = 1_000;

pub(super) fn read(cx: &mut Cx<'_>, node: &Node) -> Option<Function> {
    let fields = Fields::read(cx, node, "function", &KEYS)?;
    let name = fields.name(cx, ["fname", "fid"], "MyFunction");
    let mode = fields.require(cx, "fmode", "Verify").and_then(|field| mode(cx, field));
    let source = fields.value(cx, "source", source).unwrap_or_default();
    let said = fields.get("option").map(|field| field.node);
    let option = said.and_then(|node| Fields::read_or_empty(cx, node, "function's `option`", &OPTION_KEYS));
    let broken = said.is_some_and(|node| option.is_none() && node.found() != "null");

    let option = option.as_ref();
    let connector = option.and_then(|it| it.either(cx, ["cname", "cid"], scalar::filled));
    let connector_broken = broken
        || connector.is_none() && option.is_some_and(|it| it.has_either(["cname", "cid"]) && !is_empty(it));
    if let (Some(name), Some(mode), None, false) = (&name, &mode, &connector, connector_broken) {
        without_connector(cx, name, *mode);
    }
    let name = name?;
    if mode.is_none() || connector_broken {
        cx.doubtful.insert(name.value.clone());
    }
    Some(Function {
        // A stand-in beside an error.
        mode: mode.unwrap_or(At::new(Mode::Expand, name.span)),
        name,
        source,
        connector,
        retry_times: option.and_then(|it| it.value(cx, "retry_times", retries)),
        retry_duration: option
            .and_then(|it| it.either(cx, ["return_duration", "retry_duration"], scalar::time)),
        retry_backoff: option.and_then(|it| it.value(cx, "retry_backoff", scalar::flag)),
        timeout: option.and_then(|it| it.value(cx, "timeout", timeout)),
        on_error: option.and_then(|it| it.value(cx, "on_error", on_error)),
        default_params: option
            .and_then(|it| it.get("default_params"))
            .map_or_else(Params::default, |field| scalar::params(cx, field)),
    })
}

/// Whether the connector is there and empty, as Go's export writes where there is none.
fn is_empty(option: &Fields<'_>) -> bool {
    ["cname", "cid"].iter().filter_map(|key| option.get(key)).all(
        |field| matches!(&field.node.value, crate::yaml::Value::Scalar(scalar) if scalar.text.trim().is_empty()),
    )
}

fn mode(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<Mode>> {
    let text = scalar::text(cx, field)?;
    let mode = Mode::from_name(&text);
    if mode.is_none() {
        let names = Mode::ALL.map(Mode::name);
        let near = cx.near(&text, names);
        let message = format!("unknown mode `{}`", text.value);
        let problem =
            Diagnostic::error(Code::UnknownMode, message, Label::new(text.span, "no mode is called so"));
        cx.report(problem.near(near).note(format!("the modes are {}", list(names))));
    }
    mode.map(|mode| At::new(mode, text.span))
}

fn without_connector(cx: &mut Cx<'_>, name: &At<String>, mode: At<Mode>) {
    let does = match mode.value {
        Mode::Save => "saves to a connector",
        Mode::Load => "loads from a connector",
        _ => return,
    };
    let message = format!("function `{}` {does}, but names none", name.value);
    let problem =
        Diagnostic::error(Code::NoConnector, message, Label::new(mode.span, "this mode needs a connector"));
    cx.report(problem.help("name it under `option`: `cname: MyConnector`"));
}

fn source(cx: &mut Cx<'_>, field: Field<'_>) -> Option<DataSource> {
    let fields = Fields::read_or_empty(cx, field.node, "function's `source`", &SOURCE_KEYS)?;
    Some(DataSource {
        name: fields.value(cx, "name", scalar::filled),
        must: fields.get("must").map_or_else(Vec::new, |must| scalar::texts(cx, must, "field names")),
    })
}

fn retries(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<u32>> {
    match scalar::whole(field.node) {
        Some(times) if (0..=i128::from(MOST_RETRIES)).contains(&times) => {
            u32::try_from(times).ok().map(|times| At::new(times, field.node.span))
        }
        Some(times) => {
            let label = if times < 0 { "this is less than none" } else { "this is more" };
            let message = "`retry_times` is a whole number from 0 to 1000";
            cx.error(Code::InvalidRetry, message, field.node.span, label);
            None
        }
        None => {
            let problem = scalar::wrong_kind(field.key, "a whole number", field.node);
            cx.report(match scalar::quoted_whole(field.node) {
                Some(text) => problem.help(format!("write it without quotes: `{text}`")),
                None => problem,
            });
            None
        }
    }
}

fn timeout(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<std::time::Duration>> {
    let time = scalar::time(cx, field)?;
    if time.is_zero() {
        cx.error(
            Code::InvalidDuration,
            "a `timeout` of 0 leaves no time at all",
            time.span,
            "this is no time",
        );
        return None;
    }
    Some(time)
}

fn on_error(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<OnError>> {
    let text = scalar::text(cx, field)?;
    let found = OnError::ALL.into_iter().find(|it| it.name() == text.value);
    if found.is_none() {
        let names = OnError::ALL.map(OnError::name);
        let near = cx.near(&text, names);
        let message = format!("`on_error` cannot be `{}`", text.value);
        let problem =
            Diagnostic::error(Code::InvalidOnError, message, Label::new(text.span, "this is no such way"));
        cx.report(problem.near(near).note(format!("the ways to treat a row's error are {}", list(names))));
    }
    found.map(|found| At::new(found, text.span))
}
