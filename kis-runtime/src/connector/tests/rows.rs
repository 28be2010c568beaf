//! Row types of the tests, with what the derives would write.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Field, FieldEntry, FieldKind, Fields, Keyed, LogicalType, Row};

pub(crate) const fn integer(min: i128, max: u128) -> FieldKind {
    FieldKind::Integer { min, max }
}

pub(crate) const I64: FieldKind = integer(i64::MIN as i128, i64::MAX as u128);

pub(crate) const fn field(name: &'static str, kind: FieldKind) -> FieldEntry {
    FieldEntry::Field(Field::new(name, kind))
}

pub(crate) const fn key(name: &'static str, kind: FieldKind) -> FieldEntry {
    FieldEntry::Field(Field { key: true, ..Field::new(name, kind) })
}

pub(crate) const fn optional(name: &'static str, kind: FieldKind) -> FieldEntry {
    FieldEntry::Field(Field { optional: true, ..Field::new(name, kind) })
}

/// A key of one number, and text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Student {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) score: Option<f64>,
}

impl Row for Student {
    const NAME: &'static str = "Student";
    const FIELDS: Fields =
        Fields::Named(&[key("id", I64), field("name", FieldKind::Text), optional("score", FieldKind::Float)]);
}

impl Keyed for Student {
    type Key = i64;
    fn key(&self) -> i64 {
        self.id
    }
}

pub(crate) fn student(id: i64, name: &str) -> Student {
    Student { id, name: name.to_owned(), score: None }
}

/// A key of two parts that do not stand first, and names that need quoting.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Odd {
    #[serde(rename = "va\"lue; DROP TABLE x")]
    pub(crate) value: i64,
    #[serde(rename = "select")]
    pub(crate) second: i64,
    #[serde(rename = "ключ\n☃")]
    pub(crate) first: String,
}

impl Row for Odd {
    const NAME: &'static str = "Odd";
    const FIELDS: Fields = Fields::Named(&[
        field("va\"lue; DROP TABLE x", I64),
        key("select", I64),
        key("ключ\n☃", FieldKind::Text),
    ]);
}

impl Keyed for Odd {
    type Key = (i64, String);
    fn key(&self) -> (i64, String) {
        (self.second, self.first.clone())
    }
}

/// Every logical type, as the crates for them have it, the first one as the key.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Payment {
    pub(crate) at: jiff::Timestamp,
    pub(crate) booked: jiff::civil::Date,
    pub(crate) opens: jiff::civil::Time,
    pub(crate) local: jiff::civil::DateTime,
    pub(crate) amount: rust_decimal::Decimal,
    pub(crate) paid: Option<jiff::Timestamp>,
}

const fn logical(logical: LogicalType) -> FieldKind {
    FieldKind::Logical(logical)
}

impl Row for Payment {
    const NAME: &'static str = "Payment";
    const FIELDS: Fields = Fields::Named(&[
        key("at", logical(LogicalType::Timestamp)),
        field("booked", logical(LogicalType::Date)),
        field("opens", logical(LogicalType::Time)),
        field("local", logical(LogicalType::DateTime)),
        field("amount", logical(LogicalType::Decimal)),
        optional("paid", logical(LogicalType::Timestamp)),
    ]);
}

impl Keyed for Payment {
    type Key = jiff::Timestamp;
    fn key(&self) -> jiff::Timestamp {
        self.at
    }
}

pub(crate) fn payment(at: &str) -> Payment {
    Payment {
        at: at.parse().unwrap(),
        booked: "2026-01-31".parse().unwrap(),
        opens: "08:00:00".parse().unwrap(),
        local: "2026-01-31T23:59:59.999999".parse().unwrap(),
        amount: "-12.5".parse().unwrap(),
        paid: None,
    }
}

/// A key of logical types, each as text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Rate {
    pub(crate) day: String,
    pub(crate) hour: String,
    pub(crate) at: String,
    pub(crate) local: String,
    pub(crate) amount: String,
}

impl Row for Rate {
    const NAME: &'static str = "Rate";
    const FIELDS: Fields = Fields::Named(&[
        key("day", logical(LogicalType::Date)),
        key("hour", logical(LogicalType::Time)),
        key("at", logical(LogicalType::Timestamp)),
        key("local", logical(LogicalType::DateTime)),
        key("amount", logical(LogicalType::Decimal)),
    ]);
}

impl Keyed for Rate {
    type Key = (String, String, String, String, String);
    fn key(&self) -> Self::Key {
        let Rate { day, hour, at, local, amount } = self.clone();
        (day, hour, at, local, amount)
    }
}

pub(crate) fn rate([day, hour, at, local, amount]: [&str; 5]) -> Rate {
    let [day, hour, at, local, amount] = [day, hour, at, local, amount].map(str::to_owned);
    Rate { day, hour, at, local, amount }
}

