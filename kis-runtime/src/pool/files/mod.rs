//! Flows that a pool loads from files, and loads again when they change.

mod apply;
mod describe;
mod error;
mod load;
mod loaded;
mod recipe;
mod watch;

pub(super) use apply::Files;
pub(super) use describe::{Describe, describe};
pub use error::{LoadError, Problems};
pub use loaded::Loaded;
pub use watch::{Reload, Watch};
