//! The shapes of functions: what the attribute implements for each signature. Hidden from users.
#![allow(missing_docs, unreachable_pub)]

use std::convert::Infallible;

use crate::context::Seen;
use crate::{BoxError, Function, Next};

/// `&T -> bool`, `&T -> ()`, `T -> U`, `T -> Option<U>`: one row in, one or none out.
pub trait RowFn: Function {
    /// [`Infallible`] for functions that cannot fail, so that nothing is left of it in the loop.
    type Error: Into<RowFailure>;
    /// The run's context, or nothing where the function does not ask for it.
    type Context: Seen;
    fn call(args: &Self::Args, row: Self::In, cx: &Self::Context) -> Result<Option<Self::Out>, Self::Error>;
}

/// `T -> Vec<U>`.
pub trait ExpandFn: Function {
    type Error: Into<RowFailure>;
    type Context: Seen;
    fn call(args: &Self::Args, row: Self::In, cx: &Self::Context) -> Result<Vec<Self::Out>, Self::Error>;
}

/// `impl Iterator<Item = T> -> Vec<U>`.
pub trait FoldFn: Function {
    type Context: Seen;
    fn call<I: Iterator<Item = Self::In> + Send>(
        args: &Self::Args,
        rows: I,
        cx: &Self::Context,
    ) -> Result<Vec<Self::Out>, BoxError>;
}

/// `impl Iterator<Item = T> -> Vec<U>`, async.
pub trait AsyncFoldFn: Function {
    type Context: Seen;
    fn call<I: Iterator<Item = Self::In> + Send>(
        args: &Self::Args,
        rows: I,
        cx: &Self::Context,
    ) -> impl Future<Output = Result<Vec<Self::Out>, BoxError>> + Send;
}

/// `&[T]` to anything.
pub trait SliceFn: Function {
    type Context: Seen;
    fn call(
        args: &Self::Args,
        rows: &[Self::In],
        cx: &Self::Context,
    ) -> impl Future<Output = Result<Next<Self::Out>, BoxError>> + Send;
}

/// Copies a batch for a further try.
pub type Copies<T> = fn(&[T]) -> Vec<T>;

/// `Vec<T>` to anything.
pub trait VecFn: Function {
    type Context: Seen;
    fn call(
        args: &Self::Args,
        rows: Vec<Self::In>,
        cx: &Self::Context,
    ) -> impl Future<Output = Result<Next<Self::Out>, BoxError>> + Send;
    /// There where the function can fail and its rows are `Clone`.
    const COPY: Option<Copies<Self::In>> = None;
}

/// Why a row failed, and the row itself where it goes to the dead letters.
pub struct RowFailure {
    pub(crate) error: BoxError,
    pub(crate) row: Option<String>,
}

impl From<Infallible> for RowFailure {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<BoxError> for RowFailure {
    fn from(error: BoxError) -> Self {
        RowFailure { error, row: None }
    }
}

/// The error of a function with `on_error = "dead_letter"`.
pub struct DeadRow(RowFailure);

impl DeadRow {
    /// The error, and the row that it happened to, as JSON.
    #[cold]
    pub fn new(error: BoxError, row: serde_json::Result<String>) -> Self {
        let row = row.unwrap_or_else(|why| {
            serde_json::Value::from(format!("the row cannot be written as JSON: {why}")).to_string()
        });
        DeadRow(RowFailure { error, row: Some(row) })
    }
}

impl From<DeadRow> for RowFailure {
    fn from(dead: DeadRow) -> Self {
        dead.0
    }
}
