//! A struct, or a key of several parts, to a row of cells.

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::Fault;
use super::cell::encode_cell;
use crate::Field;
use crate::connector::cells::{Cell, Cells};

/// Writes the fields of `value` to the row of cells that begins at `from`, and says whether it certainly wrote all.
pub(super) fn encode_row<T: Serialize + ?Sized>(
    cells: &mut Cells,
    from: usize,
    columns: &[Field],
    value: &T,
) -> Result<bool, Fault> {
    value.serialize(RowSerializer { cells, from, columns, next: 0, in_order: true })
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<M: std::fmt::Display>(message: M) -> Self {
        Fault::new(None, message.to_string())
    }
}

struct RowSerializer<'a> {
    cells: &'a mut Cells,
    from: usize,
    columns: &'a [Field],
    /// Where the next field is expected: serde writes them in the order of the type.
    next: usize,
    /// Whether no field stood elsewhere.
    in_order: bool,
}

impl RowSerializer<'_> {
    /// Writes a field that is not the one expected next.
    #[cold]
    fn elsewhere<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Fault> {
        let index = self.find(name)?;
        self.field(index, value)
    }

    fn find(&mut self, name: &str) -> Result<usize, Fault> {
        self.in_order = false;
        self.columns
            .iter()
            .position(|column| column.name == name)
            .ok_or_else(|| Fault::new(Some(name), "serde writes a field that the row type does not declare"))
    }

    fn field<T: Serialize + ?Sized>(&mut self, index: usize, value: &T) -> Result<(), Fault> {
        self.next = index + 1;
        encode_cell(self.cells, self.from + index, &self.columns[index], value)
    }

    fn positional<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        if self.next < self.columns.len() {
            return self.field(self.next, value);
        }
        Err(Fault::new(None, format!("serde writes more than {} parts", self.columns.len())))
    }

    fn finish_positional(self) -> Result<bool, Fault> {
        if self.next == self.columns.len() {
            return Ok(true);
        }
        Err(Fault::new(None, format!("serde writes fewer than {} parts", self.columns.len())))
    }
}

fn no_struct<T>(found: &str) -> Result<T, Fault> {
    Err(Fault::new(None, format!("its row type declares fields, but serde writes {found}")))
}

macro_rules! scalars {
    ($($method:ident: $value:ty => $found:literal),* $(,)?) => {
        $(fn $method(self, _: $value) -> Result<bool, Fault> { no_struct($found) })*
    };
}

impl<'a> Serializer for RowSerializer<'a> {
    type Ok = bool;
    type Error = Fault;
    type SerializeSeq = Impossible<bool, Fault>;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Impossible<bool, Fault>;
    type SerializeMap = MapSerializer<'a>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<bool, Fault>;

    scalars! {
        serialize_bool: bool => "a boolean", serialize_i8: i8 => "a number", serialize_i16: i16 => "a number",
        serialize_i32: i32 => "a number", serialize_i64: i64 => "a number", serialize_u8: u8 => "a number",
        serialize_u16: u16 => "a number", serialize_u32: u32 => "a number", serialize_u64: u64 => "a number",
        serialize_f32: f32 => "a number", serialize_f64: f64 => "a number", serialize_char: char => "text",
        serialize_str: &str => "text", serialize_bytes: &[u8] => "bytes",
        serialize_unit_struct: &'static str => "nothing",
    }

    fn serialize_none(self) -> Result<bool, Fault> {
        no_struct("nothing")
    }

    fn serialize_unit(self) -> Result<bool, Fault> {
        no_struct("nothing")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<bool, Fault> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<bool, Fault> {
        no_struct("an enum variant")
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<bool, Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<bool, Fault> {
        no_struct("an enum variant")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Fault> {
        no_struct("a sequence")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        no_struct("an enum variant")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<MapSerializer<'a>, Fault> {
        Ok(MapSerializer { row: self, found: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        no_struct("an enum variant")
    }
}

impl ser::SerializeStruct for RowSerializer<'_> {
    type Ok = bool;
    type Error = Fault;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
        match self.columns.get(self.next) {
            Some(column) if column.name == name => {
                self.next += 1;
                encode_cell(self.cells, self.from + self.next - 1, column, value)
            }
            _ => self.elsewhere(name, value),
        }
    }

    fn end(self) -> Result<bool, Fault> {
        Ok(self.in_order && self.next == self.columns.len())
    }
}

impl ser::SerializeTuple for RowSerializer<'_> {
    type Ok = bool;
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.positional(value)
    }

    fn end(self) -> Result<bool, Fault> {
        self.finish_positional()
    }
}

impl ser::SerializeTupleStruct for RowSerializer<'_> {
    type Ok = bool;
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.positional(value)
    }

    fn end(self) -> Result<bool, Fault> {
        self.finish_positional()
    }
}

/// A row with flattened fields: serde writes it as a map.
struct MapSerializer<'a> {
    row: RowSerializer<'a>,
    found: Option<usize>,
}

impl ser::SerializeMap for MapSerializer<'_> {
    type Ok = bool;
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        let column = Field::new("", crate::FieldKind::Text);
        let mut name = Cells::with_capacity(1, 1);
        let at = name.push_nulls();
        encode_cell(&mut name, at, &column, key)?;
        self.found = match name.row(0).get(0) {
            Cell::Text(name) => Some(self.row.find(name)?),
            _ => None,
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        match self.found.take() {
            Some(index) => self.row.field(index, value),
            None => no_struct("a value without a name"),
        }
    }

    fn end(self) -> Result<bool, Fault> {
        Ok(false)
    }
}
