//! What generated code uses. No part of the public API: it changes without notice.

/// For `#[derive(Row)]`.
pub mod row {
    pub use crate::row::probe::{Fallback, KindProbe, OptionProbe, RowProbe, field, key_is_present};
}
