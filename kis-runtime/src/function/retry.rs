#![allow(missing_docs, reason = "for generated code, and hidden from users")]

/// Whether a function that has failed can be called again with the same rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    Can,
    /// It works row by row.
    ByRow,
    /// It has folded the rows, which are gone.
    Folds,
    /// It returns no `Result`.
    NeverFails,
    /// It takes the rows, which are not `Clone`.
    TakesRows,
}

impl Retry {
    /// Of a function that takes its batch.
    pub const fn if_copied(copied: bool) -> Self {
        if copied { Retry::Can } else { Retry::TakesRows }
    }
}
