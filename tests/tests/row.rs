//! `#[derive(Row)]`: what it writes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::num::NonZero;
use std::sync::Arc;

use kis_runtime::prelude::*;
use kis_runtime::{Field, FieldKind, Fields};
use serde::{Deserialize, Serialize};

const U8: FieldKind = FieldKind::Integer { min: 0, max: 255 };

fn names<R: Row>() -> Vec<&'static str> {
    R::FIELDS.names().collect()
}

fn field<R: Row>(name: &str) -> Field {
    R::FIELDS.iter().find(|field| field.name == name).expect("a field of that name")
}

#[test]
fn kinds_are_those_of_the_types() {
    type Aliased = Option<Vec<u8>>;
    #[derive(Row)]
    #[allow(dead_code)]
    struct Kinds<T> {
        byte: u8,
        signed: i64,
        not_zero: NonZero<u8>,
        float: f32,
        yes: bool,
        text: String,
        fixed: &'static str,
        cow: Cow<'static, str>,
        letter: char,
        bytes: Vec<u8>,
        aliased: Aliased,
        boxed: Box<u8>,
        shared: Option<Arc<str>>,
        list: Vec<u32>,
        maybe_list: Option<Vec<u32>>,
        boxed_option: Box<Option<u8>>,
        generic: T,
        generic_option: Option<T>,
    }
    let integer = FieldKind::Integer { min: i128::from(i64::MIN), max: i64::MAX as u128 };
    for (name, kind, optional) in [
        ("byte", U8, false),
        ("signed", integer, false),
        ("not_zero", FieldKind::Integer { min: 1, max: 255 }, false),
        ("float", FieldKind::Float, false),
        ("yes", FieldKind::Bool, false),
        ("text", FieldKind::Text, false),
        ("fixed", FieldKind::Text, false),
        ("cow", FieldKind::Text, false),
        ("letter", FieldKind::Text, false),
        ("bytes", FieldKind::Bytes, false),
        ("aliased", FieldKind::Bytes, true),
        ("boxed", U8, false),
        ("shared", FieldKind::Text, true),
        ("list", FieldKind::Any, false),
        ("maybe_list", FieldKind::Any, true),
        ("boxed_option", U8, true),
        ("generic", FieldKind::Any, false),
        ("generic_option", FieldKind::Any, true),
    ] {
        let found = field::<Kinds<u8>>(name);
        assert_eq!((found.kind, found.optional, found.key), (kind, optional, false), "{name}");
    }
    assert_eq!(Kinds::<String>::NAME, "Kinds");
}

/// serde's word against ours: the names that it writes.
fn written(row: &impl Serialize) -> Vec<String> {
    let value = serde_json::to_value(row).expect("a row that serde can write");
    value.as_object().expect("a struct").keys().cloned().collect()
}

#[test]
fn names_are_those_that_serde_writes() {
    #[derive(Row, Serialize, Deserialize, Default)]
    struct Inner {
        a: u8,
        b: Option<String>,
    }
    #[derive(Row, Serialize, Deserialize, Default)]
    #[serde(rename_all = "camelCase", tag = "kind")]
    #[allow(dead_code)]
    struct Outer {
        stu_id: u8,
        r#type: String,
        #[serde(rename = "Score-1", default)]
        score_1: f64,
        #[serde(skip)]
        cached: u8,
        #[serde(skip_serializing, skip_deserializing)]
        cached_too: u8,
        #[serde(flatten)]
        inner: Inner,
        id_学生: u8,
    }
    let mut ours = names::<Outer>();
    assert_eq!(ours, ["kind", "stuId", "type", "Score-1", "a", "b", "id学生"]);
    let mut serdes = written(&Outer::default());
    ours.sort_unstable();
    serdes.sort_unstable();
    assert_eq!(ours, serdes);
}

#[test]
fn what_is_written_as_another_type_has_its_fields() {
    #[derive(Row)]
    struct Inner {
        _a: u8,
    }
    #[derive(Row)]
    #[serde(transparent)]
    struct Wrapper {
        _inner: Inner,
        #[serde(skip)]
        _mark: PhantomData<u8>,
    }
    #[derive(Row)]
    #[serde(from = "Inner", into = "Inner")]
    struct Both {
        _other: u8,
    }
    #[derive(Row)]
    #[serde(into = "Inner")]
    struct OneWay {
        _other: u8,
    }
    assert_eq!(names::<Wrapper>(), ["_a"]);
    assert_eq!(names::<Both>(), ["_a"]);
    assert!(matches!(OneWay::FIELDS, Fields::Opaque));
}

#[test]
fn a_flattened_map_leaves_the_fields_open() {
    #[derive(Row)]
    struct Open {
        _a: u8,
        #[serde(flatten)]
        _rest: HashMap<String, String>,
    }
    assert_eq!(names::<Open>(), ["_a"]);
    assert!(!Open::FIELDS.is_complete());
    #[derive(Row)]
    struct Closed {
        _a: u8,
    }
    assert!(Closed::FIELDS.is_complete());
}

#[test]
fn what_serde_writes_by_a_function_may_be_anything() {
    #[derive(Row)]
    struct Written {
        #[serde(with = "hex")]
        _hash: Vec<u8>,
        #[serde(skip_serializing_if = "str::is_empty")]
        _note: String,
    }
    assert_eq!(field::<Written>("_hash").kind, FieldKind::Any);
    assert!(field::<Written>("_note").optional);
}

#[test]
fn one_marked_field_is_the_key_and_several_are_a_tuple() {
    #[derive(Row)]
    struct One {
        #[row(key)]
        id: String,
    }
    #[derive(Row)]
    struct Two<T> {
        #[row(key)]
        year: u16,
        _score: f64,
        #[row(key)]
        r#type: T,
    }
    assert_eq!(One { id: "a".into() }.key(), "a");
    let two = Two { year: 2026, _score: 1.0, r#type: "b".to_owned() };
    assert_eq!(two.key(), (2026, "b".to_owned()));
    assert!(field::<Two<String>>("type").key);
    assert!(!field::<Two<String>>("_score").key);
}
