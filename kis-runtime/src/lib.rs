//! KisFlow for Rust: stream computing flows whose rows, parameters and connectors the compiler checks.

pub mod error;
pub mod row;

pub use error::{BoxError, Result};
pub use row::{Field, FieldEntry, FieldKind, Fields, Keyed, Row};
