/// The documents of a file.
pub(crate) const MOST_DOCUMENTS: usize = 1_000;

/// One document of a file, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Document<'t> {
    pub(crate) text: &'t str,
    pub(crate) start: u32,
    /// From 1.
    pub(crate) line: u32,
}

/// The documents of a file, each to be read by itself: one that is no YAML does not hide the others.
///
/// A line that begins with `---` or `...` ends whatever stands before it, in quotes and blocks too.
pub(crate) fn documents(text: &str) -> Vec<Document<'_>> {
    let mut found = Vec::new();
    let mut current = Document { text: "", start: 0, line: 1 };
    let mut has_content = false;
    let mut at = 0;
    for (number, line) in (1..).zip(lines(text)) {
        let begins = is_marker(line, "---") && has_content;
        if begins {
            found.push(Document { text: &text[current.start as usize..at], ..current });
            current = Document { text: "", start: at as u32, line: number };
        }
        at += line.len();
        has_content = (has_content && !begins) || is_marker(line, "---") || is_content(line);
        if is_marker(line, "...") {
            found.push(Document { text: &text[current.start as usize..at], ..current });
            current = Document { text: "", start: at as u32, line: number + 1 };
            has_content = false;
        }
    }
    found.push(Document { text: &text[current.start as usize..], ..current });
    found
}

/// Each line with its end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(['\r', '\n'])
            .map_or(rest.len(), |at| if rest[at..].starts_with("\r\n") { at + 2 } else { at + 1 });
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Whether the line is more than a blank, a comment or a directive, which belong to the document after them.
fn is_content(line: &str) -> bool {
    let trimmed = line.trim_start();
    !(trimmed.is_empty() || trimmed.starts_with('#') || line.starts_with('%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        documents(text).into_iter().map(|document| document.text).collect()
    }

    #[test]
    fn documents_end_where_the_next_begins() {
        assert_eq!(texts("a: 1\n---\nb: 2\n--- c\n"), ["a: 1\n", "---\nb: 2\n", "--- c\n"]);
        assert_eq!(texts("a: 1\r\n...\r\nb"), ["a: 1\r\n...\r\n", "b"]);
        assert_eq!(texts("a: |\n  ---\n ---\n----\n"), ["a: |\n  ---\n ---\n----\n"]);
    }

    #[test]
    fn comments_and_directives_belong_to_what_follows() {
        assert_eq!(texts("# c\n%YAML 1.2\n---\na\n"), ["# c\n%YAML 1.2\n---\na\n"]);
        assert_eq!(texts("---\n# nothing\n---\na"), ["---\n# nothing\n", "---\na"]);
        assert_eq!(texts(""), [""]);
    }

    #[test]
    fn documents_know_where_they_begin() {
        let places: Vec<_> =
            documents("é\n---\nb\n---\n").into_iter().map(|it| (it.start, it.line)).collect();
        assert_eq!(places, [(0, 1), (3, 2), (9, 4)]);
    }
}
