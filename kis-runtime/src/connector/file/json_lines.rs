//! Rows as JSON, one line each.

use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::json::{JsonRows, Style};
use crate::connector::table::Table;

/// The rows as serde would write them: what it left out stays out.
pub(super) fn write(table: &Table, rows: &Cells) -> Result<Vec<u8>> {
    let writer = JsonRows::new(table, Style::Plain)?;
    let mut lines = Vec::with_capacity(rows.len() * 64);
    for (index, row) in rows.rows().enumerate() {
        writer.write(&mut lines, table, row).map_err(|fault| fault.at(table, index))?;
        lines.push(b'\n');
    }
    Ok(lines)
}
