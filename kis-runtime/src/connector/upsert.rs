//! Rows on their way into a store: all at once, or in parts that are written while others are made.

use std::ops::Range;

use super::cells::Cells;
use super::engine::{BoxFuture, StoreEngine};
use super::error::ConnectorError;
use super::meter::Moved;
use crate::Result;

/// Rows of a part. Batches that are no larger are written at once.
const PART: usize = 1_024;

/// What is left to do of an upsert when its rows are cells.
pub(super) enum Upsert {
    Nothing,
    Whole(Cells),
    Parts(BoxFuture<'static, Result<()>>),
}

impl Upsert {
    /// Takes so many rows, which `encode` turns into cells.
    pub(super) fn of(
        engine: &dyn StoreEngine,
        rows: usize,
        encode: &mut dyn FnMut(Range<usize>) -> Result<Cells, ConnectorError>,
    ) -> Result<(Self, Moved), ConnectorError> {
        if rows == 0 {
            return Ok((Upsert::Nothing, Moved::default()));
        }
        let Some(mut parts) = (rows > PART).then(|| engine.upsert_parts()).flatten() else {
            let cells = encode(0..rows)?;
            let moved = Moved::of(&cells);
            return Ok((Upsert::Whole(cells), moved));
        };
        let mut moved = Moved::default();
        for from in (0..rows).step_by(PART) {
            let cells = encode(from..rows.min(from + PART))?;
            moved.add(Moved::of(&cells));
            parts.add(cells);
        }
        Ok((Upsert::Parts(parts.finish()), moved))
    }

    pub(super) async fn run(self, engine: &dyn StoreEngine) -> Result<()> {
        match self {
            Upsert::Nothing => Ok(()),
            Upsert::Whole(cells) => engine.upsert(cells).await,
            Upsert::Parts(finished) => finished.await,
        }
    }
}
