//! One value to one cell.

use std::fmt::{Display, Write};

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::json::{reads_as_json, write_json};
use super::{Cause, Fault, Stop};
use crate::connector::cells::{Cell, Cells, Written};
use crate::connector::logical::normalize;
use crate::{Field, FieldKind};

/// Writes `value` to the cell at `at`, as `column` wants it.
#[inline]
pub(super) fn encode_cell<T: Serialize + ?Sized>(
    cells: &mut Cells,
    at: usize,
    column: &Field,
    value: &T,
) -> Result<(), Fault> {
    match value.serialize(CellSerializer { cells, at, column }) {
        Ok(()) => Ok(()),
        Err(stop) => encode_nested(cells, at, column, value, stop),
    }
}

/// Writes what `stop` says is nested as JSON.
#[cold]
fn encode_nested<T: Serialize + ?Sized>(
    cells: &mut Cells,
    at: usize,
    column: &Field,
    value: &T,
    stop: Stop,
) -> Result<(), Fault> {
    let written = match *stop.0 {
        Cause::Nested => cells.write_text(at, |text| write_json(text, value)),
        Cause::Because(_) => Err(stop),
    };
    written.map_err(|stop| Fault::new(Some(column.name), stop.to_string()))
}

struct CellSerializer<'a> {
    cells: &'a mut Cells,
    at: usize,
    column: &'a Field,
}

impl CellSerializer<'_> {
    // Always, for the reason of `Cells::set`.
    #[inline(always)]
    fn put(self, cell: Cell<'_>) -> Result<(), Stop> {
        let fits = match self.column.kind {
            FieldKind::Bool => matches!(cell, Cell::Bool(_)),
            FieldKind::Integer { .. } => cell.integer().is_some(),
            FieldKind::Float => matches!(cell, Cell::F64(_)),
            FieldKind::Text | FieldKind::Logical(_) => matches!(cell, Cell::Text(_)),
            FieldKind::Bytes => matches!(cell, Cell::Bytes(_)),
            FieldKind::Any => true,
        };
        if !fits {
            return Err(self.unfit(cell.describe()));
        }
        self.cells.set(self.at, cell);
        Ok(())
    }

    #[cold]
    fn unfit(&self, found: &str) -> Stop {
        Stop::because(format!(
            "the row type declares {}, but serde writes {found}",
            declared(self.column.kind)
        ))
    }

    #[inline]
    fn text(self, write: impl FnOnce(&mut String) -> Result<(), Stop>) -> Result<(), Stop> {
        let kind = self.column.kind;
        if !matches!(kind, FieldKind::Text | FieldKind::Any | FieldKind::Logical(_)) {
            return Err(self.unfit("text"));
        }
        self.cells.write_text(self.at, |block| {
            let from = block.len();
            write(block)?;
            match kind {
                FieldKind::Any if reads_as_json(&block[from..]) => {
                    let text = block.split_off(from);
                    return write_json(block, &text);
                }
                FieldKind::Logical(logical) => normalize(logical, block, from).map_err(Stop::because)?,
                _ => {}
            }
            Ok(Written::Text)
        })
    }

    fn nested<T>(self) -> Result<T, Stop> {
        match self.column.kind {
            FieldKind::Any => Err(Stop::nested()),
            _ => Err(self.unfit("a nested value")),
        }
    }

    fn sequence(self, length: Option<usize>) -> Result<ByteSequence<Self>, Stop> {
        match self.column.kind {
            FieldKind::Bytes => {
                let mut scratch = Cells::with_capacity(1, 1);
                scratch.push_nulls();
                Ok(ByteSequence { bytes: Vec::with_capacity(length.unwrap_or(0)), scratch, target: self })
            }
            _ => self.nested(),
        }
    }
}

