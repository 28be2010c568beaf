use std::fmt::Write as _;

use crate::duration;
use crate::model::{Value, ValueKind};
use crate::yaml::is_plain_text;

/// YAML to be written.
pub(super) enum Yaml {
    /// Text, quoted where it would be read as something else.
    Text(String),
    /// Text that is to be read as what it looks like: a number, `true`, `null`.
    Bare(String),
    List(Vec<Yaml>),
    /// Values that are `None` are left out.
    Map(Vec<(String, Option<Yaml>)>),
}

impl Yaml {
    pub(super) fn text(text: &str) -> Option<Self> {
        Some(Yaml::Text(text.to_owned()))
    }

    pub(super) fn bare(text: impl ToString) -> Option<Self> {
        Some(Yaml::Bare(text.to_string()))
    }

    pub(super) fn time(time: std::time::Duration) -> Option<Self> {
        Some(Yaml::Bare(duration::text(time)))
    }

    /// A list, left out when it is empty.
    pub(super) fn list(items: Vec<Yaml>) -> Option<Self> {
        (!items.is_empty()).then_some(Yaml::List(items))
    }

    /// A mapping, left out when it is empty.
    pub(super) fn map(entries: Vec<(String, Option<Yaml>)>) -> Option<Self> {
        entries.iter().any(|(_, value)| value.is_some()).then_some(Yaml::Map(entries))
    }

    pub(super) fn value(value: &Value) -> Self {
        match &value.kind {
            ValueKind::Null => Yaml::Bare("null".to_owned()),
            ValueKind::Bool(value) => Yaml::Bare(value.to_string()),
            ValueKind::Int(value) => Yaml::Bare(value.to_string()),
            ValueKind::Float(value) => Yaml::Bare(format!("{value:?}")),
            ValueKind::Text(text) => Yaml::Text(text.clone()),
            ValueKind::List(items) => Yaml::List(items.iter().map(Yaml::value).collect()),
            ValueKind::Map(entries) => Yaml::Map(
                entries.iter().map(|(key, value)| (key.clone(), Some(Yaml::value(value)))).collect(),
            ),
        }
    }

    /// A document, indented by four as Go's are.
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    /// Writes a value that begins on a line of its own.
    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Yaml::Text(text) => line(out, &scalar(text)),
            Yaml::Bare(text) => line(out, text),
            Yaml::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        indent(out, depth);
                    }
                    out.push_str("- ");
                    item.begin(out, depth, 2);
                }
            }
            Yaml::Map(entries) => {
                let there = entries.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
                for (at, (key, value)) in there.enumerate() {
                    if at > 0 {
                        indent(out, depth);
                    }
                    out.push_str(&scalar(key));
                    out.push(':');
                    value.after_key(out, depth);
                }
            }
        }
    }

    /// Writes an item of a list, behind its dash.
    fn begin(&self, out: &mut String, depth: usize, dash: usize) {
        match self {
            empty if empty.is_empty() => line(out, empty.brackets()),
            value => value.write(out, depth + dash),
        }
    }

    fn after_key(&self, out: &mut String, depth: usize) {
        match self {
            empty if empty.is_empty() => line(out, &format!(" {}", empty.brackets())),
            Yaml::Text(_) | Yaml::Bare(_) => {
                out.push(' ');
                self.write(out, depth);
            }
            Yaml::List(_) | Yaml::Map(_) => {
                out.push('\n');
                indent(out, depth + 4);
                self.write(out, depth + 4);
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Yaml::List(items) => items.is_empty(),
            Yaml::Map(entries) => entries.iter().all(|(_, value)| value.is_none()),
            _ => false,
        }
    }

    fn brackets(&self) -> &'static str {
        if matches!(self, Yaml::List(_)) { "[]" } else { "{}" }
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn indent(out: &mut String, depth: usize) {
    out.push_str(&" ".repeat(depth));
}

/// The text as it is if it reads so, otherwise in quotes.
fn scalar(text: &str) -> String {
    if is_plain_text(text) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\U{:08x}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
