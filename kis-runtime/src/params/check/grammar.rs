//! Whether a text is a value of a kind: what `ParamValue::parse` accepts, told without reading it.

use kis_config::duration;

use super::super::ParamKind;
use crate::same::{contains, same};

/// The part of `text` that is no value of the kind: the item at fault for lists, else the whole text.
pub(crate) const fn culprit<'a>(kind: &ParamKind, text: &'a str) -> Option<&'a str> {
    let fits = match kind {
        ParamKind::Integer { min, max } => is_integer(text, *min, *max),
        ParamKind::Float => is_float(text),
        ParamKind::Bool => same(text, "true") || same(text, "false"),
        ParamKind::Char => is_char(text),
        ParamKind::Text | ParamKind::Other(_) => true,
        ParamKind::Duration => duration::parse(text).is_some(),
        ParamKind::OneOf(names) => contains(names, text),
        ParamKind::List(item) => return culprit_of_list(item, text),
    };
    if fits { None } else { Some(text) }
}

const fn culprit_of_list<'a>(item: &ParamKind, text: &'a str) -> Option<&'a str> {
    if trim(text).is_empty() {
        return None;
    }
    let mut rest = text;
    loop {
        let comma = find(rest, b',');
        let (first, after) = rest.split_at(comma);
        if let Some(culprit) = culprit(item, trim(first)) {
            return Some(culprit);
        }
        if after.is_empty() {
            return None;
        }
        rest = after.split_at(1).1;
    }
}

/// As the standard library's integers: a sign, then digits; no `-` where there are no negative numbers.
const fn is_integer(text: &str, min: i128, max: u128) -> bool {
    let bytes = text.as_bytes();
    let negative = matches!(bytes, [b'-', ..]);
    let mut at = matches!(bytes, [b'+' | b'-', ..]) as usize;
    if at == bytes.len() || negative && min >= 0 {
        return false;
    }
    let mut value: u128 = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            return false;
        }
        let digit = (bytes[at] - b'0') as u128;
        value = match value.checked_mul(10) {
            Some(tens) => match tens.checked_add(digit) {
                Some(value) => value,
                None => return false,
            },
            None => return false,
        };
        at += 1;
    }
    if negative { value <= min.unsigned_abs() } else { value <= max && (min <= 0 || value >= min as u128) }
}

/// As the standard library's floats.
const fn is_float(text: &str) -> bool {
    let bytes = text.as_bytes();
    let sign = matches!(bytes, [b'+' | b'-', ..]) as usize;
    let number = bytes.split_at(sign).1;
    if number.eq_ignore_ascii_case(b"inf")
        || number.eq_ignore_ascii_case(b"infinity")
        || number.eq_ignore_ascii_case(b"nan")
    {
        return true;
    }
    let whole = digits(bytes, sign);
    let mut at = sign + whole;
    let mut fraction = 0;
    if at < bytes.len() && bytes[at] == b'.' {
        fraction = digits(bytes, at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return false;
    }
    if at < bytes.len() && matches!(bytes[at], b'e' | b'E') {
        at += 1;
        if at < bytes.len() && matches!(bytes[at], b'+' | b'-') {
            at += 1;
        }
        let exponent = digits(bytes, at);
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    at == bytes.len()
}

/// How many digits stand at `start`.
const fn digits(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        at += 1;
    }
    at - start
}

const fn is_char(text: &str) -> bool {
    let mut at = 1;
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    !text.is_empty() && at == text.len()
}

/// Where `byte` stands first, or the length.
const fn find(text: &str, byte: u8) -> usize {
    let mut at = 0;
    while at < text.len() && text.as_bytes()[at] != byte {
        at += 1;
    }
    at
}

/// Without ASCII's spaces at both ends.
const fn trim(text: &str) -> &str {
    match std::str::from_utf8(text.as_bytes().trim_ascii()) {
        Ok(trimmed) => trimmed,
        Err(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParamValue;

    #[test]
    fn the_check_accepts_what_the_types_read() {
        let texts = [
            "",
            "0",
            "-0",
            "+0",
            "1",
            "-1",
            "255",
            "256",
            "-128",
            "-129",
            "127",
            "128",
            "1_0",
            "0x1",
            " 1",
            "1.",
            "+",
            "-",
            ".5",
            ".",
            "1.5",
            "1e3",
            "1e",
            "1e+3",
            "e3",
            "-.5e-3",
            "inf",
            "-Infinity",
            "NaN",
            "nanx",
            "true",
            "True",
            "a",
            "é",
            "ab",
            "1,2",
            "1, 2",
            "1,,2",
            "1,",
            "250ms",
            "1h30m",
            "5 s",
            "999999999999999999999999",
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211456",
        ];
        fn agree<T: ParamValue>(text: &str) {
            assert_eq!(culprit(&T::KIND, text).is_none(), T::parse(text).is_ok(), "{text:?} {:?}", T::KIND);
        }
        for text in texts {
            agree::<u8>(text);
            agree::<i8>(text);
            agree::<u128>(text);
            agree::<i128>(text);
            agree::<f64>(text);
            agree::<bool>(text);
            agree::<char>(text);
            agree::<String>(text);
            agree::<std::time::Duration>(text);
            agree::<Option<u8>>(text);
            agree::<Vec<u8>>(text);
            agree::<Vec<f32>>(text);
        }
    }
}
