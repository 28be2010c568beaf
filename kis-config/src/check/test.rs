use super::context::Cx;
use super::fields::{Field, Fields, twice};
use super::scalar;
use crate::model::{Stores, Test, Value, ValueKind};
use crate::span::At;
use crate::yaml::{self, Kind, Node};

pub(super) const KEYS: [&str; 7] = ["kistype", "tname", "flow_name", "flow_id", "rows", "expected", "stores"];
pub(super) const STORES_KEYS: [&str; 2] = ["before", "after"];

pub(super) fn read(cx: &mut Cx<'_>, node: &Node) -> Option<Test> {
    let fields = Fields::read(cx, node, "test", &KEYS)?;
    let name = fields.require(cx, "tname", "my_test").and_then(|field| scalar::name(cx, field));
    let flow = fields.name(cx, ["flow_name", "flow_id"], "MyFlow");
    let rows = fields.require(cx, "rows", "[{id: 1}]").map(|field| rows(cx, field));
    let expected = fields.get("expected").map(|field| self::rows(cx, field));
    let stores = fields.get("stores").map(|field| field.node);
    let stores = stores.and_then(|node| Fields::read_or_empty(cx, node, "test's `stores`", &STORES_KEYS));
    let [before, after] = STORES_KEYS.map(|key| match stores.as_ref().and_then(|stores| stores.get(key)) {
        Some(field) => self::stores(cx, field),
        None => Stores::default(),
    });
    let name = name?;
    // A stand-in beside an error.
    let flow = flow.unwrap_or(At::new(String::new(), name.span));
    Some(Test { name, flow, rows: rows.unwrap_or_default(), expected, before, after })
}

fn rows(cx: &mut Cx<'_>, field: Field<'_>) -> Vec<Value> {
    let items = scalar::items(cx, field, "rows").unwrap_or_default();
    items.iter().map(|item| value(cx, item)).collect()
}

/// Rows by connector.
fn stores(cx: &mut Cx<'_>, field: Field<'_>) -> Stores {
    let mut stores = Stores::new();
    let map = match &field.node.value {
        yaml::Value::Null => return stores,
        yaml::Value::Map(map) => map,
        _ => {
            cx.report(scalar::wrong_kind(field.key, "a mapping of connectors to rows", field.node));
            return stores;
        }
    };
    for (key, node) in map {
        let Some(name) = scalar::key(cx, key) else { continue };
        match stores.get(&name) {
            Some((first, _)) => twice(cx, &name, key.span, first.span),
            None => {
                let rows = rows(cx, Field { key: field.key, key_span: key.span, node });
                stores.insert(name.clone(), (At::new(name, key.span), rows));
            }
        }
    }
    stores
}

/// A value as JSON has them.
fn value(cx: &mut Cx<'_>, node: &Node) -> Value {
    let kind = match &node.value {
        yaml::Value::Null => ValueKind::Null,
        yaml::Value::Scalar(scalar) => match scalar.kind {
            Kind::Plain | Kind::Quoted => ValueKind::Text(scalar.text.clone()),
            Kind::Bool(value) => ValueKind::Bool(value),
            Kind::Int(value) => ValueKind::Int(value),
            Kind::Float(value) => ValueKind::Float(value),
        },
        yaml::Value::List(items) => ValueKind::List(items.iter().map(|item| value(cx, item)).collect()),
        yaml::Value::Map(entries) => ValueKind::Map(mapping(cx, entries)),
    };
    Value { kind, span: node.span }
}

fn mapping(cx: &mut Cx<'_>, entries: &[(Node, Node)]) -> Vec<(String, Value)> {
    let mut first = std::collections::BTreeMap::new();
    let mut map = Vec::new();
    for (key, node) in entries {
        let Some(name) = scalar::key(cx, key) else { continue };
        match first.get(&name) {
            Some(first) => twice(cx, &name, key.span, *first),
            None => {
                first.insert(name.clone(), key.span);
                map.push((name, value(cx, node)));
            }
        }
    }
    map
}
