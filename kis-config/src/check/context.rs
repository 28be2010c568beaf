use std::collections::BTreeSet;

use super::options::Options;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::near::Nearest;
use crate::sources::Sources;
use crate::span::Span;

/// How many names are compared for "did you mean" in one check, so that hostile files cannot make it long.
const MOST_COMPARISONS: usize = 100_000;

/// Where problems gather, and what is known of what could not be read.
pub(super) struct Cx<'s> {
    pub(super) sources: &'s Sources,
    pub(super) options: &'s Options,
    /// A whole file could not be read: anything may be declared in it.
    pub(super) blind: bool,
    /// Functions of which mode or connector could not be read.
    pub(super) doubtful: BTreeSet<String>,
    /// Where `global` was declared.
    pub(super) global: Option<Span>,
    problems: Vec<Diagnostic>,
    unread: Vec<&'s str>,
    comparisons: usize,
}

impl<'s> Cx<'s> {
    pub(super) fn new(sources: &'s Sources, options: &'s Options) -> Self {
        Cx {
            sources,
            options,
            blind: false,
            doubtful: BTreeSet::new(),
            global: None,
            problems: Vec::new(),
            unread: Vec::new(),
            comparisons: 0,
        }
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// An error at one place, without more to say.
    pub(super) fn error(
        &mut self,
        code: Code,
        message: impl Into<String>,
        at: Span,
        label: impl Into<String>,
    ) {
        self.report(Diagnostic::error(code, message, Label::new(at, label)));
    }

    /// Notes a text whose declarations are not known.
    pub(super) fn unread(&mut self, text: &'s str) {
        self.unread.push(text);
    }

    /// Whether the name may be declared in what could not be read; its absence is then no second problem.
    pub(super) fn may_be_declared(&self, name: &str) -> bool {
        self.blind || self.unread.iter().any(|text| text.contains(name))
    }

    /// "did you mean" for an unknown name, or nothing.
    pub(super) fn near<'a>(
        &mut self,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let mut nearest = Nearest::to(name);
        for candidate in candidates {
            if self.comparisons == MOST_COMPARISONS {
                return None;
            }
            self.comparisons += 1;
            nearest.offer(candidate);
        }
        nearest.found()
    }

    /// All problems, in the order of the files.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        in_order(&mut self.problems);
        self.problems
    }
}

/// In the order of the files, each once.
pub(super) fn in_order(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| (problem.primary.span.file, problem.primary.span.start, problem.code));
    // What an alias stands for is checked wherever it stands.
    problems.dedup();
}

impl Diagnostic {
    /// Asks "did you mean", if there is something to ask.
    pub(super) fn near(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// "`a`, `b` and `c`".
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
