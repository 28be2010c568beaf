use std::time::Duration;

use super::context::Cx;
use super::fields::{Field, twice};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::duration;
use crate::model::Params;
use crate::span::{At, Span};
use crate::yaml::{Kind, Node, Scalar, Value};

/// The longest wait and the longest try.
const LONGEST: Duration = Duration::from_secs(3_600);

/// A key's own text.
pub(super) fn key(cx: &mut Cx<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(scalar) => Some(scalar.text.clone()),
        _ => {
            let message = format!("a key is text, not {}", node.found());
            cx.error(Code::WrongKind, message, node.span, "this is no key");
            None
        }
    }
}

/// A scalar's own text, whatever YAML takes it for.
pub(super) fn text(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<String>> {
    text_at(cx, field.key, field.node)
}

pub(super) fn text_at(cx: &mut Cx<'_>, key: &str, node: &Node) -> Option<At<String>> {
    match &node.value {
        Value::Scalar(scalar) => Some(At::new(scalar.text.clone(), node.span)),
        Value::Null => {
            let message = format!("`{key}` takes text, and null is none");
            let problem = Diagnostic::error(Code::NullText, message, Label::new(node.span, "this is null"));
            cx.report(problem.help("write empty text as `\"\"`, or leave it out"));
            None
        }
        Value::List(_) | Value::Map(_) => {
            cx.report(wrong_kind(key, "text", node));
            None
        }
    }
}

/// Text that is not empty.
pub(super) fn name(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<String>> {
    if matches!(field.node.value, Value::Null) {
        let message = format!("`{}` takes a name, and null is none", field.key);
        cx.error(Code::NullText, message, field.node.span, "this is null");
        return None;
    }
    let name = text(cx, field)?;
    if name.value.trim().is_empty() {
        cx.error(Code::EmptyName, format!("`{}` is empty", field.key), name.span, "a name has letters");
        return None;
    }
    Some(name)
}

/// Text, of which empty is none.
pub(super) fn filled(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<String>> {
    text(cx, field).filter(|text| !text.value.trim().is_empty())
}

pub(super) fn wrong_kind(key: &str, expected: &str, node: &Node) -> Diagnostic {
    let message = format!("`{key}` takes {expected}, not {}", node.found());
    Diagnostic::error(Code::WrongKind, message, Label::new(node.span, format!("this is {}", node.found())))
}

/// `true` or `false`, or one of YAML's older words for them, as Go reads them.
pub(super) fn flag(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<bool>> {
    let value = match &field.node.value {
        Value::Scalar(Scalar { kind: Kind::Bool(value), .. }) => Some(*value),
        Value::Scalar(Scalar { kind: Kind::Plain, text }) => match text.to_ascii_lowercase().as_str() {
            "y" | "yes" | "on" => Some(true),
            "n" | "no" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    };
    if value.is_none() {
        let problem = wrong_kind(field.key, "`true` or `false`", field.node);
        let unquoted = match &field.node.value {
            Value::Scalar(Scalar { kind: Kind::Quoted, text }) if text == "true" || text == "false" => {
                Some(text)
            }
            _ => None,
        };
        cx.report(match unquoted {
            Some(text) => problem.help(format!("write it without quotes: `{text}`")),
            None => problem,
        });
    }
    value.map(|value| At::new(value, field.node.span))
}

/// A whole number, if it is one.
pub(super) fn whole(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Scalar(Scalar { kind: Kind::Int(value), .. }) => Some(*value),
        Value::Scalar(Scalar { kind: Kind::Plain, text }) if !text.starts_with(['0', '_']) => {
            text.replace('_', "").parse().ok()
        }
        _ => None,
    }
}

/// Whether the text would be right without its quotes.
pub(super) fn quoted_whole(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(Scalar { kind: Kind::Quoted, text }) => text.parse::<u32>().is_ok().then_some(text),
        _ => None,
    }
}

/// A time: whole milliseconds, or text with a unit, at most an hour.
pub(super) fn time(cx: &mut Cx<'_>, field: Field<'_>) -> Option<At<Duration>> {
    let node = field.node;
    let found = match (&node.value, whole(node)) {
        (_, Some(millis)) => u64::try_from(millis).ok().map(Duration::from_millis),
        (Value::Scalar(Scalar { kind: Kind::Plain | Kind::Quoted, text }), None) => duration::parse(text),
        _ => None,
    };
    match found {
        Some(time) if time <= LONGEST => return Some(At::new(time, node.span)),
        Some(_) => {
            let message = format!("`{}` is at most one hour", field.key);
            cx.error(Code::InvalidDuration, message, node.span, "this is longer");
        }
        None => {
            let message = format!("`{}` is no time", field.key);
            let label = Label::new(node.span, "neither milliseconds nor text with a unit");
            let problem = Diagnostic::error(Code::InvalidDuration, message, label);
            cx.report(problem.help("write `500` (milliseconds), `500ms`, `2s`, `1m30s` or `1h`"));
        }
    }
    None
}

/// The items of a list; none for null, which Go writes for an empty one.
pub(super) fn items<'n>(cx: &mut Cx<'_>, field: Field<'n>, of: &str) -> Option<&'n [Node]> {
    match &field.node.value {
        Value::Null => Some(&[]),
        Value::List(items) => Some(items),
        _ => {
            let problem = wrong_kind(field.key, &format!("a list of {of}"), field.node);
            cx.report(
                problem.help(format!("write each on a line of its own, after `- `, under `{}:`", field.key)),
            );
            None
        }
    }
}

/// A list of texts, such as field names.
pub(super) fn texts(cx: &mut Cx<'_>, field: Field<'_>, of: &str) -> Vec<At<String>> {
    let Some(items) = items(cx, field, of) else { return Vec::new() };
    items.iter().filter_map(|item| text_at(cx, field.key, item)).collect()
}

/// Parameters: any keys, each once, with text.
pub(super) fn params(cx: &mut Cx<'_>, field: Field<'_>) -> Params {
    let mut params = Params::default();
    let map = match &field.node.value {
        Value::Null => return params,
        Value::Map(map) => map,
        _ => {
            cx.report(wrong_kind(field.key, "a mapping", field.node));
            return params;
        }
    };
    for (key_node, value) in map {
        let Some(name) = key(cx, key_node) else { continue };
        if let Some(first) = params.get(&name) {
            let first: Span = first.name.span;
            twice(cx, &name, key_node.span, first);
        } else if matches!(value.value, Value::List(_)) {
            let problem = wrong_kind(&name, "text", value);
            cx.report(problem.help("write a list as text, with commas: `\"a,b\"`"));
        } else if let Some(text) = text_at(cx, &name, value) {
            params.insert(At::new(name, key_node.span), text);
        }
    }
    params
}
