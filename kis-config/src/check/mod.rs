//! From trees to the model: every check that needs no Rust.

mod address;
mod against;
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
mod read;
mod scalar;
mod schema;
mod source;
mod test;

pub use options::Options;
pub use schema::schema;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Config;
use crate::sources::Sources;
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

    /// Adds problems that were found elsewhere, such as a connector that cannot be reached; the order of the files
    /// stays.
    pub fn report(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(problems);
        context::in_order(&mut self.diagnostics);
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

/// As [`check`], with what the program has besides, what Rust knows, or the lints of the command line.
#[must_use]
pub fn check_with(sources: &Sources, options: &Options) -> Checked {
    let mut cx = Cx::new(sources, options);
    let mut config = Config::default();
    for (id, file) in sources.ids() {
        read::file(&mut cx, &mut config, id, file);
    }
    links::check(&mut cx, &config);
    if let Some(facts) = &options.facts {
        against::check(&mut cx, &config, facts);
    }
    Checked { config, diagnostics: cx.finish() }
}
