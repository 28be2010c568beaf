use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::secrets::secrets;

/// A line longer than this is shown in part, in bytes.
const LONGEST: usize = 160;
/// What is shown before the place of interest then.
const BEFORE: usize = 60;
const CUT: &str = "...";
const TAB: &str = "    ";

/// A line as a terminal shows it, and where its bytes come to stand.
pub(super) struct Line {
    pub(super) text: String,
    /// The bytes of the original line that are shown.
    first: usize,
    end: usize,
    /// For each character shown, its byte in the line and where it begins in `text`.
    places: Vec<(usize, usize)>,
}

impl Line {
    /// Shows the line, at least the part around the byte.
    pub(super) fn new(line: &str, around: usize) -> Self {
        let line = line.trim_end();
        let (mut first, mut end) = (0, line.len());
        if line.len() > LONGEST {
            first = line.floor_char_boundary(around.min(line.len()).saturating_sub(BEFORE));
            end = line.ceil_char_boundary((first + LONGEST).min(line.len()));
        }
        // What is cut off may hold where a secret begins, so it is looked through, but not all of a huge line.
        let from = line.floor_char_boundary(first.saturating_sub(4 * LONGEST));
        let to = line.ceil_char_boundary((end + 4 * LONGEST).min(line.len()));
        let hidden: Vec<_> =
            secrets(&line[from..to]).into_iter().map(|it| it.start + from..it.end + from).collect();

        let mut text = String::from(if first > 0 { CUT } else { "" });
        let mut places = Vec::new();
        for (at, c) in line[first..end].char_indices() {
            let at = first + at;
            places.push((at, text.len()));
            if hidden.iter().any(|range| range.contains(&at)) {
                text.extend(std::iter::repeat_n('*', c.width().unwrap_or(1)));
            } else {
                push(&mut text, c);
            }
        }
        places.push((end, text.len()));
        if end < line.len() {
            text.push_str(CUT);
        }
        Line { text, first, end, places }
    }

    /// The columns, from 0, before the byte.
    pub(super) fn column(&self, byte: usize) -> usize {
        let byte = byte.clamp(self.first, self.end);
        let at = self.places.partition_point(|(place, _)| *place < byte);
        let end = self.places.get(at).map_or(self.text.len(), |(_, end)| *end);
        self.text[..end].width()
    }
}

/// The text on one line, with nothing in it that would move the terminal's cursor: names may hold anything.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut shown, c));
    shown
}

/// Tabs as rustc shows them, and nothing that would move the terminal's cursor.
fn push(text: &mut String, c: char) {
    match c {
        '\t' => text.push_str(TAB),
        '\0'..='\u{1f}' => text.extend(char::from_u32(c as u32 + 0x2400)),
        '\u{7f}' => text.push('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{2028}'
        | '\u{2029}' => text.push('\u{fffd}'),
        c => text.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_a_terminal() {
        let text = "\ta测x🙂y";
        let line = Line::new(text, 0);
        assert_eq!(line.text, "    a测x🙂y");
        let columns = ["a", "测", "x", "🙂", "y"].map(|part| line.column(text.find(part).unwrap()));
        assert_eq!(columns, [4, 5, 7, 8, 10]);
        assert_eq!(line.column(text.len()), 11);
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}HERE{}", "é".repeat(500), "x".repeat(500));
        let at = text.find("HERE").unwrap();
        let line = Line::new(&text, at);
        assert!(line.text.starts_with("...é") && line.text.ends_with("x..."), "{}", line.text);
        assert_eq!(line.text.chars().skip(line.column(at)).take(4).collect::<String>(), "HERE");
    }

    #[test]
    fn what_moves_the_cursor_is_replaced() {
        assert_eq!(Line::new("a\u{1b}[2J\u{202e}b", 0).text, "a␛[2J\u{fffd}b");
    }

    #[test]
    fn secrets_are_stars_of_their_width() {
        assert_eq!(Line::new("pass: 测x", 0).text, "pass: ***");
    }
}
