//! From trees to the model: every check that needs no Rust.

mod address;
mod connector;
mod context;
mod document;
mod engines;
mod fields;
mod flow;
mod function;
mod global;
mod links;
mod lists;
mod options;
mod scalar;
mod source;
mod test;

pub use options::Options;

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::model::Config;
use crate::sources::{Content, LARGEST_FILE, SourceFile, Sources};
use crate::span::{FileId, Span};
use crate::yaml::{self, Document, Problem, Reason};
use context::Cx;

/// What the files say, and what is wrong with them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// What the files say. Beside an error it is what could be read: the names are right, the rest may be missing.
    pub config: Config,
    /// Every problem of every file, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether anything is wrong, warnings aside.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Reads and checks the files, by the rules that all users share.
///
/// ```
/// use kis_config::{Sources, check};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname: VerifyStu\n");
/// let checked = check(&sources);
/// assert!(checked.diagnostics.is_empty());
/// assert_eq!(checked.config.flows["A"].steps[0].function.value, "VerifyStu");
/// ```
#[must_use]
pub fn check(sources: &Sources) -> Checked {
    check_with(sources, &Options::new())
}

/// As [`check`], with more connector types, or the lints of the command line.
#[must_use]
pub fn check_with(sources: &Sources, options: &Options) -> Checked {
    let mut cx = Cx::new(sources, options);
    let mut config = Config::default();
    for (id, file) in sources.ids() {
        if let Some(text) = text(&mut cx, id, file) {
            documents(&mut cx, &mut config, id, text);
        }
    }
    links::check(&mut cx, &config);
    Checked { config, diagnostics: cx.finish() }
}

fn text<'s>(cx: &mut Cx<'s>, id: FileId, file: &'s SourceFile) -> Option<&'s str> {
    let whole = |text: &str| Label::new(Span::of_file(id), text);
    let problem = match file.content() {
        Content::Text(text) => return Some(text),
        Content::Unreadable(why) => {
            cx.blind = true;
            Diagnostic::error(Code::Unreadable, format!("this file cannot be read: {why}"), whole(""))
        }
        Content::TooLarge => {
            cx.blind = true;
            let message = format!("this file is larger than {} MiB", LARGEST_FILE >> 20);
            Diagnostic::error(Code::TooLarge, message, whole(""))
                .help("give each flow, function and connector a file of its own")
        }
        Content::NotUtf8(text, at) => {
            cx.unread(text);
            let span = point(id, file, *at as u32);
            Diagnostic::error(
                Code::NotUtf8,
                "this file is not in UTF-8",
                Label::new(span, "not UTF-8 from here on"),
            )
            .help("save the file in UTF-8")
        }
    };
    cx.report(problem);
    None
}

fn documents<'s>(cx: &mut Cx<'s>, config: &mut Config, id: FileId, text: &'s str) {
    let mut nodes = 0;
    for document in yaml::documents(text) {
        match yaml::read(id, document) {
            Ok(Some(tree)) => {
                nodes += tree.count();
                if nodes > yaml::MOST_NODES {
                    let problem = Problem { reason: Reason::Nodes, place: None };
                    return not_yaml(cx, id, document, &problem);
                }
                document::check(cx, config, &tree, document.text);
            }
            Ok(None) => {}
            Err(problem) => not_yaml(cx, id, document, &problem),
        }
    }
}

fn not_yaml<'s>(cx: &mut Cx<'s>, id: FileId, document: Document<'s>, problem: &Problem) {
    cx.unread(document.text);
    let file = cx.sources.file(id);
    let byte = match problem.place {
        Some((line, column)) => file.byte_at(document.line + line - 1, column),
        None => document.start,
    };
    let span = point(id, file, byte);
    let error = |code, message: &str, label: &str| Diagnostic::error(code, message, Label::new(span, label));
    cx.report(match &problem.reason {
        Reason::Syntax(words) => {
            let problem = error(Code::NotYaml, "this is not YAML", words);
            if words.starts_with("tabs") {
                problem.help("indent with blanks: YAML allows no tabs here")
            } else {
                problem
            }
        }
        Reason::Aliases => {
            error(Code::TooComplex, "aliases stand for too much here", "from here on it is not read")
                .note("all aliases of a document stand for at most 10,000 values")
        }
        Reason::Depth => {
            error(Code::TooComplex, "lists and mappings are too deep in each other", "this is too deep")
                .note("64 levels are allowed")
        }
        Reason::Nodes => {
            error(Code::TooComplex, "there are too many values here", "from here on it is not read")
                .note("100,000 values in a file are allowed")
        }
    });
}

/// The character at a byte.
fn point(id: FileId, file: &SourceFile, byte: u32) -> Span {
    let line = file.line_of(byte);
    let start = file.line_start(line);
    let text = file.text();
    let before = text.get(start as usize..byte as usize).unwrap_or_default();
    let at = text.get(byte as usize..).and_then(|rest| rest.chars().next());
    let length = at.filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8);
    Span { file: id, start: byte, end: byte + length as u32, line, column: before.chars().count() as u32 + 1 }
}