/// A key whose kind the row type does not tell.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    pub(crate) key: Value,
    pub(crate) note: String,
}

impl Row for Setting {
    const NAME: &'static str = "Setting";
    const FIELDS: Fields = Fields::Named(&[key("key", FieldKind::Any), field("note", FieldKind::Text)]);
}

impl Keyed for Setting {
    type Key = Value;
    fn key(&self) -> Value {
        self.key.clone()
    }
}

/// Nothing but a key.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) id: u64,
}

impl Row for Seen {
    const NAME: &'static str = "Seen";
    const FIELDS: Fields = Fields::Named(&[key("id", integer(0, u64::MAX as u128))]);
}

impl Keyed for Seen {
    type Key = u64;
    fn key(&self) -> u64 {
        self.id
    }
}

/// Opaque, and with a key nevertheless.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
pub(crate) enum Event {
    Joined { who: String },
    Left(String, u8),
}

impl Row for Event {}

impl Keyed for Event {
    type Key = (String, bool);
    fn key(&self) -> (String, bool) {
        match self {
            Event::Joined { who } => (who.clone(), true),
            Event::Left(who, _) => (who.clone(), false),
        }
    }
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) enum Shade {
    Dark,
    #[serde(rename = "true")]
    True,
    Mixed(u8, String),
    Named {
        name: String,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f32,
}

/// Every kind of field.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Everything {
    pub(crate) id: String,
    pub(crate) flag: bool,
    pub(crate) small: i8,
    pub(crate) big: u64,
    pub(crate) huge: i128,
    pub(crate) single: f32,
    pub(crate) double: f64,
    pub(crate) letter: char,
    pub(crate) bytes: Vec<u8>,
    pub(crate) maybe: Option<String>,
    pub(crate) maybe_bytes: Option<Vec<u8>>,
    pub(crate) any_text: String,
    pub(crate) shade: Shade,
    pub(crate) point: Option<Point>,
    pub(crate) tags: Vec<String>,
    pub(crate) map: BTreeMap<String, i64>,
    pub(crate) value: Value,
    pub(crate) pair: (i64, bool),
    pub(crate) array: [u8; 3],
    #[serde(skip)]
    pub(crate) skipped: u8,
}

impl Row for Everything {
    const NAME: &'static str = "Everything";
    const FIELDS: Fields = Fields::Named(&[
        key("id", FieldKind::Text),
        field("flag", FieldKind::Bool),
        field("small", integer(i8::MIN as i128, i8::MAX as u128)),
        field("big", integer(0, u64::MAX as u128)),
        field("huge", integer(i128::MIN, i128::MAX as u128)),
        field("single", FieldKind::Float),
        field("double", FieldKind::Float),
        field("letter", FieldKind::Text),
        field("bytes", FieldKind::Bytes),
        optional("maybe", FieldKind::Text),
        optional("maybe_bytes", FieldKind::Bytes),
        field("any_text", FieldKind::Any),
        field("shade", FieldKind::Any),
        optional("point", FieldKind::Any),
        field("tags", FieldKind::Any),
        field("map", FieldKind::Any),
        field("value", FieldKind::Any),
        field("pair", FieldKind::Any),
        field("array", FieldKind::Bytes),
    ]);
}

impl Keyed for Everything {
    type Key = String;
    fn key(&self) -> String {
        self.id.clone()
    }
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Inner {
    pub(crate) code: u64,
    pub(crate) raw: Vec<u8>,
    pub(crate) note: Option<String>,
}

impl Row for Inner {
    const NAME: &'static str = "Inner";
    const FIELDS: Fields = Fields::Named(&[
        key("code", integer(0, u64::MAX as u128)),
        field("raw", FieldKind::Bytes),
        optional("note", FieldKind::Text),
    ]);
}

/// With another row's fields among its own, and one that serde may leave out.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Outer {
    pub(crate) id: i64,
    #[serde(flatten)]
    pub(crate) inner: Inner,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) tags: Vec<String>,
}

impl Row for Outer {
    const NAME: &'static str = "Outer";
    const FIELDS: Fields =
        Fields::Named(&[key("id", I64), FieldEntry::Flattened(Inner::FIELDS), field("tags", FieldKind::Any)]);
}

impl Keyed for Outer {
    type Key = i64;
    fn key(&self) -> i64 {
        self.id
    }
}

/// Two ways to be absent: `None`, and left out when empty.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(crate) struct Sparse {
    pub(crate) id: i64,
    pub(crate) note: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) tags: Vec<String>,
}

impl Row for Sparse {
    const NAME: &'static str = "Sparse";
    const FIELDS: Fields =
        Fields::Named(&[key("id", I64), optional("note", FieldKind::Text), optional("tags", FieldKind::Any)]);
}

impl Keyed for Sparse {
    type Key = i64;
    fn key(&self) -> i64 {
        self.id
    }
}
