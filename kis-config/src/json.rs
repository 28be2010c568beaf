//! JSON to be written.

use std::fmt::Write as _;

/// JSON to be written. Lists are made while they are written, so that a long one is never held as a tree.
pub(crate) enum Json<'a> {
    Text(String),
    Number(u64),
    List(Box<dyn Iterator<Item = Json<'a>> + 'a>),
    /// Keys whose value is `None` are left out.
    Object(Vec<(&'static str, Option<Json<'a>>)>),
}

impl<'a> Json<'a> {
    pub(crate) fn text(text: impl Into<String>) -> Option<Self> {
        Some(Json::Text(text.into()))
    }

    pub(crate) fn number(number: impl Into<u64>) -> Option<Self> {
        Some(Json::Number(number.into()))
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Json<'a>, IntoIter: 'a>) -> Option<Self> {
        Some(Json::List(Box::new(items.into_iter())))
    }

    pub(crate) fn texts(items: &'a [String]) -> Option<Self> {
        Json::list(items.iter().map(|item| Json::Text(item.clone())))
    }

    /// Indented by two, with a line break at the end.
    pub(crate) fn print(self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(self, out: &mut String, depth: usize) {
        match self {
            Json::Text(text) => quoted(out, &text),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::List(items) => block(out, depth, ['[', ']'], items.map(|item| (None, item))),
            Json::Object(entries) => {
                let there = entries.into_iter().filter_map(|(key, value)| Some((Some(key), value?)));
                block(out, depth, ['{', '}'], there);
            }
        }
    }
}

/// The text as JSON has it.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::new();
    quoted(&mut out, text);
    out
}

fn block<'a>(
    out: &mut String,
    depth: usize,
    [open, close]: [char; 2],
    items: impl Iterator<Item = (Option<&'static str>, Json<'a>)>,
) {
    out.push(open);
    let mut is_empty = true;
    for (key, item) in items {
        out.push_str(if is_empty { "\n" } else { ",\n" });
        is_empty = false;
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            quoted(out, key);
            out.push_str(": ");
        }
        item.write(out, depth + 1);
    }
    if !is_empty {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
