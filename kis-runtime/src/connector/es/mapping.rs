//! Which mapping holds which kind of field.

use serde_json::{Value, json};

use crate::{FieldKind, LogicalType};

/// As many characters as are never more than the 32,766 bytes that Lucene takes as one term.
const LONGEST_TERM: u32 = 8_191;

/// The type that Elasticsearch has from its licensed part, and OpenSearch since 2.8.
pub(super) const UNSIGNED_LONG: &str = "unsigned_long";

/// The mapping that is made for a field.
pub(super) fn made(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Bool => json!({ "type": "boolean" }),
        FieldKind::Integer { .. } if within(kind, "long") => json!({ "type": "long" }),
        FieldKind::Integer { .. } if within(kind, UNSIGNED_LONG) => json!({ "type": UNSIGNED_LONG }),
        FieldKind::Integer { .. } => json!({ "type": "keyword" }),
        // Not-a-number and the infinities are kept, and no search finds them.
        FieldKind::Float => json!({ "type": "double", "ignore_malformed": true }),
        FieldKind::Logical(LogicalType::Date | LogicalType::DateTime | LogicalType::Timestamp) => {
            json!({ "type": "date", "format": "strict_date_optional_time_nanos" })
        }
        FieldKind::Text | FieldKind::Logical(_) => json!({ "type": "keyword", "ignore_above": LONGEST_TERM }),
        FieldKind::Bytes | FieldKind::Any => json!({ "type": "object", "enabled": false }),
    }
}

/// The mapping that is made for a field where there is no [`UNSIGNED_LONG`]: what larger numbers are made.
pub(super) fn made_without_unsigned_long(kind: FieldKind) -> Value {
    match made(kind) {
        made if made["type"] == UNSIGNED_LONG => json!({ "type": "keyword" }),
        made => made,
    }
}

/// Whether an index with this mapping takes values of this kind. What it indexes them as is its owner's business:
/// rows are read from what was sent.
pub(super) fn fits(kind: FieldKind, found: &Value) -> bool {
    let name = found["type"].as_str().unwrap_or("object");
    if found["enabled"] == false || kind == FieldKind::Any {
        return true;
    }
    let text = matches!(name, "keyword" | "text" | "wildcard" | "match_only_text");
    match kind {
        FieldKind::Bool => name == "boolean" || text,
        FieldKind::Integer { .. } => {
            text || within(kind, name) || matches!(name, "double" | "float" | "date" | "date_nanos")
        }
        FieldKind::Float => text || matches!(name, "double" | "float" | "half_float" | "scaled_float"),
        FieldKind::Logical(LogicalType::Decimal) => {
            text || matches!(name, "double" | "float" | "half_float" | "scaled_float")
        }
        FieldKind::Text | FieldKind::Logical(_) => {
            text || matches!(name, "date" | "date_nanos" | "ip" | "version")
        }
        FieldKind::Bytes => text || matches!(name, "short" | "integer" | "long" | "unsigned_long"),
        FieldKind::Any => true,
    }
}

/// What is allowed, for messages.
pub(super) fn expected(kind: FieldKind) -> String {
    let name = made(kind);
    match kind {
        FieldKind::Bytes | FieldKind::Any => "`object` with `enabled: false`".to_owned(),
        _ => format!("`{}`", name["type"].as_str().unwrap_or_default()),
    }
}

/// Whether a type of whole numbers holds all that the kind allows.
fn within(kind: FieldKind, name: &str) -> bool {
    let FieldKind::Integer { min, max } = kind else { return false };
    let (low, high) = match name {
        "byte" => (i8::MIN.into(), 0x7f),
        "short" => (i16::MIN.into(), 0x7fff),
        "integer" => (i32::MIN.into(), 0x7fff_ffff),
        "long" => (i64::MIN.into(), 0x7fff_ffff_ffff_ffff),
        "unsigned_long" => (0, u64::MAX.into()),
        _ => return false,
    };
    min >= low && max <= high
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn integer(min: i128, max: u128) -> FieldKind {
        FieldKind::Integer { min, max }
    }

    #[test]
    fn whole_numbers_fit_where_their_whole_range_does() {
        assert_eq!(made(integer(-1, 1))["type"], "long");
        assert_eq!(made(integer(0, u64::MAX.into()))["type"], "unsigned_long");
        assert_eq!(made(integer(-1, u64::MAX.into()))["type"], "keyword");
        assert_eq!(made_without_unsigned_long(integer(0, u64::MAX.into()))["type"], "keyword");
        assert_eq!(made_without_unsigned_long(integer(-1, 1))["type"], "long");
        let fits = |kind, name| fits(kind, &json!({ "type": name }));
        assert!(fits(integer(0, 127), "byte") && !fits(integer(0, 128), "byte"));
        assert!(fits(integer(0, 255), "short") && !fits(integer(0, u64::MAX.into()), "long"));
    }

    #[test]
    fn a_kind_does_not_fit_what_would_refuse_it() {
        for (kind, name) in [
            (FieldKind::Text, "long"),
            (FieldKind::Text, "boolean"),
            (FieldKind::Bool, "long"),
            (FieldKind::Float, "long"),
            (FieldKind::Bytes, "byte"),
            (FieldKind::Text, "object"),
        ] {
            assert!(!fits(kind, &json!({ "type": name })), "{kind:?} {name}");
            assert!(fits(kind, &json!({ "type": name, "enabled": false })));
            assert!(fits(kind, &made(kind)));
        }
    }
}
