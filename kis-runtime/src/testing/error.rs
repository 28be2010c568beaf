use std::fmt;
use std::path::PathBuf;

use kis_config::render::{Style, human};
use kis_config::{Diagnostic, ReadError, Sources};

/// Tests that passed.
///
/// Shown, it is a line that counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Their names, in order.
    pub passed: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.passed.len() == 1 { "" } else { "s" };
        write!(f, "{} test{plural} passed", self.passed.len())
    }
}

/// Why the tests of some files did not pass.
///
/// Its `Debug` is its `Display`, for tests that return it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum TestError {
    /// There is nothing at the path, or it cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something is wrong in the files: every problem in rustc's layout.
    #[error("{0}")]
    Problems(String),
    /// No file holds a test.
    #[error("there is no test in `{path}`: a document of `kistype: test` is one", path = path.display())]
    #[non_exhaustive]
    NoTests {
        /// Where they were looked for.
        path: PathBuf,
    },
    /// Tests failed.
    #[error("{0}")]
    Failed(Failures),
}

impl TestError {
    pub(super) fn problems(sources: &Sources, problems: &[Diagnostic]) -> Self {
        TestError::Problems(
            problems
                .iter()
                .map(|problem| human(problem, sources, Style::Plain))
                .collect::<Vec<_>>()
                .join("\n"),
        )
    }
}

impl fmt::Debug for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Tests that failed, and those that passed beside them.
///
/// Shown, it is each failure with its place and what differs, and a line that counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failures {
    pub(super) passed: Vec<String>,
    pub(super) failed: Vec<Failure>,
}

impl Failures {
    /// The names of the tests that failed, in order.
    pub fn failed(&self) -> impl ExactSizeIterator<Item = &str> {
        self.failed.iter().map(|failure| &*failure.test)
    }

    /// The names of the tests that passed, in order.
    pub fn passed(&self) -> impl ExactSizeIterator<Item = &str> {
        self.passed.iter().map(|test| &**test)
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failed {
            writeln!(f, "{failure}\n")?;
        }
        let all = self.failed.len() + self.passed.len();
        let plural = if all == 1 { "" } else { "s" };
        write!(f, "{} of {all} test{plural} failed", self.failed.len())
    }
}

/// One test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub test: String,
    /// File, line and column of the test's name.
    pub place: String,
    /// What is not as it should be, a paragraph each.
    pub reasons: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "test `{}` failed at {}", self.test, self.place)?;
        for reason in &self.reasons {
            write!(f, "\n  {}", reason.replace('\n', "\n  "))?;
        }
        Ok(())
    }
}
