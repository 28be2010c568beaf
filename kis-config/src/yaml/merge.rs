use std::collections::HashSet;

use super::tree::{Kind, Node, Scalar, Value};
use crate::span::Span;

/// The entries with those that `<<` merges in: of the keys that are not there, the first. The error is the place of
/// what cannot be merged.
pub(super) fn merged(entries: Vec<(Node, Node)>) -> Result<Vec<(Node, Node)>, Span> {
    if !entries.iter().any(|(key, _)| is_merge(key)) {
        return Ok(entries);
    }
    let (merges, mut entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| is_merge(key));
    let mut seen: HashSet<String> = entries.iter().filter_map(|(key, _)| text(key)).collect();
    for (_, value) in merges {
        for from in mappings(value)? {
            entries
                .extend(from.into_iter().filter(|(key, _)| text(key).is_none_or(|text| seen.insert(text))));
        }
    }
    Ok(entries)
}

fn is_merge(key: &Node) -> bool {
    matches!(&key.value, Value::Scalar(Scalar { text, kind: Kind::Plain }) if text == "<<")
}

fn text(key: &Node) -> Option<String> {
    match &key.value {
        Value::Scalar(scalar) => Some(scalar.text.clone()),
        _ => None,
    }
}

fn mappings(value: Node) -> Result<Vec<Vec<(Node, Node)>>, Span> {
    let one = |node: Node| match node.value {
        Value::Map(entries) => Ok(entries),
        _ => Err(node.span),
    };
    match value.value {
        Value::List(items) => items.into_iter().map(one).collect(),
        _ => Ok(vec![one(value)?]),
    }
}
