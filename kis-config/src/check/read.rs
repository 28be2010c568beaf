use super::context::Cx;
use super::document;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::Config;
use crate::sources::{Content, LARGEST_FILE, SourceFile};
use crate::span::{FileId, Span};
use crate::yaml::{self, Document, Problem, Reason};

/// Reads a file, document by document, and says what cannot be read.
pub(super) fn file<'s>(cx: &mut Cx<'s>, config: &mut Config, id: FileId, file: &'s SourceFile) {
    if let Some(text) = text(cx, id, file) {
        documents(cx, config, id, text);
    }
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

/// Checks the documents of a file, until it is too much.
fn documents<'s>(cx: &mut Cx<'s>, config: &mut Config, id: FileId, text: &'s str) {
    let mut nodes = 0;
    for (number, document) in yaml::documents(text).into_iter().enumerate() {
        let tree = match number {
            ..yaml::MOST_DOCUMENTS => yaml::read(id, document),
            _ => Err(Problem { reason: Reason::Documents, place: None }),
        };
        let problem = match tree {
            Ok(None) => continue,
            Ok(Some(tree)) => {
                nodes += tree.count();
                if nodes <= yaml::MOST_NODES {
                    document::check(cx, config, &tree, document.text);
                    continue;
                }
                Problem { reason: Reason::Nodes, place: None }
            }
            Err(problem) => problem,
        };
        not_yaml(cx, id, document, &problem);
        if !matches!(problem.reason, Reason::Syntax(_)) {
            cx.unread(&text[document.start as usize..]);
            return;
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
    // The parser places a tab behind it.
    let is_tab = |words: &str| {
        words.starts_with("tabs ") && file.text().as_bytes().get(byte as usize - 1) == Some(&b'\t')
    };
    let byte = match &problem.reason {
        Reason::Syntax(words) if byte > 0 && is_tab(words) => byte - 1,
        _ => byte,
    };
    let span = point(id, file, byte);
    let error = |code, message: &str, label: &str| Diagnostic::error(code, message, Label::new(span, label));
    cx.report(match &problem.reason {
        Reason::Syntax(words) if words.starts_with("tabs ") => {
            error(Code::NotYaml, "this is not YAML", words)
                .help("indent with blanks: YAML allows no tabs here")
        }
        Reason::Syntax(words) => error(Code::NotYaml, "this is not YAML", words),
        Reason::Aliases => {
            error(Code::TooComplex, "aliases stand for too much here", "from here on it is not read")
                .note(format!("all aliases of a document stand for at most {} values", yaml::MOST_ALIASED))
        }
        Reason::Depth => {
            error(Code::TooComplex, "lists and mappings are too deep in each other", "this is too deep")
                .note(format!("{} levels are allowed", yaml::DEEPEST))
        }
        Reason::Documents => {
            error(Code::TooComplex, "there are too many documents here", "from here on it is not read")
                .note(format!("{} documents in a file are allowed", yaml::MOST_DOCUMENTS))
        }
        Reason::Nodes => {
            error(Code::TooComplex, "there are too many values here", "from here on it is not read")
                .note(format!("{} values in a file are allowed", yaml::MOST_NODES))
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
