//! What a row is: a record with a name, fields and perhaps a key.

mod fields;
pub(crate) mod probe;

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

pub use fields::FieldIter;

/// One record that travels through a flow.
///
/// Derive it for structs with named fields. Any other type becomes an *opaque* row, whose fields nobody
/// checks, by `impl Row for T {}`; `String`, numbers, tuples, `Vec<u8>`, `serde_json::Value` and maps are such
/// rows already.
///
/// ```
/// use kis_runtime::prelude::*;
///
/// #[derive(Row)]
/// struct StuScore {
///     #[row(key)]
///     stu_id: i64,
///     score: u32,
/// }
///
/// assert_eq!(StuScore::FIELDS.names().collect::<Vec<_>>(), ["stu_id", "score"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row",
    label = "not a row",
    note = "add `#[derive(Row)]` to a struct with named fields, or write `impl Row for {Self} {{}}`",
    note = "rows are `Send + 'static`"
)]
pub trait Row: Send + 'static {
    /// The type's name as the source has it; empty for opaque rows.
    const NAME: &'static str = "";
    /// Where the type is defined, which tells it from others of its name; empty for opaque rows of the user's.
    #[doc(hidden)]
    const PATH: &'static str = "";
    /// The fields, under the names that serde gives them.
    const FIELDS: Fields = Fields::Opaque;
}

/// A row that a [`Store`](crate::Store) can hold: one with a key.
///
/// `#[derive(Row)]` writes it when a field is marked `#[row(key)]`; several such fields are one key, in order,
/// and [`Key`](Keyed::Key) is then a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no key, so a store cannot hold it",
    label = "a row without a key",
    note = "mark the field that names the row with `#[row(key)]`; several marked fields are one key"
)]
pub trait Keyed: Row {
    /// What the key is: the marked field's type, or a tuple of them.
    type Key: Clone + Send + Sync + 'static;
    /// The row's own key.
    fn key(&self) -> Self::Key;
}

/// The fields of a row.
#[derive(Clone, Copy, Debug)]
pub enum Fields {
    /// Not known, and not checked.
    Opaque,
    /// These, in the order of the type.
    Named(&'static [FieldEntry]),
}

/// A place in a row's list of fields.
#[derive(Clone, Copy, Debug)]
pub enum FieldEntry {
    /// A field of the row itself.
    Field(Field),
    /// The fields of another row, which serde writes in this one's place (`#[serde(flatten)]`).
    Flattened(Fields),
}

/// A field: its name in text and stores, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name that serde reads and writes.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it can be absent: an `Option<_>`, or written only sometimes (serde's `skip_serializing_if`).
    pub optional: bool,
    /// Whether it is (part of) the key.
    pub key: bool,
}

impl Field {
    /// A field that must be there and is no part of the key.
    pub const fn new(name: &'static str, kind: FieldKind) -> Self {
        Field { name, kind, optional: false, key: false }
    }

    /// The same field, which can be absent.
    #[must_use]
    pub const fn optional(self) -> Self {
        Field { optional: true, ..self }
    }

    /// The same field as (part of) the key.
    #[must_use]
    pub const fn key(self) -> Self {
        Field { key: true, ..self }
    }
}

/// What a field holds, as a store's column sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// `true` or `false`.
    Bool,
    /// A whole number between the two bounds.
    Integer {
        /// The type's smallest value.
        min: i128,
        /// The type's largest value.
        max: u128,
    },
    /// `f32` or `f64`.
    Float,
    /// `String`, `char` and the like.
    Text,
    /// `Vec<u8>` and the like.
    Bytes,
    /// Text of a standard form: a date, a time, a decimal number (`#[row(kind = "…")]`).
    Logical(LogicalType),
    /// Anything else that serde can write: a scalar stands as itself, the rest as JSON text.
    Any,
}

/// What a field holds that serde writes as text of a standard form.
///
/// Stores with a type for it keep it in that. Everywhere the value counts and not how it is written: `12.50` comes
/// back as `12.5`, `01:00:00+01:00` as `00:00:00Z`, and either finds the row whose key it is. Text of another form is
/// an error that names row and column.
///
/// ```
/// use kis_runtime::{FieldKind, LogicalType, Row};
///
/// /// With chrono, `at` could be a `DateTime<Utc>`, with jiff a `Timestamp`, with time an `OffsetDateTime` that is
/// /// written by `time::serde::rfc3339`; with rust_decimal `amount` could be a `Decimal`.
/// #[derive(Row)]
/// struct Payment {
///     #[row(key)]
///     id: u64,
///     #[row(kind = "timestamp")]
///     at: String,
///     #[row(kind = "decimal")]
///     amount: String,
/// }
///
/// let kinds: Vec<_> = Payment::FIELDS.iter().map(|field| field.kind).collect();
/// assert_eq!(kinds[1..], [FieldKind::Logical(LogicalType::Timestamp), FieldKind::Logical(LogicalType::Decimal)]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogicalType {
    /// `"date"`: a day, `2026-01-31`, of the years 0000 to 9999.
    Date,
    /// `"time"`: a time of day, `23:59:59.5`, to the nanosecond.
    Time,
    /// `"datetime"`: both, `2026-01-31T23:59:59.5`, of wherever the row knows it to be.
    DateTime,
    /// `"timestamp"`: an instant by RFC 3339, `2026-01-31T23:59:59.5Z` or with an offset; it comes back in UTC.
    Timestamp,
    /// `"decimal"`: a decimal number, `-12.5`, of a thousand digits at most.
    Decimal,
}

impl LogicalType {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 5] =
        [Self::Date, Self::Time, Self::DateTime, Self::Timestamp, Self::Decimal];
}

macro_rules! opaque_rows {
    ($($row:ty),* $(,)?) => { $(
        #[diagnostic::do_not_recommend]
        impl Row for $row {
            const PATH: &'static str = stringify!($row);
        }
    )* };
}
opaque_rows!(
    (), bool, char, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, String, &'static str,
    serde_json::Value, serde_json::Map<String, serde_json::Value>,
);
#[diagnostic::do_not_recommend]
impl<T: Send + 'static> Row for Vec<T> {
    const PATH: &'static str = "Vec<_>";
}
#[diagnostic::do_not_recommend]
impl<K: Send + 'static, V: Send + 'static> Row for BTreeMap<K, V> {
    const PATH: &'static str = "BTreeMap<_, _>";
}
#[diagnostic::do_not_recommend]
impl<K: Hash + Eq + Send + 'static, V: Send + 'static, S: Send + 'static> Row for HashMap<K, V, S> {
    const PATH: &'static str = "HashMap<_, _>";
}

macro_rules! tuple_rows {
    ($($name:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Send + 'static),*> Row for ($($name,)*) {
            const PATH: &'static str = "(_, …)";
        }
    };
}
tuple_rows!(A);
tuple_rows!(A B);
tuple_rows!(A B C);
tuple_rows!(A B C D);
tuple_rows!(A B C D E);
tuple_rows!(A B C D E F);
tuple_rows!(A B C D E F G);
tuple_rows!(A B C D E F G H);
tuple_rows!(A B C D E F G H I);
tuple_rows!(A B C D E F G H I J);
tuple_rows!(A B C D E F G H I J K);
tuple_rows!(A B C D E F G H I J K L);
