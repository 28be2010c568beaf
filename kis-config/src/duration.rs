//! Durations as people write them: the one rule for attributes, parameters and files.

use std::time::Duration;

/// Reads `250ms`, `1.5s`, `2m`, `1h30m`, or a whole number of milliseconds. Units: `us`, `ms`, `s`, `m`, `h`, `d`.
///
/// `None` for anything else, blanks and signs included, and for more than 1,000 years, which clocks need not be able to
/// count on. Parts of a nanosecond are cut off.
///
/// ```
/// use kis_config::duration;
/// use std::time::Duration;
///
/// const WAIT: Option<Duration> = duration::parse("1m30s");
/// assert_eq!(WAIT, Some(Duration::from_secs(90)));
/// assert_eq!(duration::parse("500"), Some(Duration::from_millis(500)));
/// assert_eq!(duration::parse("-1s"), None);
/// ```
pub const fn parse(text: &str) -> Option<Duration> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    let mut nanos: u128 = 0;
    let mut at = 0;
    while at < bytes.len() {
        let Some(number) = number(bytes, at) else { return None };
        if number.end == bytes.len() {
            // A bare number counts milliseconds, but has nothing beside it.
            return if at == 0 && number.scale == 1 { of_nanos(number.digits, 1_000_000) } else { None };
        }
        let Some((unit, end)) = unit(bytes, number.end) else { return None };
        let Some(product) = number.digits.checked_mul(unit) else { return None };
        let Some(sum) = nanos.checked_add(product / number.scale) else { return None };
        nanos = sum;
        at = end;
    }
    of_nanos(nanos, 1)
}

/// The shortest text that [`parse`] reads as this duration, in one unit: milliseconds without a unit where they do.
///
/// ```
/// use kis_config::duration;
/// use std::time::Duration;
///
/// assert_eq!(duration::text(Duration::from_millis(1_500)), "1500");
/// assert_eq!(duration::text(Duration::from_nanos(2_500)), "2.5us");
/// ```
#[must_use]
pub fn text(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    if nanos.is_multiple_of(1_000_000) {
        return duration.as_millis().to_string();
    }
    let (whole, rest) = (nanos / 1_000, nanos % 1_000);
    let text = format!("{whole}.{rest:03}");
    format!("{}us", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A thousand years, in seconds.
const LONGEST: u128 = 365_250 * 86_400;

const fn of_nanos(count: u128, each: u128) -> Option<Duration> {
    let Some(nanos) = count.checked_mul(each) else { return None };
    let seconds = nanos / 1_000_000_000;
    if seconds > LONGEST {
        return None;
    }
    Some(Duration::new(seconds as u64, (nanos % 1_000_000_000) as u32))
}

/// A decimal number: its digits over a power of ten.
struct Number {
    digits: u128,
    scale: u128,
    end: usize,
}

const fn number(bytes: &[u8], start: usize) -> Option<Number> {
    let mut number = Number { digits: 0, scale: 1, end: start };
    let mut point = None;
    while number.end < bytes.len() {
        let byte = bytes[number.end];
        if byte == b'.' && point.is_none() && number.end > start {
            point = Some(number.end);
        } else if byte.is_ascii_digit() {
            // 18 digits are more than any duration has, and cannot overflow when multiplied by a unit.
            if number.end - start > 18 {
                return None;
            }
            number.digits = number.digits * 10 + (byte - b'0') as u128;
            if point.is_some() {
                number.scale *= 10;
            }
        } else {
            break;
        }
        number.end += 1;
    }
    match point {
        _ if number.end == start => None,
        Some(point) if point + 1 == number.end => None,
        _ => Some(number),
    }
}

/// The nanoseconds of the unit that begins at `at`, and where it ends.
const fn unit(bytes: &[u8], at: usize) -> Option<(u128, usize)> {
    let mut end = at;
    while end < bytes.len() && bytes[end].is_ascii_alphabetic() {
        end += 1;
    }
    let nanos = match bytes.split_at(end).0.split_at(at).1 {
        b"us" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60 * 1_000_000_000,
        b"h" => 3_600 * 1_000_000_000,
        b"d" => 86_400 * 1_000_000_000,
        _ => return None,
    };
    Some((nanos, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_or_count_milliseconds() {
        for (text, millis) in [
            ("0", 0),
            ("250", 250),
            ("250ms", 250),
            ("1.5s", 1_500),
            ("2m", 120_000),
            ("1h30m", 5_400_000),
            ("1d", 86_400_000),
            ("0.5d", 43_200_000),
        ] {
            assert_eq!(parse(text), Some(Duration::from_millis(millis)), "{text}");
        }
        assert_eq!(parse("7us"), Some(Duration::from_micros(7)));
        assert_eq!(parse("0.000000001s"), Some(Duration::from_nanos(1)));
    }

    #[test]
    fn a_duration_is_read_from_its_text() {
        for nanos in [0, 1, 999, 1_000, 1_001_000, 250_000_000, 3_600_000_000_000, 1_000_000_001] {
            let duration = Duration::from_nanos(nanos);
            assert_eq!(parse(&text(duration)), Some(duration), "{}", text(duration));
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "s",
            "-1",
            "-1s",
            "+1s",
            "1.5",
            "1.",
            "1.s",
            ".5s",
            "1 s",
            "1S",
            "1 h",
            "1h30",
            "1x",
            "1µs",
            "1s.",
            "1..5s",
            "9999999999999999999999s",
            "365251d",
            "100000000000000d",
            "五s",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
