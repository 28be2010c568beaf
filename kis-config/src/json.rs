//! JSON to be written.

use std::fmt::Write as _;

/// JSON to be written.
pub(crate) enum Json {
    Text(String),
    Number(u64),
    List(Vec<Json>),
    /// Keys whose value is `None` are left out.
    Object(Vec<(&'static str, Option<Json>)>),
}

impl Json {
    pub(crate) fn text(text: impl Into<String>) -> Option<Self> {
        Some(Json::Text(text.into()))
    }

    pub(crate) fn number(number: impl Into<u64>) -> Option<Self> {
        Some(Json::Number(number.into()))
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Json>) -> Option<Self> {
        Some(Json::List(items.into_iter().collect()))
    }

    pub(crate) fn texts(items: &[String]) -> Option<Self> {
        Json::list(items.iter().map(|item| Json::Text(item.clone())))
    }

    /// Indented by two, with a line break at the end.
    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Json::Text(text) => quoted(out, text),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::List(items) => {
                let items: Vec<(Option<&str>, &Json)> = items.iter().map(|item| (None, item)).collect();
                block(out, depth, ['[', ']'], &items);
            }
            Json::Object(entries) => {
                let there = entries.iter().filter_map(|(key, value)| Some((Some(*key), value.as_ref()?)));
                block(out, depth, ['{', '}'], &there.collect::<Vec<_>>());
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

fn block(out: &mut String, depth: usize, [open, close]: [char; 2], items: &[(Option<&str>, &Json)]) {
    out.push(open);
    for (at, (key, item)) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            quoted(out, key);
            out.push_str(": ");
        }
        item.write(out, depth + 1);
    }
    if !items.is_empty() {
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
