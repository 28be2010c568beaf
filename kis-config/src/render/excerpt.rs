use super::line::{Line, visible};
use super::style::{Role, Style};
use crate::diagnostic::Label;
use crate::sources::{SourceFile, Sources};
use crate::span::FileId;

/// The places in the files, in rustc's layout: ` --> file:line:column`, the line, the carets, and what is said of it.
///
/// This is the part below a message's first line, without a line break at its end; passwords are starred out.
///
/// ```
/// use kis_config::{Label, Sources, check, render};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname: SaveInvoices\n");
/// let step = &check(&sources).config.flows["A"].steps[0].function;
/// let label = Label::new(step.span, "there is no such function");
/// assert_eq!(render::excerpt(&sources, &label, &[]), " --> flow.yml:4:12
///   |
/// 4 |   - fname: SaveInvoices
///   |            ^^^^^^^^^^^^ there is no such function");
/// ```
#[must_use]
pub fn excerpt(sources: &Sources, primary: &Label, secondary: &[Label]) -> String {
    Frame::new(primary, secondary).excerpt(sources, primary, secondary, Role::Error, Style::Plain)
}

/// The frame on the left, wide enough for the line numbers.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    width: usize,
}

/// A label on the line that it begins on.
struct Mark<'a> {
    label: &'a Label,
    is_primary: bool,
}

impl Frame {
    pub(super) fn new(primary: &Label, secondary: &[Label]) -> Self {
        let last = secondary.iter().chain([primary]).map(|label| label.span.line).max().unwrap_or_default();
        Frame { width: last.max(1).ilog10() as usize + 1 }
    }

    /// The frame, with a line number or another sign in it.
    pub(super) fn margin(self, sign: &str, style: Style) -> String {
        style.paint(Role::Frame, &format!("{sign:>width$} {}", "|", width = self.width))
    }

    /// The lines `= help: …`, which follow the excerpt.
    pub(super) fn remark(self, kind: &str, text: &str, style: Style) -> String {
        let sign = style.paint(Role::Frame, &format!("{:width$} =", "", width = self.width));
        let kind = style.paint(Role::Title, &format!("{kind}:"));
        let indent = format!("\n{:width$}", "", width = self.width + 9);
        let lines: Vec<String> = text.split('\n').map(visible).collect();
        format!("{sign} {kind} {}", lines.join(&indent))
    }

    pub(super) fn excerpt(
        self,
        sources: &Sources,
        primary: &Label,
        secondary: &[Label],
        role: Role,
        style: Style,
    ) -> String {
        let marks = || {
            let others = secondary.iter().map(|label| Mark { label, is_primary: false });
            std::iter::once(Mark { label: primary, is_primary: true }).chain(others)
        };
        let mut files: Vec<FileId> = Vec::new();
        for mark in marks() {
            if !files.contains(&mark.label.span.file) {
                files.push(mark.label.span.file);
            }
        }
        let mut lines = Vec::new();
        for file in files {
            let marks = marks().filter(|mark| mark.label.span.file == file).collect();
            self.file(&mut lines, sources.file(file), marks, role, style);
        }
        lines.join("\n")
    }

    /// One file's part: its name, and the lines that are marked.
    fn file(
        self,
        out: &mut Vec<String>,
        file: &SourceFile,
        mut marks: Vec<Mark<'_>>,
        role: Role,
        style: Style,
    ) {
        let Some(first) = marks.first() else { return };
        let arrow = if out.is_empty() { "-->" } else { ":::" };
        let span = first.label.span;
        let name = visible(&file.shown());
        let arrow = style.paint(Role::Frame, &format!("{:width$}{arrow}", "", width = self.width));
        if !out.is_empty() {
            out.push(self.margin("", style));
        }
        if span.is_file() {
            out.push(format!("{arrow} {name}"));
            return;
        }
        out.push(format!("{arrow} {name}:{}:{}", span.line, span.column));
        out.push(self.margin("", style));
        marks.sort_by_key(|mark| (mark.label.span.line, !mark.is_primary, mark.label.span.start));
        let mut previous: Option<u32> = None;
        let mut at = 0;
        while let Some(mark) = marks.get(at) {
            let number = mark.label.span.line;
            match previous {
                Some(previous) if number == previous + 2 => {
                    let between = Line::new(file.line(number - 1), 0);
                    out.push(self.source(number - 1, &between.text, style));
                }
                Some(previous) if number > previous + 2 => out.push(style.paint(Role::Frame, "...")),
                _ => {}
            }
            let start = file.line_start(number) as usize;
            let line = Line::new(file.line(number), (mark.label.span.start as usize).saturating_sub(start));
            out.push(self.source(number, &line.text, style));
            let on_line = marks[at..].iter().take_while(|mark| mark.label.span.line == number).count();
            for mark in &marks[at..at + on_line] {
                let margin = self.margin("", style);
                out.push(format!("{margin} {}", underline(&line, start, file, mark, role, style)));
            }
            at += on_line;
            previous = Some(number);
        }
    }

    fn source(self, number: u32, text: &str, style: Style) -> String {
        let margin = self.margin(&number.to_string(), style);
        if text.is_empty() { margin } else { format!("{margin} {text}") }
    }
}

/// The carets under a label's place, or under the rest of the line if it goes on, and its text.
fn underline(
    line: &Line,
    line_start: usize,
    file: &SourceFile,
    mark: &Mark<'_>,
    role: Role,
    style: Style,
) -> String {
    let span = mark.label.span;
    let length = file.line(span.line).trim_end().len();
    let start = (span.start as usize).saturating_sub(line_start);
    let end = (span.end as usize).saturating_sub(line_start).min(length);
    let before = line.column(start);
    let width = line.column(end).saturating_sub(before).max(1);
    let (sign, role) = if mark.is_primary { ("^", role) } else { ("-", Role::Secondary) };
    let text =
        if mark.label.text.is_empty() { String::new() } else { format!(" {}", visible(&mark.label.text)) };
    format!("{}{}", " ".repeat(before), style.paint(role, &format!("{}{text}", sign.repeat(width))))
}
