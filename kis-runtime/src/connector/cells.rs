//! Rows as engines see them: a block of cells.

use std::fmt;

/// One value of a row, borrowed from a [`Cells`].
///
/// Whole numbers stand in the first of `I64`, `U64`, `I128` that can hold them, so equal numbers are equal cells.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// Nothing: `None`, or a field that serde left out.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number beyond `i64::MAX`.
    U64(u64),
    /// A whole number beyond both.
    I128(i128),
    /// A number of `f32` or `f64`, not-a-number and the infinities included.
    F64(f64),
    /// Text as it is.
    Text(&'a str),
    /// Bytes as they are.
    Bytes(&'a [u8]),
    /// A value written as JSON: in columns of [`FieldKind::Any`](crate::FieldKind::Any), whatever is no scalar,
    /// and text that would otherwise read as JSON.
    Json(&'a str),
}

impl Cell<'_> {
    /// What kind of value this is, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            Cell::Null => "nothing",
            Cell::Bool(_) => "a boolean",
            Cell::I64(_) | Cell::U64(_) | Cell::I128(_) => "a whole number",
            Cell::F64(_) => "a floating-point number",
            Cell::Text(_) => "text",
            Cell::Bytes(_) => "bytes",
            Cell::Json(_) => "a nested value",
        }
    }

    /// A whole number of any size; `None` for other values.
    #[inline]
    pub(crate) fn integer(&self) -> Option<i128> {
        match *self {
            Cell::I64(number) => Some(number.into()),
            Cell::U64(number) => Some(number.into()),
            Cell::I128(number) => Some(number),
            _ => None,
        }
    }
}

impl From<i128> for Cell<'_> {
    fn from(number: i128) -> Self {
        if let Ok(number) = i64::try_from(number) {
            Cell::I64(number)
        } else if let Ok(number) = u64::try_from(number) {
            Cell::U64(number)
        } else {
            Cell::I128(number)
        }
    }
}

/// Rows as engines see them: cells, row by row, each row as wide as the next.
///
/// Text and bytes lie in one block each, so that a batch of any size is a handful of allocations.
///
/// ```
/// use kis_runtime::connector::{Cell, Cells};
///
/// let mut rows = Cells::new(2);
/// rows.push_row([Cell::I64(7), Cell::Text("Ann")]);
/// assert_eq!(rows.len(), 1);
/// assert_eq!(rows.row(0).get(1), Cell::Text("Ann"));
/// ```
#[derive(Clone, Default)]
pub struct Cells {
    width: usize,
    slots: Vec<Slot>,
    text: String,
    bytes: Vec<u8>,
    /// How many bytes the cells of fixed size have; counted here, for to look at all of them again costs.
    fixed: usize,
}

/// A cell whose content, when it has no fixed size, lies in the block.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    I128 { at: usize },
    F64(f64),
    Text { from: usize, length: Length },
    Bytes { from: usize, length: Length },
    Json { from: usize, length: Length },
}

/// How many bytes, up to 2^56: beside a kind of one byte, so that a slot has 16 bytes.
#[derive(Clone, Copy, Debug)]
struct Length([u8; 7]);

impl Length {
    #[inline(always)]
    fn of(bytes: usize) -> Self {
        let [a, b, c, d, e, f, g, _] = (bytes as u64).to_le_bytes();
        Length([a, b, c, d, e, f, g])
    }

    #[inline(always)]
    fn get(self) -> usize {
        let Length([a, b, c, d, e, f, g]) = self;
        u64::from_le_bytes([a, b, c, d, e, f, g, 0]) as usize
    }
}

const _: () = assert!(size_of::<Slot>() == 16, "batches are large");

impl Cells {
    /// No rows yet, of `width` cells each.
    ///
    /// # Panics
    ///
    /// When `width` is 0: a row has at least one cell (a row type without fields is one opaque cell).
    #[must_use]
    pub fn new(width: usize) -> Self {
        Cells::with_capacity(width, 0)
    }

    /// As [`Cells::new`], with room for `rows`.
    ///
    /// # Panics
    ///
    /// When `width` is 0.
    #[must_use]
    pub fn with_capacity(width: usize, rows: usize) -> Self {
        assert!(width > 0, "a row has at least one cell");
        Cells {
            width,
            slots: Vec::with_capacity(width * rows),
            text: String::new(),
            bytes: Vec::new(),
            fixed: 0,
        }
    }

