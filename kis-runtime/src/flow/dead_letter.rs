//! A row that failed for good, as the dead letters hold it.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Row;
use crate::row::{Field, FieldEntry, FieldKind, Fields};

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

#[diagnostic::do_not_recommend]
impl Row for DeadLetter {
    const NAME: &'static str = "DeadLetter";
    const FIELDS: Fields = {
        const COUNT: FieldKind = FieldKind::Integer { min: 0, max: u64::MAX as u128 };
        const fn field(name: &'static str, kind: FieldKind, optional: bool) -> FieldEntry {
            let mut field = Field::new(name, kind);
            field.optional = optional;
            FieldEntry::Field(field)
        }
        Fields::Named(&[
            field("flow", FieldKind::Text, false),
            field("function", FieldKind::Text, true),
            field("place", COUNT, true),
            field("run_id", COUNT, false),
            field("number", COUNT, false),
            field("error", FieldKind::Text, false),
            field("row", FieldKind::Text, false),
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

impl<'de> Deserialize<'de> for DeadLetter {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_struct("DeadLetter", NAMES, Fieldwise)
    }
}

const NAMES: &[&str] = &["flow", "function", "place", "run_id", "number", "error", "row"];

/// By hand: serde's derive would be a dependency of everybody.
struct Fieldwise;

impl<'de> Visitor<'de> for Fieldwise {
    type Value = DeadLetter;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a dead letter")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<DeadLetter, M::Error> {
        let (mut flow, mut function, mut place, mut run_id) = (None, None, None, None);
        let (mut number, mut error, mut row) = (None, None, None);
        while let Some(name) = map.next_key::<String>()? {
            match &*name {
                "flow" => flow = Some(map.next_value()?),
                "function" => function = map.next_value()?,
                "place" => place = map.next_value()?,
                "run_id" => run_id = Some(map.next_value()?),
                "number" => number = Some(map.next_value()?),
                "error" => error = Some(map.next_value()?),
                "row" => row = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(DeadLetter {
            flow: flow.ok_or_else(|| M::Error::missing_field("flow"))?,
            function,
            place,
            run_id: run_id.ok_or_else(|| M::Error::missing_field("run_id"))?,
            number: number.ok_or_else(|| M::Error::missing_field("number"))?,
            error: error.ok_or_else(|| M::Error::missing_field("error"))?,
            row: row.ok_or_else(|| M::Error::missing_field("row"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_is_read_as_it_was_written() {
        let letter = DeadLetter {
            flow: "Orders".into(),
            function: None,
            place: Some(2),
            run_id: 7,
            number: 3,
            error: "no such shop".into(),
            row: "{}".into(),
        };
        let text = serde_json::to_string(&letter).unwrap();
        assert_eq!(serde_json::from_str::<DeadLetter>(&text).unwrap(), letter);
        let error = serde_json::from_str::<DeadLetter>(r#"{"flow": "Orders", "more": 1}"#).unwrap_err();
        assert_eq!(error.to_string(), "missing field `run_id` at line 1 column 29");
    }
}
