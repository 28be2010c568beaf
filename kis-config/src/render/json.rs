use crate::diagnostic::{Diagnostic, Label};
use crate::json::Json;
use crate::sources::Sources;
use crate::span::Span;

/// Problems for programs: a JSON list of objects with `code`, `severity`, `message`, `label`, `file`, `line`, `column`,
/// `end_line`, `end_column`, `start`, `end` (bytes), `secondary`, `help` and `notes`.
///
/// Lines and columns count from 1, columns in characters. A problem of a whole file has no place in it.
///
/// ```
/// use kis_config::{Sources, check, render};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows: []\n");
/// let json = render::json(&check(&sources).diagnostics, &sources);
/// assert!(json.contains("\"code\": \"KIS031\""));
/// assert!(json.contains("\"line\": 3"));
/// ```
#[must_use]
pub fn json(problems: &[Diagnostic], sources: &Sources) -> String {
    Json::List(Box::new(problems.iter().map(|problem| object(problem, sources)))).print()
}

fn object<'a>(problem: &'a Diagnostic, sources: &'a Sources) -> Json<'a> {
    let mut entries = vec![
        ("code", Json::text(problem.code.as_str())),
        ("severity", Json::text(problem.severity.name())),
        ("message", Json::text(problem.message.as_str())),
    ];
    entries.extend(place(&problem.primary, sources));
    let secondary = problem.secondary.iter().map(|label| Json::Object(place(label, sources)));
    entries.push(("secondary", Json::list(secondary)));
    entries.push(("help", Json::texts(&problem.help)));
    entries.push(("notes", Json::texts(&problem.notes)));
    Json::Object(entries)
}

fn place<'a>(label: &'a Label, sources: &Sources) -> Vec<(&'static str, Option<Json<'a>>)> {
    let span = label.span;
    let mut entries = vec![
        ("label", Json::text(label.text.as_str())),
        ("file", Json::text(sources.file(span.file).shown())),
    ];
    if !span.is_file() {
        let (end_line, end_column) = end(span, sources);
        entries.extend([
            ("line", Json::number(span.line)),
            ("column", Json::number(span.column)),
            ("end_line", Json::number(end_line)),
            ("end_column", Json::number(end_column)),
            ("start", Json::number(span.start)),
            ("end", Json::number(span.end)),
        ]);
    }
    entries
}

/// The line and column behind the last character.
pub(super) fn end(span: Span, sources: &Sources) -> (u32, u32) {
    let file = sources.file(span.file);
    let line = file.line_of(span.end).max(span.line);
    let from = if line == span.line { span.start } else { file.line_start(line) };
    let characters =
        file.text().get(from as usize..span.end as usize).unwrap_or_default().chars().count() as u32;
    (line, if line == span.line { span.column + characters } else { 1 + characters })
}
