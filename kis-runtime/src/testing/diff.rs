//! What differs between the rows that were expected and those that are there.

use serde_json::{Map, Value};

use super::value::same;

/// Lists of more rows than this are compared row by row, and not for the longest run that they have in common.
const LONGEST: usize = 1_000;
/// Rows that are as they should be are shown this far around those that are not.
const AROUND: usize = 2;
/// Lines after which the rest is only counted.
const MOST_LINES: usize = 60;

/// Nothing when they are the same.
pub(super) fn rows(what: &str, expected: &[Value], found: &[Value]) -> Option<String> {
    let lines = align(expected, found);
    if lines.iter().all(|line| matches!(line, Line::Same(_))) {
        return None;
    }
    let mut text = format!("{what} than expected (-) at the end (+):");
    let mut shown = 0;
    let mut hidden = 0;
    for (index, line) in lines.iter().enumerate() {
        let near = lines[index.saturating_sub(AROUND)..lines.len().min(index + AROUND + 1)]
            .iter()
            .any(|line| !matches!(line, Line::Same(_)));
        if !near {
            hidden += 1;
            continue;
        }
        if hidden > 0 {
            text += &format!("\n    … {hidden} more as expected");
            hidden = 0;
        }
        if shown == MOST_LINES {
            let rest = lines[index..].iter().filter(|line| !matches!(line, Line::Same(_))).count();
            return Some(text + &format!("\n    … and {rest} more that differ"));
        }
        shown += 1;
        match line {
            Line::Same(row) => text += &format!("\n    {row}"),
            Line::Missing(row) => text += &format!("\n  - {row}"),
            Line::Extra(row) => text += &format!("\n  + {row}"),
            Line::Other(expected, found) => {
                text += &format!("\n  - {expected}\n  + {found}");
                for field in fields(expected, found) {
                    text += &format!("\n      {field}");
                }
            }
        }
    }
    if hidden > 0 {
        text += &format!("\n    … {hidden} more as expected");
    }
    Some(text)
}

enum Line<'a> {
    Same(&'a Value),
    Missing(&'a Value),
    Extra(&'a Value),
    /// One stands in the other's place.
    Other(&'a Value, &'a Value),
}

/// The rows side by side: the longest sequence that both have in common, and between what is in only one of them.
fn align<'a>(expected: &'a [Value], found: &'a [Value]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let (mut one, mut other) = (0, 0);
    for (at_one, at_other) in common(expected, found).into_iter().chain([(expected.len(), found.len())]) {
        let (missing, extra) = (&expected[one..at_one], &found[other..at_other]);
        let pairs = missing.len().min(extra.len());
        lines.extend(missing.iter().zip(extra).map(|(expected, found)| Line::Other(expected, found)));
        lines.extend(missing[pairs..].iter().map(Line::Missing));
        lines.extend(extra[pairs..].iter().map(Line::Extra));
        lines.extend(expected.get(at_one).map(Line::Same));
        (one, other) = (at_one + 1, at_other + 1);
    }
    lines
}

/// The places of a longest sequence that both have in common.
fn common(one: &[Value], other: &[Value]) -> Vec<(usize, usize)> {
    if one.len() > LONGEST || other.len() > LONGEST {
        return (0..one.len().min(other.len()))
            .filter(|at| same(&one[*at], &other[*at]))
            .map(|at| (at, at))
            .collect();
    }
    let width = other.len() + 1;
    let mut lengths = vec![0_u32; (one.len() + 1) * width];
    for i in (0..one.len()).rev() {
        for j in (0..other.len()).rev() {
            lengths[i * width + j] = match same(&one[i], &other[j]) {
                true => lengths[(i + 1) * width + j + 1] + 1,
                false => lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut places) = (0, 0, Vec::new());
    while i < one.len() && j < other.len() {
        if same(&one[i], &other[j]) {
            places.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    places
}

/// The fields of two rows that differ.
fn fields(expected: &Value, found: &Value) -> Vec<String> {
    let (Value::Object(expected), Value::Object(found)) = (expected, found) else { return Vec::new() };
    let names = expected.keys().chain(found.keys().filter(|name| !expected.contains_key(*name)));
    let differs = names.filter(|name| {
        !same(expected.get(*name).unwrap_or(&Value::Null), found.get(*name).unwrap_or(&Value::Null))
    });
    let show =
        |row: &Map<String, Value>, name: &str| row.get(name).map_or("nothing".to_owned(), Value::to_string);
    differs
        .map(|name| format!("`{name}`: expected {}, found {}", show(expected, name), show(found, name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_rows_have_no_difference() {
        let rows = [json!({"id": 1, "score": 90.0}), json!([1, null])];
        let other = [json!({"id": 1, "score": 90, "note": null}), json!([1, null])];
        assert_eq!(super::rows("x", &rows, &other), None);
        assert_eq!(super::rows("x", &[], &[]), None);
    }

    #[test]
    fn a_row_in_the_place_of_another_shows_its_fields() {
        let expected = [json!({"id": 1}), json!({"id": 2, "score": 1.5}), json!({"id": 3})];
        let found = [json!({"id": 1}), json!({"id": 2, "score": 2}), json!({"id": 3})];
        assert_eq!(
            rows("flow `A` gave other rows", &expected, &found).unwrap(),
            "flow `A` gave other rows than expected (-) at the end (+):\n    {\"id\":1}\n  - {\"id\":2,\"score\":1.5}\n  \
             + {\"id\":2,\"score\":2}\n      `score`: expected 1.5, found 2\n    {\"id\":3}"
        );
    }

    #[test]
    fn a_row_too_few_is_one_line() {
        let numbers: Vec<Value> = (0..20).map(Value::from).collect();
        let found: Vec<Value> = numbers.iter().filter(|number| **number != json!(9)).cloned().collect();
        assert_eq!(
            rows("x", &numbers, &found).unwrap(),
            "x than expected (-) at the end (+):\n    … 7 more as expected\n    7\n    8\n  - 9\n    10\n    11\n    … 8 more as expected"
        );
    }

    #[test]
    fn long_lists_are_cut_short() {
        let found: Vec<Value> = (0..5_000).map(Value::from).collect();
        let text = rows("x", &[], &found).unwrap();
        assert!(text.ends_with("… and 4940 more that differ"), "{text}");
    }
}
