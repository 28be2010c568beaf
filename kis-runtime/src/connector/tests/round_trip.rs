//! Rows to cells and back: as they were, or a clear error.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::rows::{Everything, Inner, Outer, Point, Shade, field, key};
use crate::connector::decode::decode_rows;
use crate::connector::encode::{encode_keyed, encode_rows};
use crate::connector::table::{Place, Table};
use crate::connector::{Cell, Cells};
use crate::{FieldKind, Fields, Keyed, Row};

const PLACE: Place<'_> = Place { connector: "Rows", conn_type: "memory", name: "rows", address: "" };

fn there_and_back<T: Row + Serialize + DeserializeOwned>(rows: &[T]) -> Vec<T> {
    let table = Table::of_topic::<T>(PLACE).unwrap();
    decode_rows(&table, &encode_rows(&table, rows).unwrap()).unwrap()
}

/// What an engine without a type for JSON gives back.
fn json_as_text(cells: &Cells) -> Cells {
    let mut plain = Cells::new(cells.width());
    for row in cells.rows() {
        plain.push_row(row.iter().map(|cell| match cell {
            Cell::Json(text) => Cell::Text(text),
            cell => cell,
        }));
    }
    plain
}

fn refusal<T: Row + Serialize>(row: T) -> String {
    let table = Table::of_topic::<T>(PLACE).unwrap();
    encode_rows(&table, &[row]).unwrap_err().to_string()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "(true|false|null|\\{|\\[|\"|1|-0|NaN)[a-z\"\\\\]{0,3}",
        Just("\0'\u{202e}🔑".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn shade() -> impl Strategy<Value = Shade> {
    prop_oneof![
        Just(Shade::Dark),
        Just(Shade::True),
        (any::<u8>(), text()).prop_map(|(n, text)| Shade::Mixed(n, text)),
        text().prop_map(|name| Shade::Named { name }),
    ]
}

prop_compose! {
    fn point()(x in any::<f64>(), y in any::<f32>()) -> Option<Point> {
        (x.is_finite() && y.is_finite()).then_some(Point { x, y })
    }
}

prop_compose! {
    pub(crate) fn everything()(
        (id, maybe, any_text) in (text(), proptest::option::of(text()), text()),
        (flag, small, big, huge) in any::<(bool, i8, u64, i128)>(),
        (single, double, letter, pair) in any::<(f32, f64, char, (i64, bool))>(),
        (bytes, maybe_bytes, array) in any::<(Vec<u8>, Option<Vec<u8>>, [u8; 3])>(),
        (shade, point, value) in (shade(), point(), value()),
        tags in proptest::collection::vec(text(), 0..3),
        map in proptest::collection::btree_map(text(), any::<i64>(), 0..3),
    ) -> Everything {
        Everything {
            id, flag, small, big, huge, single, double, letter, bytes, maybe, maybe_bytes, any_text, shade, point,
            tags, map, value, pair, array, skipped: 0,
        }
    }
}

/// Rows with not-a-number in them differ from themselves, so what they print is compared.
pub(crate) fn shown<T: std::fmt::Debug>(rows: &[T]) -> String {
    format!("{rows:?}")
}

proptest! {
    #[test]
    fn every_row_comes_back_as_it_was(rows in proptest::collection::vec(everything(), 0..4)) {
        prop_assert_eq!(shown(&there_and_back(&rows)), shown(&rows));
        let table = Table::of_store::<Everything>(PLACE).unwrap();
        let cells = encode_keyed(&table, &rows, 0, Everything::key).unwrap();
        let read: Vec<Everything> = decode_rows(&table, &json_as_text(&cells)).unwrap();
        prop_assert_eq!(shown(&read), shown(&rows));
    }

    #[test]
    fn flattened_rows_come_back(id: i64, code: u64, raw: Vec<u8>, note: Option<String>, tags: Vec<String>) {
        let rows = [Outer { id, inner: Inner { code, raw, note }, tags }];
        prop_assert_eq!(&there_and_back(&rows)[..], &rows[..]);
    }

    #[test]
    fn opaque_rows_come_back(text in text(), number: f64, value in value(), wide: i128) {
        prop_assert_eq!(there_and_back(std::slice::from_ref(&text)), [text]);
        prop_assert_eq!(shown(&there_and_back(&[number])), shown(&[number]));
        prop_assert_eq!(there_and_back(&[wide]), [wide]);
        prop_assert_eq!(there_and_back(std::slice::from_ref(&value)), [value]);
    }
}

#[test]
fn a_row_without_fields_is_a_row_all_the_same() {
    assert_eq!(there_and_back(&[(), ()]), [(), ()]);
    assert_eq!(there_and_back(&[json!({})]), [json!({})]);
}

#[derive(Serialize)]
struct Wrong<T> {
    field: T,
}

macro_rules! wrong {
    ($($value:ty: $kind:expr),*) => {$(
        impl Row for Wrong<$value> {
            const NAME: &'static str = "Wrong";
            const FIELDS: Fields = Fields::Named(&[field("field", $kind)]);
        }
    )*};
}
wrong!(
    u128: FieldKind::Any, Vec<f64>: FieldKind::Any, i32: FieldKind::Text, Vec<String>: FieldKind::Bytes,
    Vec<u16>: FieldKind::Bytes, (): FieldKind::Bool, Option<i8>: super::rows::I64
);

#[test]
fn what_cannot_be_kept_as_it_is_is_refused() {
    let cases = [
        (
            refusal(Wrong { field: u128::MAX }),
            "`340282366920938463463374607431768211455` is beyond the largest `i128`",
        ),
        (
            refusal(Wrong { field: vec![1.0, f64::NAN] }),
            "JSON has no number for `NaN`, which stands inside the value",
        ),
        (refusal(Wrong { field: 1_i32 }), "the row type declares text, but serde writes a whole number"),
        (
            refusal(Wrong { field: vec!["a".to_owned()] }),
            "the row type declares bytes, but serde writes a sequence of something else",
        ),
        (
            refusal(Wrong { field: vec![256_u16] }),
            "the row type declares bytes, but serde writes a sequence of something else",
        ),
        (refusal(Wrong { field: () }), "the row type declares a boolean, but serde writes nothing"),
        (
            refusal(Wrong { field: None::<i8> }),
            "the row type declares a whole number, but serde writes nothing",
        ),
    ];
    for (refusal, reason) in cases {
        let place = "row 1 of `Wrong` cannot be written to connector `Rows` (column `field`): ";
        assert_eq!(refusal, format!("{place}{reason}"));
    }
}

#[derive(Serialize)]
struct Unlisted {
    id: f64,
    more: bool,
}

impl Row for Unlisted {
    const NAME: &'static str = "Unlisted";
    const FIELDS: Fields = Fields::Named(&[key("id", FieldKind::Float)]);
}

impl Keyed for Unlisted {
    type Key = f64;
    fn key(&self) -> f64 {
        self.id
    }
}

#[test]
fn a_field_that_the_row_type_does_not_list_is_refused() {
    assert_eq!(
        refusal(Unlisted { id: 1.0, more: true }),
        "row 1 of `Unlisted` cannot be written to connector `Rows` (column `more`): serde writes a field that the row \
         type does not declare"
    );
}

#[test]
fn cells_of_another_type_are_no_row() {
    let table = Table::of_topic::<Inner>(PLACE).unwrap();
    let mut cells = Cells::new(3);
    cells.push_row([Cell::I64(-1), Cell::Bytes(b""), Cell::Null]);
    let error = decode_rows::<Inner>(&table, &cells).unwrap_err().to_string();
    assert_eq!(
        error,
        "row 1 read from connector `Rows` is no `Inner` (column `code`): invalid value: integer `-1`, expected u64 \
         (at key `-1`)"
    );
}

#[test]
fn floats_are_never_rounded_on_the_way_back() {
    let table = Table::of_topic::<Wrong64>(PLACE).unwrap();
    let read = |cell| {
        let mut cells = Cells::new(1);
        cells.push_row([cell]);
        decode_rows::<Wrong64>(&table, &cells).map(|rows| rows[0].field)
    };
    assert_eq!(read(Cell::I64(1 << 53)).unwrap(), 9_007_199_254_740_992.0);
    assert!(read(Cell::I64((1 << 53) + 1)).is_err());
    assert!(read(Cell::U64(u64::MAX)).is_err());
}

#[derive(serde::Deserialize)]
struct Wrong64 {
    field: f64,
}

impl Row for Wrong64 {
    const FIELDS: Fields = Fields::Named(&[field("field", FieldKind::Float)]);
}

#[derive(Serialize)]
struct Faulty {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
    nothing: Option<String>,
}

impl Row for Faulty {
    const FIELDS: Fields = Fields::Named(&[
        key("id", super::rows::I64),
        field("left_out", FieldKind::Text),
        field("nothing", FieldKind::Text),
    ]);
}

impl Keyed for Faulty {
    type Key = i64;
    fn key(&self) -> i64 {
        self.id
    }
}

#[test]
fn the_first_row_at_fault_is_named_whatever_the_fault() {
    let text = || Some("there".to_owned());
    let left_out = || Faulty { id: 1, left_out: None, nothing: text() };
    let nothing = || Faulty { id: 2, left_out: text(), nothing: None };
    let table = Table::of_store::<Faulty>(PLACE).unwrap();
    let refused = |rows: &[Faulty]| encode_keyed(&table, rows, 0, Faulty::key).unwrap_err().to_string();
    let first = refused(&[left_out(), nothing()]);
    assert!(first.contains("row 1") && first.contains("column `left_out`"), "{first}");
    let first = refused(&[nothing(), left_out()]);
    assert!(first.contains("row 1") && first.contains("column `nothing`"), "{first}");
}
