use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::NonFiniteFloatPolicy;
use serde_yaml::{DuplicateKeyPolicy, Location, Options, Spanned};

use super::documents::Document;
use super::problem::Problem;
use super::tree::{Kind, Node, Scalar, Value};
use crate::span::{FileId, Span};

/// Mappings and lists within each other. The parser's recursion takes up to 50 KB of stack for each, and threads of
/// tests and of tokio have 2 MiB.
pub(crate) const DEEPEST: usize = 20;
/// Nodes of a document, aliases expanded.
pub(crate) const MOST_NODES: usize = 100_000;
/// Nodes that aliases stand for, in a document.
pub(crate) const MOST_ALIASED: usize = 10_000;

/// The trees of a document: one, or none when it is empty.
pub(crate) fn read(file: FileId, document: Document<'_>) -> Result<Option<Node>, Problem> {
    let read = serde_yaml::from_multiple_with_options::<Raw>(document.text, options());
    let place = Places { file, document };
    match read {
        Ok(found) => Ok(found.into_iter().next().map(|raw| place.node(raw))),
        Err(error) => Err(Problem::of(&error)),
    }
}

fn options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_nodes: MOST_NODES,
            max_events: 4 * MOST_NODES,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_merge_keys: 1_000,
            max_recorded_anchor_events: 4 * MOST_NODES,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: MOST_ALIASED,
            max_replay_stack_depth: 16,
        },
        // They are for us to report, with both places.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // As much as possible comes as its own text.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    }
}

/// A node as the parser gives it.
struct Raw {
    referenced: Location,
    defined: Location,
    value: RawValue,
}

enum RawValue {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(Raw, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, defined } = Spanned::<RawValue>::deserialize(deserializer)?;
        Ok(Raw { referenced, defined, value })
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E: Error>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_none<E: Error>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Int(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<RawValue, E> {
        Ok(RawValue::Int(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(RawValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawValue, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(RawValue::Map(map))
    }
}

/// Turns the parser's places, within a document, into ours.
struct Places<'t> {
    file: FileId,
    document: Document<'t>,
}

impl Places<'_> {
    fn node(&self, raw: Raw) -> Node {
        let span = self.span(&raw.referenced);
        // An alias stands where it stands; what it stands for may reach elsewhere.
        let is_alias = raw.referenced != raw.defined;
        let written = self.written(&raw.defined);
        let scalar = |text: String, kind| Value::Scalar(Scalar { text, kind });
        let quoted = written.starts_with(['"', '\'']);
        let own = |or: &dyn Fn() -> String| match written.trim_matches(['"', '\'']) {
            "" => or(),
            own => own.to_owned(),
        };
        match raw.value {
            RawValue::Null => Node { span, value: Value::Null },
            RawValue::Bool(value) => {
                Node { span, value: scalar(own(&|| value.to_string()), Kind::Bool(value)) }
            }
            RawValue::Int(value) => {
                Node { span, value: scalar(own(&|| value.to_string()), Kind::Int(value)) }
            }
            RawValue::Float(value) => {
                Node { span, value: scalar(own(&|| value.to_string()), Kind::Float(value)) }
            }
            RawValue::Text(text) => {
                let kind = if quoted || written.contains(['\n', '\r']) { Kind::Quoted } else { Kind::Plain };
                // A block of text is known by its first line.
                Node { span, value: scalar(text, kind) }
            }
            RawValue::List(items) => {
                let items: Vec<Node> = items.into_iter().map(|item| self.node(item)).collect();
                let last = items.last().map(|item| item.span);
                let span = if is_alias { span } else { self.whole(span, last, b']') };
                Node { span, value: Value::List(items) }
            }
            RawValue::Map(entries) => {
                let entries: Vec<(Node, Node)> = entries.into_iter().map(|entry| self.entry(entry)).collect();
                let last =
                    entries.iter().map(|(key, value)| value.span.max_end(key.span)).max_by_key(|it| it.end);
                let span = if is_alias { span } else { self.whole(span, last, b'}') };
                Node { span, value: Value::Map(entries) }
            }
        }
    }

    fn entry(&self, (key, value): (Raw, Raw)) -> (Node, Node) {
        let key = self.node(key);
        let mut value = self.node(value);
        // A value that is not there stands where its key does.
        if matches!(value.value, Value::Null) && value.span.start == value.span.end {
            value.span = key.span;
        }
        (key, value)
    }

    fn span(&self, location: &Location) -> Span {
        let (start, length) = bytes(location);
        let text = self.document.text;
        let end = start + text.get(start..start + length).unwrap_or_default().trim_end().len();
        Span {
            file: self.file,
            start: self.document.start + start as u32,
            end: self.document.start + end as u32,
            line: self.document.line + (location.line() as u32).max(1) - 1,
            column: (location.column() as u32).max(1),
        }
    }

    fn written(&self, location: &Location) -> &str {
        let (start, length) = bytes(location);
        self.document.text.get(start..start + length).unwrap_or_default()
    }

    /// From the bracket, or the first item, to the last one and the bracket behind it.
    fn whole(&self, span: Span, last: Option<Span>, bracket: u8) -> Span {
        let span = match last {
            Some(last) => span.to(last),
            None => span,
        };
        let bytes = self.document.text.as_bytes();
        let start = (span.start - self.document.start) as usize;
        if !matches!(bytes.get(start), Some(b'[' | b'{')) {
            return span;
        }
        let mut at = ((span.end - self.document.start) as usize).max(start + 1);
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                byte if *byte == bracket => return Span { end: self.document.start + at as u32, ..span },
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => {}
                _ => break,
            }
        }
        span
    }
}

fn bytes(location: &Location) -> (usize, usize) {
    let span = location.span();
    (span.byte_offset().unwrap_or_default() as usize, span.byte_len().unwrap_or_default() as usize)
}
