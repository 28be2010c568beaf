//! Keys as bytes that sort as the keys do.

use super::cells::Cell;

/// Appends the parts of a key so that the bytes of two keys compare as the keys: part by part, numbers by size,
/// text and bytes byte by byte.
pub(crate) fn write_key<'a>(bytes: &mut Vec<u8>, parts: impl IntoIterator<Item = Cell<'a>>) {
    for part in parts {
        match part {
            Cell::Null => bytes.push(0),
            Cell::Bool(value) => bytes.extend([1, value.into()]),
            Cell::I64(number) => write_integer(bytes, number.into()),
            Cell::U64(number) => write_integer(bytes, number.into()),
            Cell::I128(number) => write_integer(bytes, number),
            Cell::F64(number) => write_float(bytes, number),
            // A store may give JSON back as text, so both are the same key.
            Cell::Text(text) | Cell::Json(text) => write_bytes(bytes, 4, text.as_bytes()),
            Cell::Bytes(content) => write_bytes(bytes, 5, content),
        }
    }
}

fn write_integer(bytes: &mut Vec<u8>, number: i128) {
    bytes.push(2);
    bytes.extend((number ^ i128::MIN).to_be_bytes());
}

fn write_float(bytes: &mut Vec<u8>, number: f64) {
    // The two zeros are equal, so they are one key.
    let bits = if number == 0.0 { 0 } else { number.to_bits() };
    let ordered = if bits >> 63 == 0 { bits ^ (1 << 63) } else { !bits };
    bytes.push(3);
    bytes.extend(ordered.to_be_bytes());
}

/// A zero byte is written as two, so that the end, which sorts before everything, is not mistaken for content.
fn write_bytes(bytes: &mut Vec<u8>, tag: u8, content: &[u8]) {
    bytes.push(tag);
    for byte in content {
        bytes.push(*byte);
        if *byte == 0 {
            bytes.push(0xff);
        }
    }
    bytes.extend([0, 0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(parts: &[Cell<'_>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_key(&mut bytes, parts.iter().copied());
        bytes
    }

    #[test]
    fn keys_sort_as_their_parts_do() {
        let sorted = [
            key(&[Cell::Bool(false)]),
            key(&[Cell::Bool(true)]),
            key(&[Cell::I128(i128::MIN)]),
            key(&[Cell::I64(-1)]),
            key(&[Cell::I64(0)]),
            key(&[Cell::U64(u64::MAX)]),
            key(&[Cell::F64(f64::NEG_INFINITY)]),
            key(&[Cell::F64(-1.5)]),
            key(&[Cell::F64(-0.0)]),
            key(&[Cell::F64(2.0)]),
            key(&[Cell::Text(""), Cell::Text("z")]),
            key(&[Cell::Text("a"), Cell::Text("b")]),
            key(&[Cell::Text("a\0"), Cell::Text("")]),
            key(&[Cell::Text("a\u{1}"), Cell::Text("")]),
            key(&[Cell::Text("ab"), Cell::Text("a")]),
        ];
        assert!(sorted.is_sorted_by(|a, b| a < b));
    }
}
