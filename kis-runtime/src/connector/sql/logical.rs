//! Dates, times and decimal numbers between cells and columns.

use std::fmt::{Display, Write};

use crate::connector::cells::{Cells, Written};

/// The value that a text is. Encoding gives all texts of a kind its form, so that this one has it too.
pub(in crate::connector) fn known<V>(value: Option<V>) -> Result<V, String> {
    value.ok_or_else(|| "it has not the form of its kind".to_owned())
}

/// Sets the cell at `at` to the text of what the database holds, with `end` after it; the reason if there is no text.
pub(in crate::connector) fn put<V: Display>(
    cells: &mut Cells,
    at: usize,
    value: Option<V>,
    end: &str,
) -> Result<(), String> {
    let value = value.ok_or("it is infinite, no day of the years 0 to 9999, or no time of a day")?;
    cells.write_text(at, |text| {
        write!(text, "{value}{end}").map_err(|error| error.to_string())?;
        Ok(Written::Text)
    })
}
