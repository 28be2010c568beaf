//! Places in files, and values that know theirs.

use std::ops::Deref;

/// A file of a [`Sources`](crate::Sources), by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// The place of the file among the sources, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A piece of a file: where it begins, as people count, and its bytes.
///
/// Ordered by file, then by place.
///
/// ```
/// use kis_config::{Sources, check};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows: [{fname: f}]\n");
/// let config = check(&sources).config;
/// let span = config.flows["A"].name.span;
/// assert_eq!((span.line, span.column), (2, 12));
/// assert_eq!(sources.text(span), "A");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte, from 0, in the text that the [`Sources`](crate::Sources) hold.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// The line of the first byte, from 1; 0 when the file as a whole is meant.
    pub line: u32,
    /// The column of the first byte, from 1, in characters, as rustc counts; 0 when the file as a whole is meant.
    pub column: u32,
}

impl Span {
    /// The file as a whole: for what has no place in it.
    pub(crate) fn of_file(file: FileId) -> Self {
        Span { file, start: 0, end: 0, line: 0, column: 0 }
    }

    /// From the beginning of this one to the end of the other.
    #[must_use]
    pub(crate) fn to(self, end: Span) -> Self {
        Span { end: self.end.max(end.end), ..self }
    }

    /// Whether the file as a whole is meant.
    #[must_use]
    pub fn is_file(self) -> bool {
        self.line == 0
    }
}

/// A value and the place where it is written.
///
/// Two are equal when their values are, wherever they stand.
///
/// ```
/// use kis_config::{Sources, check};
///
/// let mut sources = Sources::new();
/// sources.add("a.yml", "kistype: flow\nflow_name: A\nflows: [{fname: f}, {fname: f}]\n");
/// let config = check(&sources).config;
/// let steps = &config.flows["A"].steps;
/// assert_eq!(steps[0].function, steps[1].function);
/// assert_ne!(steps[0].function.span, steps[1].function.span);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> At<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        At { value, span }
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
