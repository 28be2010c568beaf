use std::collections::BTreeMap;

use super::context::{Cx, list};
use super::{connector, flow, function, global, scalar, source, test};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::{Config, Connector, Flow, Function, Source, Test};
use crate::span::At;
use crate::yaml::{Node, Value};

pub(super) const KINDS: [&str; 6] = ["flow", "func", "conn", "global", "source", "test"];

/// Reads a document as what its `kistype` says.
pub(super) fn check<'s>(cx: &mut Cx<'s>, config: &mut Config, tree: &Node, text: &'s str) {
    let named = match kind(cx, tree).map(|kind| (kind.value, kind.span)) {
        None => None,
        Some(("flow", _)) => flow::read(cx, tree).map(|it| declare(cx, it, &mut config.flows)),
        Some(("func", _)) => function::read(cx, tree).map(|it| declare(cx, it, &mut config.functions)),
        Some(("conn", _)) => connector::read(cx, tree).map(|it| declare(cx, it, &mut config.connectors)),
        Some(("source", _)) => source::read(cx, tree).map(|it| declare(cx, it, &mut config.sources)),
        Some(("test", _)) => test::read(cx, tree).map(|it| declare(cx, it, &mut config.tests)),
        Some((_, span)) => global::read(cx, config, tree, span),
    };
    if named.is_none() {
        cx.unread(text);
    }
}

fn kind(cx: &mut Cx<'_>, tree: &Node) -> Option<At<&'static str>> {
    let Value::Map(entries) = &tree.value else {
        let message = format!("a document is a mapping, not {}", tree.found());
        cx.error(
            Code::WrongKind,
            message,
            tree.span,
            "a document begins with a line such as `kistype: flow`",
        );
        return None;
    };
    let named = |name: &str| {
        entries.iter().find(|(key, _)| matches!(&key.value, Value::Scalar(scalar) if scalar.text == name))
    };
    let near = || {
        entries.iter().find(|(key, _)| match &key.value {
            Value::Scalar(scalar) => crate::near::nearest(&scalar.text, &["kistype"]).is_some(),
            _ => false,
        })
    };
    let Some((_, value)) = named("kistype").or_else(near) else {
        let label = Label::new(tree.span, "what does this document declare?");
        let problem = Diagnostic::error(Code::MissingKistype, "`kistype` is missing", label);
        cx.report(problem.help(format!("add `kistype: …`, with one of {}", list(KINDS))));
        return None;
    };
    let said = scalar::text_at(cx, "kistype", value)?;
    let found = KINDS.into_iter().find(|kind| *kind == said.value);
    if found.is_none() {
        let near = cx.near(&said.value, KINDS);
        let message = format!("unknown kistype `{}`", said.value);
        let problem = Diagnostic::error(
            Code::UnknownKistype,
            message,
            Label::new(said.span, "no document is of this kind"),
        );
        cx.report(problem.near(near).note(format!("the kinds are {}", list(KINDS))));
    }
    found.map(|kind| At::new(kind, value.span))
}

/// What is declared by name.
trait Named {
    const KIND: &'static str;
    fn name(&self) -> &At<String>;
}

macro_rules! named {
    ($($type:ident = $kind:literal,)*) => {
        $(impl Named for $type {
            const KIND: &'static str = $kind;
            fn name(&self) -> &At<String> {
                &self.name
            }
        })*
    };
}

named! {
    Flow = "flow",
    Function = "function",
    Connector = "connector",
    Source = "source",
    Test = "test",
}

/// Takes a thing into the model, unless one of its kind has the name.
fn declare<T: Named>(cx: &mut Cx<'_>, thing: T, things: &mut BTreeMap<String, T>) {
    let name = thing.name();
    let Some(first) = things.get(&name.value) else {
        things.insert(name.value.clone(), thing);
        return;
    };
    let message = format!("{} `{}` is declared twice", T::KIND, name.value);
    let problem =
        Diagnostic::error(Code::DeclaredTwice, message, Label::new(name.span, "declared again here"));
    cx.report(problem.also(first.name().span, "first declared here"));
}
