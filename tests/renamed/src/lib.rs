//! The macros in a crate that calls the runtime `flow`, and that has no serde.

use std::time::Duration;

use flow::prelude::*;

/// A row.
#[derive(Row)]
pub struct Score {
    /// The key.
    #[row(key)]
    pub id: u64,
    /// A field with an attribute of serde, which is not there.
    #[serde(rename = "points")]
    pub score: f64,
}

/// Parameters.
#[derive(Params)]
pub struct Limits {
    /// With a default.
    #[param(default = "250ms")]
    pub wait: Duration,
    /// With none.
    pub speed: Option<Speed>,
}

/// A parameter.
#[derive(Params)]
#[serde(rename_all = "lowercase")]
pub enum Speed {
    /// One.
    Fast,
    /// The other.
    Slow,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_runtime_is_found() {
        assert_eq!(Score::FIELDS.names().collect::<Vec<_>>(), ["id", "points"]);
        assert_eq!(Score { id: 7, score: 1.5 }.key(), 7);
        assert_eq!(Limits::PARAMS.len(), 2);
        assert!(matches!(Speed::parse("slow"), Ok(Speed::Slow)));
    }
}
