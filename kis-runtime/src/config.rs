//! What is wrong in configuration files, as [`LoadError`](crate::pool::LoadError) tells it, and how to show it.
//!
//! These are kis-config's. The rest of it has the names of traits that are here (`Function`, `Params`): with it within
//! reach, the compiler's messages would call those by their whole paths.

pub use kis_config::{
    Code, Diagnostic, FileId, Label, ReadError, Severity, SourceFile, Sources, Span, render,
};
