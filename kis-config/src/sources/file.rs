use std::path::{Path, PathBuf};

use super::LARGEST_FILE;

/// One file: its path as given, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: PathBuf,
    content: Content,
    /// Where each line begins.
    lines: Vec<u32>,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Text(String),
    /// Its text with what is no UTF-8 replaced, and where in it the first such byte was.
    NotUtf8(String, usize),
    TooLarge,
    Unreadable(String),
}

impl Content {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.len() as u64 > LARGEST_FILE {
            return Content::TooLarge;
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.to_owned()),
            Err(error) => Content::NotUtf8(String::from_utf8_lossy(bytes).into_owned(), error.valid_up_to()),
        }
    }
}

impl SourceFile {
    pub(super) fn new(path: PathBuf, content: Content) -> Self {
        let mut file = SourceFile { path, content, lines: Vec::new() };
        file.lines = line_starts(file.text());
        file
    }

    /// The path as it was given; for files of a folder, the folder's path with the rest behind it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text, without a byte order mark; empty if the file could not be read.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) | Content::NotUtf8(text, _) => text,
            Content::TooLarge | Content::Unreadable(_) => "",
        }
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// The path with `/` between its parts, on every system.
    pub(crate) fn shown(&self) -> String {
        let path = self.path.display().to_string();
        if cfg!(windows) { path.replace('\\', "/") } else { path }
    }

    /// Which line the byte is in, from 1.
    pub(crate) fn line_of(&self, byte: u32) -> u32 {
        self.lines.partition_point(|start| *start <= byte).max(1) as u32
    }

    /// Where the line, from 1, begins.
    pub(crate) fn line_start(&self, line: u32) -> u32 {
        let at = (line.max(1) - 1) as usize;
        self.lines.get(at).copied().unwrap_or(self.text().len() as u32)
    }

    /// The line, from 1, without its end; empty if there is none.
    pub(crate) fn line(&self, line: u32) -> &str {
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        self.text().get(start as usize..end as usize).unwrap_or_default().trim_end_matches(['\r', '\n'])
    }

    /// The byte at a line and column, both from 1; the line's end if it is shorter.
    pub(crate) fn byte_at(&self, line: u32, column: u32) -> u32 {
        let text = self.line(line);
        let skip = column.max(1) as usize - 1;
        let within = text.char_indices().nth(skip).map_or(text.len(), |(at, _)| at);
        self.line_start(line) + within as u32
    }
}

/// Lines end as YAML has it: `\n`, `\r\n` or `\r`.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let breaks = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("a.yml".into(), Content::of(text.as_bytes()))
    }

    #[test]
    fn lines_end_in_each_of_the_three_ways() {
        let file = file("a\r\nbé\rc\n");
        let lines: Vec<_> = (1..=5).map(|line| file.line(line)).collect();
        assert_eq!(lines, ["a", "bé", "c", "", ""]);
        assert_eq!([0, 1, 2, 3, 6, 7, 8, 9].map(|byte| file.line_of(byte)), [1, 1, 1, 2, 2, 3, 3, 4]);
    }

    #[test]
    fn columns_count_characters() {
        let file = file("ab\n测试x\n");
        assert_eq!(file.byte_at(2, 3), 3 + 6);
        assert_eq!(file.byte_at(1, 9), 2);
        assert_eq!(file.byte_at(9, 9), file.text().len() as u32);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(file("\u{feff}a").text(), "a");
    }
}
