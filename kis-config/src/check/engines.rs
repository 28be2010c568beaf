use super::context::{Cx, list};
use super::fields::Fields;
use super::{address, scalar};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::near::type_called;
use crate::span::At;
use crate::yaml::Value;

/// A type of connectors or sources.
pub(super) struct Engine {
    pub(super) name: &'static str,
    addrs: Addrs,
    /// An address that one would write.
    example: &'static str,
}

/// What an address of a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Addrs {
    /// It needs none.
    None,
    /// A file, which must be named.
    Path,
    /// Servers, at least one.
    Servers,
}

const fn engine(name: &'static str, addrs: Addrs, example: &'static str) -> Engine {
    Engine { name, addrs, example }
}

impl Engine {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn needs_address(&self) -> bool {
        self.addrs != Addrs::None
    }
}

/// The types of connectors.
pub(super) const CONNECTORS: [Engine; 11] = [
    engine("memory", Addrs::None, ""),
    engine("file", Addrs::Path, "data/rows.jsonl"),
    engine("sqlite", Addrs::Path, "data/rows.db"),
    engine("redis", Addrs::Servers, "127.0.0.1:6379"),
    engine("mysql", Addrs::Servers, "mysql://127.0.0.1:3306/app"),
    engine("tidb", Addrs::Servers, "mysql://127.0.0.1:4000/app"),
    engine("postgres", Addrs::Servers, "postgres://127.0.0.1:5432/app"),
    engine("es", Addrs::Servers, "http://127.0.0.1:9200"),
    engine("kafka", Addrs::Servers, "127.0.0.1:9092"),
    engine("nats", Addrs::Servers, "127.0.0.1:4222"),
    engine("redis-stream", Addrs::Servers, "127.0.0.1:6379"),
];

/// The types of sources.
pub(super) const SOURCES: [Engine; 7] = [
    engine("file", Addrs::Path, "data/rows.jsonl"),
    engine("kafka", Addrs::Servers, "127.0.0.1:9092"),
    engine("nats", Addrs::Servers, "127.0.0.1:4222"),
    engine("redis-stream", Addrs::Servers, "127.0.0.1:6379"),
    engine("mysql-binlog", Addrs::Servers, "127.0.0.1:3306"),
    engine("sql", Addrs::Servers, "postgres://127.0.0.1:5432/app"),
    engine("http", Addrs::Servers, "0.0.0.0:8080"),
];

/// `type` and `addrs`, which belong together; `thing` is "connector" or "source".
pub(super) fn read(
    cx: &mut Cx<'_>,
    fields: &Fields<'_>,
    thing: &str,
    known: &[Engine],
    own: &[String],
) -> (Option<At<String>>, Option<At<String>>) {
    let said = fields.require(cx, "type", known[0].name).and_then(|field| scalar::text(cx, field));
    let engine = said.as_ref().and_then(|said| find(cx, thing, said, known, own));
    let addrs = fields.value(cx, "addrs", scalar::filled);
    match (&addrs, engine) {
        (Some(addrs), Some(Engine { addrs: Addrs::Servers, .. })) => address::servers(cx, addrs),
        (None, Some(engine)) if engine.needs_address() => missing(cx, fields, engine),
        _ => {}
    }
    (said, addrs)
}

/// The type that is called so, if it is one of ours.
fn find<'e>(
    cx: &mut Cx<'_>,
    thing: &str,
    said: &At<String>,
    known: &'e [Engine],
    own: &[String],
) -> Option<&'e Engine> {
    let found = known.iter().find(|engine| engine.name == said.value);
    if found.is_none() && !own.contains(&said.value) {
        let more =
            || own.iter().map(String::as_str).filter(|own| known.iter().all(|engine| engine.name != *own));
        let names = || known.iter().map(|engine| engine.name).chain(more());
        let near = type_called(&said.value, names()).or_else(|| cx.near(said, names()));
        let message = format!("unknown {thing} type `{}`", said.value);
        let label = Label::new(said.span, format!("no {thing} is of this type"));
        let problem = Diagnostic::error(Code::UnknownType, message, label);
        cx.report(problem.near(near).note(format!("the types are {}", list(names()))));
    }
    found
}

/// Reports that there is no address, unless what stands there was reported.
fn missing(cx: &mut Cx<'_>, fields: &Fields<'_>, engine: &Engine) {
    let Some(field) = fields.get("addrs") else { return fields.missing(cx, "addrs", engine.example) };
    if matches!(field.node.value, Value::Scalar(_)) {
        let label = Label::new(field.node.span, "no address stands here");
        let problem = Diagnostic::error(Code::MissingKey, "`addrs` is empty", label);
        cx.report(problem.help(format!("a `{}` needs one: `addrs: {}`", engine.name, engine.example)));
    }
}
