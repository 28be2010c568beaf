//! The texts to check: read from disk, or built in memory.

mod file;
mod folder;

use std::path::{Path, PathBuf};

pub(crate) use file::Content;
pub use file::SourceFile;
pub use folder::ReadError;

use crate::span::{FileId, Span};

/// The largest file that is read: 1 MiB.
pub const LARGEST_FILE: u64 = 1 << 20;

/// Files by name, in the order in which they are checked and reported.
///
/// ```
/// use kis_config::Sources;
///
/// let mut sources = Sources::new();
/// sources.add("conf/flow.yml", "kistype: flow\nflow_name: A\nflows: [{fname: f}]\n");
/// let names: Vec<_> = sources.files().map(|file| file.path().display().to_string()).collect();
/// assert_eq!(names, ["conf/flow.yml"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Sources::default()
    }

    /// A file, or every `.yml` and `.yaml` under a folder, in path order.
    ///
    /// Links are followed, each file and folder is read once, and what begins with a dot is left out (as the folders
    /// behind a mounted Kubernetes ConfigMap do). A file under the folder that cannot be read is one of the problems
    /// that [`check`](crate::check()) reports.
    ///
    /// # Errors
    ///
    /// When there is nothing at `path`, or it, or a folder under it, cannot be listed.
    ///
    /// ```
    /// let error = kis_config::Sources::read("no/such/folder").unwrap_err();
    /// assert!(error.to_string().starts_with("cannot read `no/such/folder`: "));
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        Sources::read_all([path])
    }

    /// As [`Sources::read`], of several files and folders.
    ///
    /// # Errors
    ///
    /// As [`Sources::read`].
    ///
    /// ```
    /// assert_eq!(kis_config::Sources::read_all::<&str>([])?.files().len(), 0);
    /// # Ok::<(), kis_config::ReadError>(())
    /// ```
    pub fn read_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, ReadError> {
        let mut sources = Sources::new();
        for path in folder::list(paths)? {
            let content = folder::content(&path);
            sources.push(path, content);
        }
        Ok(sources)
    }

    /// Adds a text under the name that messages show.
    ///
    /// ```
    /// use kis_config::{Sources, check};
    ///
    /// let mut sources = Sources::new();
    /// sources.add("latin1.yml", b"kistype: flow # caf\xe9\n");
    /// assert_eq!(check(&sources).diagnostics[0].code.as_str(), "KIS003");
    /// ```
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl AsRef<[u8]>) {
        self.push(path.into(), Content::of(text.as_ref()));
    }

    fn push(&mut self, path: PathBuf, content: Content) {
        self.files.push(SourceFile::new(path, content));
    }

    /// The files, in order.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The file that a span points into.
    ///
    /// ```
    /// # let mut sources = kis_config::Sources::new();
    /// # sources.add("a.yml", "kistype: flo\n");
    /// let problem = &kis_config::check(&sources).diagnostics[0];
    /// assert_eq!(sources.file(problem.primary.span.file).path().to_str(), Some("a.yml"));
    /// ```
    ///
    /// # Panics
    ///
    /// When the span is of other sources, which have more files.
    #[must_use]
    pub fn file(&self, file: FileId) -> &SourceFile {
        &self.files[file.index()]
    }

    /// What is written at a span; empty when it is of other sources.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let file = self.files.get(span.file.index());
        file.and_then(|file| file.text().get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}
