//! What generated code uses. No part of the public API: it changes without notice.

/// For `#[derive(Row)]`.
pub mod row {
    pub use crate::row::probe::{
        Fallback, KindProbe, OptionProbe, RowProbe, clone_key, field, key_is_present,
    };
}

/// For `#[derive(Params)]`, `flow!` and `include_flow!`.
pub mod params {
    pub use crate::params::check::{Literal, check_default, given, known, literal, text};
    pub use crate::params::read::{Field, Reader, no_variant};
}
