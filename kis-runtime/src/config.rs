//! What is wrong in configuration files, as [`LoadError`](crate::pool::LoadError) tells it, and how to show it.
//!
//! These are kis-config's. The rest of it has the names of traits that are here (`Function`, `Params`), and the
//! compiler's messages would no longer call those by their own names.

pub use kis_config::{
    Code, Diagnostic, FileId, Label, ReadError, Severity, SourceFile, Sources, Span, render,
};