fn declared(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Bool => "a boolean",
        FieldKind::Integer { .. } => "a whole number",
        FieldKind::Float => "a floating-point number",
        FieldKind::Text => "text",
        FieldKind::Bytes => "bytes",
        FieldKind::Logical(_) => "text of a standard form",
        FieldKind::Any => "anything",
    }
}

macro_rules! integers {
    ($($method:ident: $number:ty),* $(,)?) => {
        $(#[inline] fn $method(self, number: $number) -> Result<(), Stop> { self.put(i128::from(number).into()) })*
    };
}

impl<'a> Serializer for CellSerializer<'a> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = ByteSequence<Self>;
    type SerializeTuple = ByteSequence<Self>;
    type SerializeTupleStruct = Impossible<(), Stop>;
    type SerializeTupleVariant = Impossible<(), Stop>;
    type SerializeMap = Impossible<(), Stop>;
    type SerializeStruct = Impossible<(), Stop>;
    type SerializeStructVariant = Impossible<(), Stop>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }

    #[inline]
    fn serialize_i64(self, number: i64) -> Result<(), Stop> {
        self.put(Cell::I64(number))
    }

    fn serialize_u128(self, number: u128) -> Result<(), Stop> {
        match i128::try_from(number) {
            Ok(number) => self.put(number.into()),
            Err(_) => Err(Stop::because(format!("`{number}` is beyond the largest `i128`"))),
        }
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Stop> {
        self.put(Cell::Bool(value))
    }

    fn serialize_f32(self, number: f32) -> Result<(), Stop> {
        self.put(Cell::F64(number.into()))
    }

    #[inline]
    fn serialize_f64(self, number: f64) -> Result<(), Stop> {
        self.put(Cell::F64(number))
    }

    fn serialize_char(self, value: char) -> Result<(), Stop> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Stop> {
        if matches!(self.column.kind, FieldKind::Text) {
            self.cells.set(self.at, Cell::Text(value));
            return Ok(());
        }
        self.text(|text| {
            text.push_str(value);
            Ok(())
        })
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Stop> {
        self.text(|text| write!(text, "{value}").map_err(|_| Stop::because("its text cannot be written")))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Stop> {
        self.put(Cell::Bytes(value))
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Stop> {
        if self.column.optional {
            self.cells.set(self.at, Cell::Null);
            return Ok(());
        }
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        match self.column.kind {
            FieldKind::Any => self.put(Cell::Json("null")),
            _ => Err(self.unfit("nothing")),
        }
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Stop> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Stop> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Stop> {
        self.nested()
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ByteSequence<Self>, Stop> {
        self.sequence(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<ByteSequence<Self>, Stop> {
        self.sequence(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Stop> {
        self.nested()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Stop> {
        self.nested()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Stop> {
        self.nested()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Stop> {
        self.nested()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Stop> {
        self.nested()
    }
}

/// A sequence of `u8`, which serde writes one by one.
struct ByteSequence<S> {
    bytes: Vec<u8>,
    /// One cell, where each element is looked at.
    scratch: Cells,
    target: S,
}

impl ByteSequence<CellSerializer<'_>> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let column = Field::new(self.target.column.name, FieldKind::Any);
        value.serialize(CellSerializer { cells: &mut self.scratch, at: 0, column: &column })?;
        match self.scratch.row(0).get(0).integer().and_then(|number| u8::try_from(number).ok()) {
            Some(byte) => self.bytes.push(byte),
            None => return Err(self.target.unfit("a sequence of something else")),
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Stop> {
        self.target.put(Cell::Bytes(&self.bytes))
    }
}

impl ser::SerializeSeq for ByteSequence<CellSerializer<'_>> {
    type Ok = ();
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.push(value)
    }

    fn end(self) -> Result<(), Stop> {
        self.finish()
    }
}

impl ser::SerializeTuple for ByteSequence<CellSerializer<'_>> {
    type Ok = ();
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.push(value)
    }

    fn end(self) -> Result<(), Stop> {
        self.finish()
    }
}
