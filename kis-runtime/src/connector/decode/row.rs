//! A row of cells as the map that a struct is read from.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::cell::CellDeserializer;
use super::{Fault, Nulls};
use crate::Field;
use crate::connector::cells::{Cell, CellRow};

pub(super) struct RowDeserializer<'de> {
    pub(super) columns: &'de [Field],
    pub(super) row: CellRow<'de>,
    pub(super) nulls: Nulls,
}

impl<'de> Deserializer<'de> for RowDeserializer<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Cursor { columns: self.columns, row: self.row, nulls: self.nulls, next: 0 })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Cursor<'de> {
    columns: &'de [Field],
    row: CellRow<'de>,
    nulls: Nulls,
    next: usize,
}

impl<'de> MapAccess<'de> for Cursor<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        while let Some(column) = self.columns.get(self.next) {
            // What serde left out when it wrote the row is left out again, so that its default applies.
            let none = column.optional && self.nulls == Nulls::None;
            if none || self.row.get(self.next) != Cell::Null {
                return seed.deserialize(BorrowedStrDeserializer::new(column.name)).map(Some);
            }
            self.next += 1;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let column = &self.columns[self.next];
        let cell = self.row.get(self.next);
        self.next += 1;
        seed.deserialize(CellDeserializer::new(cell, column.kind))
            .map_err(|fault| Fault { column: Some(column.name.to_owned()), ..fault })
    }

    fn size_hint(&self) -> Option<usize> {
        None
    }
}
