//! Flows as users see them: built, run, reported on.

mod argument;
mod asked;
mod builder;
mod chain;
mod dead_letter;
mod error;
mod execute;
mod options;
mod report;
mod resolver;

pub use argument::{Argument, Known};
#[cfg(feature = "yaml")]
pub(crate) use asked::Handle;
pub use builder::FlowBuilder;
pub use chain::{Chain, Flow};
pub use dead_letter::DeadLetter;
pub use error::{BuildError, BuildProblem, ErrorKind, FlowError};
pub(crate) use execute::{Work, execute, report};
pub use options::{RunOptions, Timing};
pub use report::{FunctionReport, RunReport};
#[cfg(feature = "yaml")]
pub(crate) use resolver::DEAD_LETTERS;
pub use resolver::Resolver;
pub(crate) use resolver::Settings;
