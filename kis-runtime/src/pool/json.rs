//! Batches from lines of JSON, and back, where their rows can be read and written.
#![allow(missing_docs, reason = "for generated code, and hidden from users")]

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::engine::{AnyBatch, Input, JsonLines, Run};
use crate::{BoxError, Row};

/// Reads a batch; what is wrong with a line, the run is told.
pub type ReadBatch = fn(Vec<Vec<u8>>, &Run<'_>) -> AnyBatch;
/// Writes a batch, a line a row.
pub type WriteBatch = fn(&AnyBatch) -> Result<Vec<String>, BoxError>;

/// Tells whether rows of `T` can be read and written: an associated constant of the type itself goes before the
/// trait's.
#[doc(hidden)]
pub struct Json<T>(PhantomData<T>);

impl<T: Row + DeserializeOwned> Json<T> {
    pub const READ: Option<ReadBatch> = Some(|lines, run| {
        let rows: Vec<T> = JsonLines(lines.into_iter()).open(run).collect();
        Box::new(rows)
    });
}

impl<T: Row + Serialize> Json<T> {
    pub const WRITE: Option<WriteBatch> = Some(|rows| match rows.downcast_ref::<Vec<T>>() {
        Some(rows) => rows.iter().map(|row| Ok(serde_json::to_string(row)?)).collect(),
        None => Ok(Vec::new()),
    });
}

/// The answer for rows that cannot.
#[doc(hidden)]
pub trait NoJson {
    const READ: Option<ReadBatch> = None;
    const WRITE: Option<WriteBatch> = None;
}
impl<T> NoJson for Json<T> {}
