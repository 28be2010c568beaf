//! One cell as the value it was.

use serde::de::value::{BorrowedBytesDeserializer, BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use super::Fault;
use crate::FieldKind;
use crate::connector::cells::Cell;
use crate::connector::encode::reads_as_json;

pub(super) struct CellDeserializer<'de>(Cell<'de>);

impl<'de> CellDeserializer<'de> {
    /// Engines that have no type for JSON give it back as text; in a column of any kind it is JSON again.
    pub(super) fn new(cell: Cell<'de>, kind: FieldKind) -> Self {
        CellDeserializer(match cell {
            Cell::Text(text) if kind == FieldKind::Any && reads_as_json(text) => Cell::Json(text),
            other => other,
        })
    }
}

/// Reads the whole of a JSON text by one of serde's methods.
macro_rules! from_json {
    ($json:expr, |$reader:ident| $read:expr) => {{
        let mut reader = serde_json::Deserializer::from_str($json);
        let $reader = &mut reader;
        $read.and_then(|value| reader.end().map(|()| value)).map_err(Fault::custom)
    }};
}

macro_rules! json_or_any {
    ($($method:ident($($name:ident: $argument:ty),*)),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $argument,)* visitor: V) -> Result<V::Value, Fault> {
            match self.0 {
                Cell::Json(json) => from_json!(json, |reader| reader.$method($($name,)* visitor)),
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for CellDeserializer<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::Null => visitor.visit_none(),
            Cell::Bool(value) => visitor.visit_bool(value),
            Cell::I64(number) => visitor.visit_i64(number),
            Cell::U64(number) => visitor.visit_u64(number),
            Cell::I128(number) => visitor.visit_i128(number),
            Cell::F64(number) => visitor.visit_f64(number),
            Cell::Text(text) => visitor.visit_borrowed_str(text),
            // A sequence, because `Vec<u8>` takes nothing else; `deserialize_bytes` gives the bytes themselves.
            Cell::Bytes(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied())),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_any(visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::Null => visitor.visit_unit(),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_unit(visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::F64(number) if number.is_finite() && number.abs() > f64::from(f32::MAX) => {
                Err(Fault::custom(format!("`{number}` is beyond the largest `f32`")))
            }
            // serde's own conversion would round it.
            Cell::I64(number) => match i32::try_from(number).ok().map(|n| (n as f32, n)) {
                Some((float, whole)) if f64::from(float) == f64::from(whole) => visitor.visit_f32(float),
                _ => Err(Fault::custom(format!("`{number}` has no exact `f32`"))),
            },
            Cell::U64(_) | Cell::I128(_) => Err(Fault::custom("the whole number has no exact `f32`")),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_f32(visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::I64(number) if number.unsigned_abs() > 1 << f64::MANTISSA_DIGITS => {
                Err(Fault::custom(format!("`{number}` has no exact `f64`")))
            }
            Cell::U64(_) | Cell::I128(_) => Err(Fault::custom("the whole number has no exact `f64`")),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_f64(visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::Bytes(bytes) => BorrowedBytesDeserializer::new(bytes).deserialize_bytes(visitor),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_bytes(visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Cell::Text(text) => BorrowedStrDeserializer::new(text).deserialize_enum(name, variants, visitor),
            Cell::Json(json) => from_json!(json, |reader| reader.deserialize_enum(name, variants, visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    json_or_any! {
        deserialize_seq(),
        deserialize_map(),
        deserialize_tuple(length: usize),
        deserialize_tuple_struct(name: &'static str, length: usize),
        deserialize_struct(name: &'static str, fields: &'static [&'static str]),
        deserialize_unit_struct(name: &'static str),
        deserialize_str(),
        deserialize_string(),
        deserialize_char(),
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 identifier ignored_any
    }
}
