use serde_yaml::granit_parser::{ScanError, Span as Place};

/// Why a document is no tree, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) reason: Reason,
    /// Within the document, both from 1; none when the parser knows no place.
    pub(crate) place: Option<(u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// In the parser's words.
    Syntax(String),
    /// Aliases that expand to too much.
    Aliases,
    /// Mappings and lists in each other, too deep.
    Depth,
    /// More nodes than a configuration has.
    Nodes,
    /// More documents than a file has.
    Documents,
}

impl Problem {
    pub(super) fn of(error: &ScanError) -> Self {
        let mark = error.marker();
        let place = (mark.line() as u32, mark.col() as u32 + 1);
        Problem { reason: Reason::Syntax(words(&error.info())), place: Some(place) }
    }

    pub(super) fn at(reason: Reason, place: &Place) -> Self {
        Problem { reason, place: Some((place.start.line() as u32, place.start.col() as u32 + 1)) }
    }
}

/// The parser's words without the place, which stands beside them, and in our manner of quoting.
fn words(text: &str) -> String {
    let text = text.split(" at line ").next().unwrap_or_default();
    let text = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let text = match text.strip_prefix("while ") {
        Some(rest) => rest.split_once(", ").map_or(rest, |(_, what)| what),
        None => text,
    };
    let text = text.replace("``'", "a backquote").replace("`@'", "`@`");
    let mut words = String::with_capacity(text.len());
    // 'x' and `x' become `x`.
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '\'' if quoted => {
                words.push('`');
                quoted = false;
            }
            '\'' if words.is_empty() || words.ends_with([' ', '(']) => {
                words.push('`');
                quoted = true;
            }
            '`' => {
                words.push('`');
                quoted = !quoted;
            }
            c => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_ours() {
        for (text, ours) in [
            ("illegal placement of ':' indicator at line 4, column 6", "illegal placement of `:` indicator"),
            ("unexpected character: `@' at line 1, column 4", "unexpected character: `@`"),
            ("unexpected character: ``' at line 1, column 4", "unexpected character: a backquote"),
            ("unsupported tag `!!seq` at line 1, column 10", "unsupported tag `!!seq`"),
            ("while parsing node, found unknown anchor", "found unknown anchor"),
            ("unclosed quote at line 1, column 4", "unclosed quote"),
            ("it doesn't fit", "it doesn't fit"),
        ] {
            assert_eq!(words(text), ours);
        }
    }
}
