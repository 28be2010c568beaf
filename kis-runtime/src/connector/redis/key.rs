//! Redis keys of rows.

use std::str::from_utf8;

use crate::FieldKind;
use crate::connector::cells::Cell;
use crate::connector::json::{boolean, integer};
use crate::connector::key_text::{write_part, write_parts};
use crate::connector::table::Table;

/// How the keys of a store's rows look.
pub(super) struct Keys {
    prefix: Vec<u8>,
    kinds: Vec<FieldKind>,
}

impl Keys {
    pub(super) fn of(table: &Table) -> Self {
        Keys {
            prefix: table.name().as_bytes().to_vec(),
            kinds: table.key_columns().map(|column| column.kind).collect(),
        }
    }

    /// Writes the Redis key of the row that these parts are the key of, or says which part cannot be one, and why.
    pub(super) fn write<'a>(
        &self,
        key: &mut Vec<u8>,
        parts: impl IntoIterator<Item = Cell<'a>>,
    ) -> Result<(), (usize, String)> {
        key.clear();
        key.extend_from_slice(&self.prefix);
        write_parts(key, &self.kinds, parts)
    }

    /// Whether a key of the database is one of this store's.
    pub(super) fn is_one(&self, key: &[u8]) -> bool {
        let Some(rest) = key.strip_prefix(&self.prefix[..]) else { return false };
        if let [kind] = self.kinds[..] {
            return is_part(rest, kind);
        }
        let mut parts = rest.split(|byte| *byte == b':');
        let fits = |kind: &FieldKind| {
            let part = parts.next().and_then(unescape);
            part.is_some_and(|part| is_part(&part, *kind))
        };
        self.kinds.iter().all(fits) && parts.next().is_none()
    }

    /// What `SCAN` finds the keys by: the prefix, taken literally, and anything.
    pub(super) fn pattern(&self) -> Vec<u8> {
        let mut pattern = Vec::with_capacity(self.prefix.len() + 1);
        for byte in &self.prefix {
            if b"*?[]\\^".contains(byte) {
                pattern.push(b'\\');
            }
            pattern.push(*byte);
        }
        pattern.push(b'*');
        pattern
    }

    /// What of a key comes after the prefix.
    pub(super) fn rest<'k>(&self, key: &'k [u8]) -> &'k [u8] {
        key.strip_prefix(&self.prefix[..]).unwrap_or_default()
    }
}

fn is_part(bytes: &[u8], kind: FieldKind) -> bool {
    if kind == FieldKind::Bytes {
        return true;
    }
    let Ok(text) = from_utf8(bytes) else { return false };
    let written_so = |cell: Cell<'_>| {
        let mut again = Vec::new();
        write_part(&mut again, cell, kind).is_ok() && again == bytes
    };
    match kind {
        FieldKind::Bool => boolean(text).is_ok(),
        FieldKind::Integer { min, max } => integer(text).is_ok_and(|cell| {
            let in_range =
                |number| number >= min && u128::try_from(number).map_or(number < 0, |number| number <= max);
            cell.integer().is_some_and(in_range) && written_so(cell)
        }),
        FieldKind::Float => text.parse().is_ok_and(|number| written_so(Cell::F64(number))),
        FieldKind::Text | FieldKind::Logical(_) | FieldKind::Bytes | FieldKind::Any => true,
    }
}

/// `None` when it is nothing that [`write_parts`] writes.
fn unescape(part: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            plain.push(*byte);
            continue;
        }
        plain.push(match after.get(..2)? {
            b"3A" => b':',
            b"25" => b'%',
            _ => return None,
        });
        rest = &after[2..];
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const I64: FieldKind = FieldKind::Integer { min: i64::MIN as i128, max: i64::MAX as u128 };

    fn keys(kinds: &[FieldKind]) -> Keys {
        Keys { prefix: b"stu_".to_vec(), kinds: kinds.to_vec() }
    }

    fn written(kinds: &[FieldKind], parts: &[Cell<'_>]) -> String {
        let keys = keys(kinds);
        let mut key = b"left over".to_vec();
        keys.write(&mut key, parts.iter().copied()).unwrap();
        assert!(keys.is_one(&key));
        String::from_utf8(key).unwrap()
    }

    #[test]
    fn different_keys_of_a_row_type_are_different_keys_in_redis() {
        use FieldKind::{Any, Float, Text};
        assert_eq!(written(&[I64], &[Cell::I64(-7)]), "stu_-7");
        assert_eq!(written(&[Text], &[Cell::Text("a:b%")]), "stu_a:b%");
        assert_eq!(written(&[Text, I64], &[Cell::Text("a:b%"), Cell::I64(1)]), "stu_a%3Ab%25:1");
        assert_eq!(written(&[Text, Text], &[Cell::Text("a"), Cell::Text("")]), "stu_a:");
        assert_eq!(written(&[Float], &[Cell::F64(-0.0)]), "stu_0.0");
        assert_eq!(written(&[Float], &[Cell::F64(f64::INFINITY)]), "stu_Infinity");
        assert_eq!(written(&[Any], &[Cell::I64(1)]), "stu_1");
        assert_eq!(written(&[Any], &[Cell::Text("1")]), "stu_\"1\"");
        assert_eq!(written(&[Any], &[Cell::Text("Ann")]), "stu_Ann");
        assert_eq!(written(&[Any], &[Cell::Text("Infinity")]), "stu_\"Infinity\"");
        assert_eq!(written(&[Any], &[Cell::Json("[1,true]")]), "stu_[1,true]");
    }

    #[test]
    fn what_another_prefix_goes_on_with_is_no_key() {
        for other in ["stu", "stu_avg_1", "stu_01", "stu_", "stu_9223372036854775808", "stu_1:2"] {
            assert!(!keys(&[I64]).is_one(other.as_bytes()), "{other}");
        }
        for other in ["stu_a", "stu_a:1:2", "stu_a%:1", "stu_a:x"] {
            assert!(!keys(&[FieldKind::Text, I64]).is_one(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn patterns_take_the_prefix_literally() {
        let keys = Keys { prefix: b"a*[b]?\\".to_vec(), kinds: vec![I64] };
        assert_eq!(keys.pattern(), b"a\\*\\[b\\]\\?\\\\*");
    }
}
