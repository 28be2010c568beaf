use super::context::{Cx, list};
use super::scalar;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::span::{At, Span};
use crate::yaml::{Node, Value};

/// The entries of a mapping: known keys, each once.
pub(super) struct Fields<'n> {
    /// What the mapping is, for messages: "flow", "step".
    what: &'static str,
    span: Span,
    entries: Vec<Field<'n>>,
}

/// One entry.
#[derive(Clone, Copy)]
pub(super) struct Field<'n> {
    pub(super) key: &'static str,
    pub(super) key_span: Span,
    pub(super) node: &'n Node,
}

impl<'n> Fields<'n> {
    /// Reads a mapping that has only these keys. A misspelt key is reported, and taken for the one that was meant.
    pub(super) fn read(
        cx: &mut Cx<'_>,
        node: &'n Node,
        what: &'static str,
        keys: &[&'static str],
    ) -> Option<Self> {
        let map = match &node.value {
            Value::Map(map) => map.as_slice(),
            _ => {
                let message = format!("a {what} is a mapping, not {}", node.found());
                cx.error(
                    Code::WrongKind,
                    message,
                    node.span,
                    format!("a {what} is written as `key: value` lines"),
                );
                return None;
            }
        };
        let mut fields = Fields { what, span: node.span, entries: Vec::new() };
        let mut misspelt = Vec::new();
        for (key, value) in map {
            let Some(name) = scalar::key(cx, key) else { continue };
            match keys.iter().find(|known| **known == name) {
                Some(known) => {
                    let field = Field { key: known, key_span: key.span, node: value };
                    fields.add(cx, field);
                }
                None => misspelt.push((name, key.span, value)),
            }
        }
        for (name, key_span, node) in misspelt {
            if let Some(key) = fields.unknown(cx, &name, key_span, keys) {
                fields.entries.push(Field { key, key_span, node });
            }
        }
        Some(fields)
    }

    /// As [`Fields::read`], where null is an empty mapping.
    pub(super) fn read_or_empty(
        cx: &mut Cx<'_>,
        node: &'n Node,
        what: &'static str,
        keys: &[&'static str],
    ) -> Option<Self> {
        match node.value {
            Value::Null => None,
            _ => Fields::read(cx, node, what, keys),
        }
    }

    fn add(&mut self, cx: &mut Cx<'_>, field: Field<'n>) {
        match self.get(field.key) {
            Some(first) => twice(cx, field.key, field.key_span, first.key_span),
            None => self.entries.push(field),
        }
    }

    /// Reports an unknown key; the key that was meant, if it is missing.
    fn unknown(
        &self,
        cx: &mut Cx<'_>,
        name: &str,
        span: Span,
        keys: &[&'static str],
    ) -> Option<&'static str> {
        let near = cx.near(name, keys.iter().copied());
        let label = Label::new(span, format!("a {} has no such key", self.what));
        let problem = Diagnostic::error(Code::UnknownKey, format!("unknown key `{name}`"), label)
            .near(near)
            .note(format!("the keys are {}", list(keys.iter().copied())));
        cx.report(problem);
        keys.iter().copied().find(|key| Some(*key) == near && self.get(key).is_none())
    }

    pub(super) fn get(&self, key: &str) -> Option<Field<'n>> {
        self.entries.iter().find(|field| field.key == key).copied()
    }

    /// The entry of a key that must be there.
    pub(super) fn require(&self, cx: &mut Cx<'_>, key: &str, example: &str) -> Option<Field<'n>> {
        let found = self.get(key);
        if found.is_none() {
            self.missing(cx, key, example);
        }
        found
    }

    pub(super) fn missing(&self, cx: &mut Cx<'_>, key: &str, example: &str) {
        let label = Label::new(self.span, format!("this {} has no `{key}`", self.what));
        let problem = Diagnostic::error(Code::MissingKey, format!("`{key}` is missing"), label);
        cx.report(problem.help(format!("add `{key}: {example}`")));
    }

    /// The value of a key, read by `read`.
    pub(super) fn value<T>(
        &self,
        cx: &mut Cx<'_>,
        key: &str,
        read: impl FnOnce(&mut Cx<'_>, Field<'n>) -> Option<T>,
    ) -> Option<T> {
        self.get(key).and_then(|field| read(cx, field))
    }

    /// The value of two keys that mean the same; when both are there they must agree.
    pub(super) fn either<T: PartialEq>(
        &self,
        cx: &mut Cx<'_>,
        keys: [&str; 2],
        read: impl Fn(&mut Cx<'_>, Field<'n>) -> Option<At<T>>,
    ) -> Option<At<T>> {
        let [first, second] = keys.map(|key| self.value(cx, key, &read));
        if let (Some(a), Some(b)) = (&first, &second)
            && a.value != b.value
        {
            let (earlier, later) = if a.span.start < b.span.start { (a, b) } else { (b, a) };
            let message = format!("`{}` and `{}` mean the same, but differ", keys[0], keys[1]);
            let problem =
                Diagnostic::error(Code::KeysDiffer, message, Label::new(later.span, "this differs"));
            cx.report(problem.also(earlier.span, "from this").help("leave one of them out"));
        }
        first.or(second)
    }

    /// Whether one of two keys that mean the same is there, readable or not.
    pub(super) fn has_either(&self, keys: [&str; 2]) -> bool {
        keys.iter().any(|key| self.get(key).is_some())
    }

    /// A name, by either of two keys; it must be there.
    pub(super) fn name(&self, cx: &mut Cx<'_>, keys: [&'static str; 2], example: &str) -> Option<At<String>> {
        if !self.has_either(keys) {
            self.missing(cx, keys[0], example);
        }
        self.either(cx, keys, scalar::name)
    }
}

/// Reports a key that is given twice.
pub(super) fn twice(cx: &mut Cx<'_>, key: &str, again: Span, first: Span) {
    let message = format!("key `{key}` is given twice");
    let problem = Diagnostic::error(Code::DuplicateKey, message, Label::new(again, "given again here"));
    cx.report(problem.also(first, "first given here"));
}
