//! Values that serde writes as text of a standard form: dates, times, decimal numbers.
//!
//! Each has one text here, whatever the row type writes: keys that are equal are equal bytes, and every engine gives
//! the same back.

mod date;
mod decimal;
mod moment;
mod time;

pub(in crate::connector) use date::Date;
pub(in crate::connector) use decimal::Decimal;
pub(in crate::connector) use moment::Moment;
pub(in crate::connector) use time::Time;

use crate::connector::near::shortened;
use crate::row::LogicalType;

/// Puts the one text of a value in place of what is written at the end of `block` from `from` on; the reason if that is
/// no such value.
pub(super) fn normalize(logical: LogicalType, block: &mut String, from: usize) -> Result<(), String> {
    let text = &block[from..];
    let normal = match logical {
        LogicalType::Date => Date::parse(text).map(|date| date.to_string()),
        LogicalType::Time => Time::parse(text).map(|time| time.to_string()),
        LogicalType::DateTime => Moment::parse(text).map(|moment| moment.to_string()),
        LogicalType::Timestamp => Moment::parse_with_offset(text).map(|moment| format!("{moment}Z")),
        LogicalType::Decimal => Decimal::parse(text).map(|decimal| decimal.to_string()),
    };
    let normal = normal.ok_or_else(|| format!("`{}` is no {}", shortened(text), described(logical)))?;
    if normal != text {
        block.truncate(from);
        block.push_str(&normal);
    }
    Ok(())
}

/// What a value is, and how it is written, for messages.
pub(super) fn described(logical: LogicalType) -> &'static str {
    match logical {
        LogicalType::Date => "date (`2026-01-31`, years 0000 to 9999)",
        LogicalType::Time => "time of day (`23:59:59.5`, nine digits of a second at most)",
        LogicalType::DateTime => "date and time (`2026-01-31T23:59:59.5`, no offset from UTC)",
        LogicalType::Timestamp => "timestamp (`2026-01-31T23:59:59.5Z` or with an offset such as `+01:00`)",
        LogicalType::Decimal => "decimal number (`-12.50`, a thousand digits at most)",
    }
}

/// The number that exactly `digits` digits at the start are, and what comes after them.
fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| is_number)?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(logical: LogicalType, text: &str) -> Result<String, String> {
        let mut block = format!("before{text}");
        normalize(logical, &mut block, "before".len())?;
        Ok(block["before".len()..].to_owned())
    }

    #[test]
    fn equal_values_have_one_text() {
        use LogicalType::{Date, DateTime, Decimal, Time, Timestamp};
        for (logical, text, expected) in [
            (Date, "2024-02-29", "2024-02-29"),
            (Time, "07:00:00.500", "07:00:00.5"),
            (Time, "07:00:00.000000000", "07:00:00"),
            (Time, "23:59:59.123456789000", "23:59:59.123456789"),
            (DateTime, "2024-02-29 07:00:00", "2024-02-29T07:00:00"),
            (Timestamp, "2024-02-29T07:00:00Z", "2024-02-29T07:00:00Z"),
            (Timestamp, "2024-02-29T07:00:00.10+00:00", "2024-02-29T07:00:00.1Z"),
            (Timestamp, "2024-03-01t00:30:00+01:00", "2024-02-29T23:30:00Z"),
            (Timestamp, "2023-12-31T20:00:00-04:30", "2024-01-01T00:30:00Z"),
            (Decimal, "+0012.50", "12.5"),
            (Decimal, "-0.00", "0"),
            (Decimal, ".5", "0.5"),
            (Decimal, "1.5e3", "1500"),
            (Decimal, "-15E-3", "-0.015"),
        ] {
            assert_eq!(normal(logical, text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        use LogicalType::{Date, DateTime, Decimal, Time, Timestamp};
        for (logical, texts) in [
            (
                Date,
                &[
                    "",
                    "2023-02-29",
                    "2024-13-01",
                    "2024-00-10",
                    "2024-1-1",
                    "+12024-01-01",
                    "2024-01-01T",
                    "２０24-01-01",
                ][..],
            ),
            (
                Time,
                &[
                    "24:00:00",
                    "23:59:60",
                    "1:00:00",
                    "10:00",
                    "10:00:00.",
                    "10:00:00.1234567891",
                    "10:00:00Z",
                ],
            ),
            (
                DateTime,
                &["2024-01-01", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00+01:00", "2024-01-01_10:00:00"],
            ),
            (
                Timestamp,
                &[
                    "2024-01-01T10:00:00",
                    "2024-01-01T10:00:00+25:00",
                    "2024-01-01T10:00:00+01:00[Europe/Berlin]",
                    "0000-01-01T00:00:00+01:00",
                    "9999-12-31T23:59:59-01:00",
                ],
            ),
            (Decimal, &["", ".", "-", "1.2.3", "1e", "1e99999", "NaN", "inf", "0x10", "1_000", "١"]),
        ] {
            for text in texts {
                let problem = normal(logical, text).expect_err(text);
                assert!(problem.starts_with(&format!("`{text}` is no ")), "{problem}");
            }
        }
        let problem = normal(Decimal, &"x".repeat(1_000)).unwrap_err();
        assert!(problem.len() < 200, "{problem}");
    }

    proptest! {
        #[test]
        fn any_text_is_a_value_or_refused(text in "\\PC*", digits in "[-+0-9.:TZe ]{0,30}") {
            for logical in LogicalType::ALL {
                for text in [&text, &digits] {
                    if let Ok(once) = normal(logical, text) {
                        prop_assert_eq!(normal(logical, &once), Ok(once));
                    }
                }
            }
        }
    }
}
