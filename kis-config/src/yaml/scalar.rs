use std::borrow::Cow;

use serde_yaml::granit_parser::{ScalarStyle, Tag};

use super::problem::Reason;
use super::tree::{Kind, Scalar, Value};

/// What a scalar is, by YAML 1.2's core schema, with its own text.
pub(super) fn value(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Reason> {
    let asked = tag.and_then(Tag::core_suffix);
    let kind = match asked {
        Some("str") => return Ok(scalar(text, Kind::Quoted)),
        // Other tags are for programs that know them; Go passes them over too.
        None if tag.is_some_and(|tag| tag.original() == "!") => return Ok(scalar(text, Kind::Quoted)),
        None if style != ScalarStyle::Plain => return Ok(scalar(text, Kind::Quoted)),
        _ if is_null(&text) => None,
        _ => Some(kind(&text)),
    };
    let fits = match (asked, kind) {
        (Some("null"), kind) => kind.is_none(),
        (Some("bool"), kind) => matches!(kind, Some(Kind::Bool(_))),
        (Some("int"), kind) => matches!(kind, Some(Kind::Int(_))),
        (Some("float"), kind) => matches!(kind, Some(Kind::Int(_) | Kind::Float(_))) || is_not_finite(&text),
        _ => true,
    };
    match (asked, kind) {
        (Some(asked), _) if !fits => Err(Reason::Syntax(format!("this is no `!!{asked}`"))),
        (_, None) => Ok(Value::Null),
        (_, Some(kind)) => Ok(scalar(text, kind)),
    }
}

fn scalar(text: Cow<'_, str>, kind: Kind) -> Value {
    Value::Scalar(Scalar { text: text.into_owned(), kind })
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn is_not_finite(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['-', '+']).to_ascii_lowercase();
    matches!(unsigned.as_str(), ".inf" | ".nan")
}

fn kind(text: &str) -> Kind {
    match text {
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Kind::Plain;
    }
    if let Some(number) = whole(text, unsigned) {
        return Kind::Int(number);
    }
    let is_number = unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    // `007` is a name more often than a number, and not the same one everywhere.
    let leading_zero =
        unsigned.len() > 1 && unsigned.bytes().all(|byte| byte.is_ascii_digit()) && unsigned.starts_with('0');
    match text.parse::<f64>() {
        Ok(number) if is_number && !leading_zero && number.is_finite() => Kind::Float(number),
        _ => Kind::Plain,
    }
}

/// A whole number of at most 64 bits.
fn whole(text: &str, unsigned: &str) -> Option<i128> {
    let number = match unsigned.split_at_checked(2) {
        Some(("0x", digits)) if !digits.starts_with('+') => i128::from_str_radix(digits, 16).ok()?,
        Some(("0o", digits)) if !digits.starts_with('+') => i128::from_str_radix(digits, 8).ok()?,
        _ if unsigned.len() > 1 && unsigned.starts_with('0') => return None,
        _ if !unsigned.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        _ => unsigned.parse().ok()?,
    };
    let number = if text.starts_with('-') { -number } else { number };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_what_the_core_schema_says() {
        for (text, expected) in [
            ("true", Kind::Bool(true)),
            ("FALSE", Kind::Bool(false)),
            ("yes", Kind::Plain),
            ("0", Kind::Int(0)),
            ("-12", Kind::Int(-12)),
            ("+12", Kind::Int(12)),
            ("0x1F", Kind::Int(31)),
            ("0o17", Kind::Int(15)),
            ("18446744073709551615", Kind::Int(u64::MAX.into())),
            ("18446744073709551616", Kind::Float(18_446_744_073_709_551_616.0)),
            ("1.50", Kind::Float(1.5)),
            (".5", Kind::Float(0.5)),
            ("5.", Kind::Float(5.0)),
            ("1e3", Kind::Float(1000.0)),
            ("0.5", Kind::Float(0.5)),
            ("007", Kind::Plain),
            ("1_000", Kind::Plain),
            ("1e999", Kind::Plain),
            (".inf", Kind::Plain),
            (".", Kind::Plain),
            ("-", Kind::Plain),
            ("1.2.3", Kind::Plain),
            ("0x", Kind::Plain),
            ("0x+1", Kind::Plain),
            ("12:30", Kind::Plain),
            ("infinity", Kind::Plain),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
