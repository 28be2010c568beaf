use std::fmt;
use std::path::{Path, PathBuf};

use kis_config::render::{Style, human};
use kis_config::{Checked, Code, Diagnostic, ReadError, Severity, Sources};

/// Why no flows were loaded. What was loaded before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is nothing at the path, or it cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something is wrong in the files, or with what they ask for.
    #[error("{0}")]
    Problems(Problems),
    /// There is no path to load from again.
    #[error("nothing was loaded yet: call `load` with the path of a file or folder first")]
    NothingLoaded,
}

impl LoadError {
    /// Every problem of the files, in their order; none when they could not be read at all.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            LoadError::Problems(problems) => &problems.diagnostics,
            LoadError::Read(_) | LoadError::NothingLoaded => &[],
        }
    }

    /// Whether the files are right, and only a connector could not be opened: the same files may do later.
    pub(super) fn may_pass(&self) -> bool {
        let problems = self.diagnostics();
        !problems.is_empty() && problems.iter().all(|problem| problem.code == Code::NotOpened)
    }
}

/// What is wrong, with the texts that it is wrong in.
///
/// Shown, it is every problem in rustc's layout, without colours or passwords, and a line that counts them.
pub struct Problems {
    path: PathBuf,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Problems {
    pub(super) fn new(path: PathBuf, sources: Sources, checked: Checked) -> Self {
        Problems { path, sources, diagnostics: checked.diagnostics }
    }

    /// The path that was to be loaded.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The texts of the files, to [`render`](crate::config::render) the problems in another form.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Every problem, in the order of the files.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.diagnostics {
            writeln!(f, "{}", human(problem, &self.sources, Style::Plain))?;
        }
        let errors = self.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
        let (errors, files) = (counted(errors, "error"), counted(self.sources.files().len(), "file"));
        write!(f, "{errors} in {files}; no flow was loaded from `{}`", self.path.display())
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// As it is shown: the texts of the files may hold passwords.
impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
