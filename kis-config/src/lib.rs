//! The YAML files of KisFlow for Rust: read into one checked model, with a place for everything that is wrong.
//!
//! The macro `include_flow!`, the run-time pool and the command line all read their files here, so that all three have
//! the same rules and the same words. This crate knows nothing of tokio, of tokens or of Rust functions: what needs
//! those is checked where they are known, on the places that the model keeps, or described here as plain [`facts`].
//!
//! ```
//! use kis_config::{Sources, check, render};
//!
//! let mut sources = Sources::new();
//! sources.add("conf/func.yml", "\
//! kistype: func
//! fname: VerifyStu
//! fmode: Verfy
//! ");
//! let checked = check(&sources);
//! assert_eq!(render::human(&checked.diagnostics[0], &sources, render::Style::Plain), "\
//! error[KIS020]: unknown mode `Verfy`
//!  --> conf/func.yml:3:8
//!   |
//! 3 | fmode: Verfy
//!   |        ^^^^^ no mode is called so
//!   |
//!   = help: did you mean `Verify`?
//!   = note: the modes are `Verify`, `Save`, `Load`, `Calculate` and `Expand`
//! ");
//! ```
//!
//! The files are those of Go KisFlow, in both of its dialects, and what is new here: `kistype: source` and
//! `kistype: test`. Every problem of every file is reported at once, in the order of the files.

#[cfg(feature = "yaml")]
mod check;
#[cfg(feature = "yaml")]
mod codes;
#[cfg(feature = "yaml")]
mod diagnostic;
pub mod duration;
#[cfg(feature = "yaml")]
pub mod export;
#[cfg(feature = "yaml")]
pub mod facts;
#[cfg(feature = "yaml")]
mod json;
#[cfg(feature = "yaml")]
mod model;
pub mod near;
#[cfg(feature = "yaml")]
pub mod render;
pub mod secrets;
#[cfg(feature = "yaml")]
mod sources;
#[cfg(feature = "yaml")]
mod span;
#[cfg(feature = "yaml")]
mod yaml;

#[cfg(feature = "yaml")]
pub use check::{Checked, Options, check, check_with, schema};
#[cfg(feature = "yaml")]
pub use codes::Code;
#[cfg(feature = "yaml")]
pub use diagnostic::{Diagnostic, Label, Severity};
#[cfg(feature = "yaml")]
pub use model::{
    Config, Connector, DataSource, Flow, Function, Global, Mode, OnError, Param, Params, Source, Step,
    Stores, Test, Value, ValueKind,
};
#[cfg(feature = "yaml")]
pub use sources::{LARGEST_FILE, ReadError, SourceFile, Sources};
#[cfg(feature = "yaml")]
pub use span::{At, FileId, Span};
