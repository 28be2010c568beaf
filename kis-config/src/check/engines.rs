use super::context::{Cx, list};
use super::fields::{Field, Fields};
use super::{address, scalar};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::span::At;

/// What an address of this type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Addrs {
    /// It has none.
    None,
    /// A file or folder, which must be named.
    Path,
    /// Servers, at least one.
    Servers,
    /// Not known: a type of the user's own.
    Unknown,
}

/// The types of connectors.
pub(super) const CONNECTORS: [(&str, Addrs); 11] = [
    ("memory", Addrs::None),
    ("file", Addrs::Path),
    ("sqlite", Addrs::Path),
    ("redis", Addrs::Servers),
    ("mysql", Addrs::Servers),
    ("tidb", Addrs::Servers),
    ("postgres", Addrs::Servers),
    ("es", Addrs::Servers),
    ("kafka", Addrs::Servers),
    ("nats", Addrs::Servers),
    ("redis-stream", Addrs::Servers),
];

/// The types of sources.
pub(super) const SOURCES: [(&str, Addrs); 7] = [
    ("file", Addrs::Path),
    ("kafka", Addrs::Servers),
    ("nats", Addrs::Servers),
    ("redis-stream", Addrs::Servers),
    ("mysql-binlog", Addrs::Servers),
    ("sql", Addrs::Unknown),
    ("http", Addrs::Servers),
];

/// `type` and `addrs`, which belong together; `thing` is "connector" or "source".
pub(super) fn read(
    cx: &mut Cx<'_>,
    fields: &Fields<'_>,
    thing: &str,
    known: &[(&str, Addrs)],
    own: &[String],
) -> (Option<At<String>>, Option<At<String>>) {
    let said = fields.require(cx, "type", "redis");
    let engine = said.and_then(|field| scalar::text(cx, field));
    let addrs_of = engine.as_ref().map_or(Addrs::Unknown, |engine| of_type(cx, thing, engine, known, own));
    let addrs_field = fields.get("addrs");
    let addrs = addrs_field.and_then(|field| scalar::filled(cx, field));
    let unreadable = |field: &Field<'_>| !matches!(field.node.value, crate::yaml::Value::Scalar(_));
    match (&addrs, addrs_of) {
        (Some(addrs), Addrs::Servers) => address::servers(cx, addrs),
        (None, Addrs::Servers) if !addrs_field.as_ref().is_some_and(unreadable) => {
            missing(cx, fields, addrs_field, engine.as_deref(), "127.0.0.1:6379");
        }
        (None, Addrs::Path) if !addrs_field.as_ref().is_some_and(unreadable) => {
            missing(cx, fields, addrs_field, engine.as_deref(), "data/rows.jsonl");
        }
        _ => {}
    }
    (engine, addrs)
}

fn of_type(
    cx: &mut Cx<'_>,
    thing: &str,
    engine: &At<String>,
    known: &[(&str, Addrs)],
    own: &[String],
) -> Addrs {
    if let Some((_, addrs)) = known.iter().find(|(name, _)| *name == engine.value) {
        return *addrs;
    }
    if own.contains(&engine.value) {
        return Addrs::Unknown;
    }
    let names = || known.iter().map(|(name, _)| *name).chain(own.iter().map(String::as_str));
    let near = cx.near(engine, names());
    let message = format!("unknown {thing} type `{}`", engine.value);
    let label = Label::new(engine.span, format!("no {thing} is of this type"));
    let problem = Diagnostic::error(Code::UnknownType, message, label);
    cx.report(problem.near(near).note(format!("the types are {}", list(names()))));
    Addrs::Unknown
}

fn missing(
    cx: &mut Cx<'_>,
    fields: &Fields<'_>,
    field: Option<Field<'_>>,
    engine: Option<&String>,
    example: &str,
) {
    let Some(field) = field else { return fields.missing(cx, "addrs", example) };
    let engine = engine.map_or("", String::as_str);
    let problem = Diagnostic::error(
        Code::MissingKey,
        "`addrs` is empty",
        Label::new(field.node.span, "no address stands here"),
    );
    cx.report(problem.help(format!("a `{engine}` needs one: `addrs: {example}`")));
}
