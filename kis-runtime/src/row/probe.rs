//! How `#[derive(Row)]` learns what a field's type is, whatever the source calls it: an inherent constant, which
//! exists for the known types only, wins over the constant of a trait that every type has.
#![allow(missing_docs, reason = "only generated code sees it")]

use std::borrow::Cow;
use std::marker::PhantomData;
use std::num::NonZero;
use std::sync::Arc;

use super::{Field, FieldEntry, FieldKind, Fields, Keyed, Row};

/// A type that is one column of a store.
pub trait Column {
    const KIND: FieldKind;
    const OPTIONAL: bool = false;
}

macro_rules! columns {
    ($($kind:expr => $($column:ty),+;)*) => { $($(impl Column for $column { const KIND: FieldKind = $kind; })+)* };
}
columns! {
    FieldKind::Bool => bool;
    FieldKind::Float => f32, f64;
    FieldKind::Text => char, String, &'static str, Box<str>, Arc<str>, Cow<'static, str>;
    FieldKind::Bytes => Vec<u8>, Box<[u8]>, Arc<[u8]>, Cow<'static, [u8]>;
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl Column for $integer {
            const KIND: FieldKind = FieldKind::Integer { min: <$integer>::MIN as i128, max: <$integer>::MAX as u128 };
        }
        impl Column for NonZero<$integer> {
            const KIND: FieldKind = FieldKind::Integer {
                min: NonZero::<$integer>::MIN.get() as i128,
                max: NonZero::<$integer>::MAX.get() as u128,
            };
        }
    )* };
}
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

macro_rules! same_as_inner {
    ($($outer:ident)*) => { $(
        impl<T: Column> Column for $outer<T> {
            const KIND: FieldKind = T::KIND;
            const OPTIONAL: bool = T::OPTIONAL;
        }
    )* };
}
same_as_inner!(Box Arc);

impl<T: Column> Column for Option<T> {
    const KIND: FieldKind = T::KIND;
    const OPTIONAL: bool = true;
}

/// Asks for a field's `KIND`, and whether it is `OPTIONAL` by that kind.
pub struct KindProbe<T>(PhantomData<T>);

impl<T: Column> KindProbe<T> {
    pub const KIND: FieldKind = T::KIND;
    pub const OPTIONAL: bool = T::OPTIONAL;
}

/// Asks whether a field is an `Option` of whatever it may be.
pub struct OptionProbe<T>(PhantomData<T>);

impl<T> OptionProbe<Option<T>> {
    pub const OPTIONAL: bool = true;
}

/// Asks for the `FIELDS` of a type that may be a row.
pub struct RowProbe<T>(PhantomData<T>);

impl<T: Row> RowProbe<T> {
    pub const FIELDS: Fields = T::FIELDS;
}

/// What the probes answer for all other types.
pub trait Fallback {
    const KIND: FieldKind = FieldKind::Any;
    const OPTIONAL: bool = false;
    const FIELDS: Fields = Fields::Opaque;
}
impl<T> Fallback for KindProbe<T> {}
impl<T> Fallback for OptionProbe<T> {}
impl<T> Fallback for RowProbe<T> {}

/// An entry for a field with what the probes found.
pub const fn field(name: &'static str, kind: FieldKind, optional: bool, key: bool) -> FieldEntry {
    FieldEntry::Field(Field { name, kind, optional, key })
}

/// Panics, in a constant, for a field of a kind that is text, when its type is one that serde writes as something else.
#[track_caller]
pub const fn is_text(kind: FieldKind) {
    match kind {
        FieldKind::Text | FieldKind::Any | FieldKind::Logical(_) => {}
        FieldKind::Bool | FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Bytes => {
            panic!("`#[row(kind = \"…\")]` is for a type that serde writes as text, which this one is not")
        }
    }
}

/// Panics, in a constant, for a part of the key that can be absent.
#[track_caller]
pub const fn key_is_present(optional: bool) {
    if optional {
        panic!("the key of a row cannot be absent: `#[row(key)]` is not for an `Option`");
    }
}

/// A row's key from its only part.
pub fn clone_key<R: Keyed>(key: &R::Key) -> R::Key {
    key.clone()
}
