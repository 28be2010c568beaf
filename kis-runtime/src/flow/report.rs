//! What a run tells of itself.

use std::time::Duration;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::Row;
use crate::function::Mode;
use crate::row::{Field, FieldEntry, FieldKind, Fields};

/// The rows of a run, and what each function did with them.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunReport<T> {
    /// The rows that left the last function; none when the run ended before it.
    pub rows: Vec<T>,
    /// The run's number.
    pub run_id: u64,
    /// Each function, in the order of the flow.
    pub functions: Vec<FunctionReport>,
    /// Lines of input that were no rows, where the flow leaves such lines out.
    pub bad_input: u64,
    /// How long the run took.
    pub duration: Duration,
}

/// What one function did in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionReport {
    /// The function's name.
    pub name: &'static str,
    /// The function's mode.
    pub mode: Mode,
    /// Rows that it took.
    pub rows_in: u64,
    /// Rows that it yielded.
    pub rows_out: u64,
    /// Rows of which it let nothing through: refused, skipped, dead-lettered or aborted.
    pub dropped: u64,
    /// Of these: rows left out after an error.
    pub skipped: u64,
    /// Of these: rows sent to the dead letters.
    pub dead_lettered: u64,
    /// Batches that it took.
    pub calls: u64,
    /// Tries beyond the first.
    pub retries: u64,
    /// How long it took; `None` for a row function in a run that did not measure it, see [`Timing`](crate::Timing).
    pub duration: Option<Duration>,
}

/// A row that failed for good, as the flow's dead-letter topic receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The flow.
    pub flow: String,
    /// The function; absent for a line of input that was no row.
    pub function: Option<String>,
    /// The function's place in the flow, counted from 1.
    pub place: Option<u64>,
    /// The run's number.
    pub run_id: u64,
    /// The row's number in the function's own input, counted from 0.
    pub number: u64,
    /// What was wrong.
    pub error: String,
    /// The row: as JSON, or the line as it came.
    pub row: String,
}

impl Row for DeadLetter {
    const NAME: &'static str = "DeadLetter";
    const FIELDS: Fields = {
        const COUNT: FieldKind = FieldKind::Integer { min: 0, max: u64::MAX as u128 };
        const fn field(field: Field) -> FieldEntry {
            FieldEntry::Field(field)
        }
        Fields::Named(&[
            field(Field::new("flow", FieldKind::Text)),
            field(Field::new("function", FieldKind::Text).optional()),
            field(Field::new("place", COUNT).optional()),
            field(Field::new("run_id", COUNT)),
            field(Field::new("number", COUNT)),
            field(Field::new("error", FieldKind::Text)),
            field(Field::new("row", FieldKind::Text)),
        ])
    };
}

impl Serialize for DeadLetter {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("DeadLetter", 7)?;
        fields.serialize_field("flow", &self.flow)?;
        fields.serialize_field("function", &self.function)?;
        fields.serialize_field("place", &self.place)?;
        fields.serialize_field("run_id", &self.run_id)?;
        fields.serialize_field("number", &self.number)?;
        fields.serialize_field("error", &self.error)?;
        fields.serialize_field("row", &self.row)?;
        fields.end()
    }
}