    /// Cells per row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many bytes the values have: text, JSON and bytes their own, a boolean 1, nothing 0, a number its 8 or 16.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len() + self.bytes.len() + self.fixed
    }

    /// The row at `index`, counting from 0.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, index: usize) -> CellRow<'_> {
        let from = index * self.width;
        assert!(from + self.width <= self.slots.len(), "row {index} of {} rows", self.len());
        CellRow { cells: self, from }
    }

    /// The rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = CellRow<'_>> + Clone {
        (0..self.len()).map(|index| CellRow { cells: self, from: index * self.width })
    }

    /// Adds a row at the end.
    ///
    /// # Panics
    ///
    /// When the row is not [`width`](Cells::width) cells wide.
    pub fn push_row<'a>(&mut self, row: impl IntoIterator<Item = Cell<'a>>) {
        let before = self.slots.len();
        for cell in row {
            let slot = self.keep(cell);
            self.slots.push(slot);
        }
        assert!(self.slots.len() == before + self.width, "a row is {} cells wide", self.width);
    }

    /// Adds a row of nulls, to be filled by [`Cells::set`]; returns where its first cell is.
    #[inline]
    pub(crate) fn push_nulls(&mut self) -> usize {
        let from = self.slots.len();
        self.slots.resize(from + self.width, Slot::Null);
        from
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, at: usize, cell: Cell<'_>) {
        self.slots[at] = self.keep(cell);
    }

    /// Writes text straight into the block by `write`, then makes it a cell: text, or JSON.
    #[inline]
    pub(crate) fn write_text<E>(
        &mut self,
        at: usize,
        write: impl FnOnce(&mut String) -> Result<Written, E>,
    ) -> Result<(), E> {
        let from = self.text.len();
        let written = write(&mut self.text)?;
        let length = Length::of(self.text.len() - from);
        self.slots[at] = match written {
            Written::Text => Slot::Text { from, length },
            Written::Json => Slot::Json { from, length },
        };
        Ok(())
    }

    // Always: where the kind of cell is known, next to nothing of this is left.
    #[inline(always)]
    fn keep(&mut self, cell: Cell<'_>) -> Slot {
        match cell {
            Cell::Null => Slot::Null,
            Cell::Bool(value) => {
                self.fixed += size_of::<bool>();
                Slot::Bool(value)
            }
            Cell::I64(number) => {
                self.fixed += size_of::<i64>();
                Slot::I64(number)
            }
            Cell::U64(number) => {
                self.fixed += size_of::<u64>();
                Slot::U64(number)
            }
            Cell::I128(number) => Slot::I128 { at: self.keep_bytes(&number.to_le_bytes()) },
            Cell::F64(number) => {
                self.fixed += size_of::<f64>();
                Slot::F64(number)
            }
            Cell::Text(text) => Slot::Text { from: self.keep_text(text), length: Length::of(text.len()) },
            Cell::Json(text) => Slot::Json { from: self.keep_text(text), length: Length::of(text.len()) },
            Cell::Bytes(bytes) => {
                Slot::Bytes { from: self.keep_bytes(bytes), length: Length::of(bytes.len()) }
            }
        }
    }

    #[inline]
    fn keep_text(&mut self, text: &str) -> usize {
        let from = self.text.len();
        self.text.push_str(text);
        from
    }

    #[inline]
    fn keep_bytes(&mut self, bytes: &[u8]) -> usize {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        from
    }

    // Always: a cell that is returned through memory is read back before it is written, which stalls.
    #[inline(always)]
    fn cell(&self, slot: Slot) -> Cell<'_> {
        match slot {
            Slot::Null => Cell::Null,
            Slot::Bool(value) => Cell::Bool(value),
            Slot::I64(number) => Cell::I64(number),
            Slot::U64(number) => Cell::U64(number),
            Slot::I128 { at } => {
                let mut number = [0; size_of::<i128>()];
                number.copy_from_slice(&self.bytes[at..at + size_of::<i128>()]);
                Cell::I128(i128::from_le_bytes(number))
            }
            Slot::F64(number) => Cell::F64(number),
            Slot::Text { from, length } => Cell::Text(&self.text[from..from + length.get()]),
            Slot::Json { from, length } => Cell::Json(&self.text[from..from + length.get()]),
            Slot::Bytes { from, length } => Cell::Bytes(&self.bytes[from..from + length.get()]),
        }
    }
}

/// What [`Cells::write_text`] wrote.
pub(crate) enum Written {
    Text,
    Json,
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.width == other.width && self.rows().eq(other.rows())
    }
}

/// One row of a [`Cells`].
#[derive(Clone, Copy)]
pub struct CellRow<'a> {
    cells: &'a Cells,
    from: usize,
}

impl<'a> CellRow<'a> {
    /// The cell of the column at `index`, counting from 0.
    ///
    /// # Panics
    ///
    /// When the row is not that wide.
    #[must_use]
    #[inline(always)]
    pub fn get(&self, index: usize) -> Cell<'a> {
        assert!(index < self.cells.width, "cell {index} of {}", self.cells.width);
        self.cells.cell(self.cells.slots[self.from + index])
    }

    /// Whether there is nothing in the cell at `index`.
    #[inline]
    pub(crate) fn is_null(&self, index: usize) -> bool {
        matches!(self.cells.slots[self.from + index], Slot::Null)
    }

    /// The cells, in the order of the columns.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Cell<'a>> + Clone + use<'a> {
        let cells = self.cells;
        cells.slots[self.from..self.from + cells.width].iter().map(move |slot| cells.cell(*slot))
    }

    /// The row as a block of its own.
    #[must_use]
    pub fn to_cells(&self) -> Cells {
        let mut cells = Cells::with_capacity(self.cells.width, 1);
        cells.push_row(self.iter());
        cells
    }
}

impl PartialEq for CellRow<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for CellRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
