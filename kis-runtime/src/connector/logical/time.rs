//! Times of day.

use std::fmt;

use super::number;

/// A time of day to the nanosecond, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    pub(crate) nanos: u32,
}

const NANOS: usize = 9;

impl Time {
    pub(crate) fn new(hour: u8, minute: u8, second: u8, nanos: u32) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60 && nanos < 1_000_000_000).then_some(Time {
            hour,
            minute,
            second,
            nanos,
        })
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (time, rest) = Time::parse_start(text)?;
        rest.is_empty().then_some(time)
    }

    /// A time at the start of the text, and what comes after it.
    pub(super) fn parse_start(text: &str) -> Option<(Self, &str)> {
        let (hour, rest) = number(text, 2)?;
        let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (nanos, rest) = match rest.strip_prefix('.') {
            Some(rest) => fraction(rest)?,
            None => (0, rest),
        };
        Some((
            Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, nanos)?,
            rest,
        ))
    }

    /// Seconds since midnight.
    pub(crate) fn seconds(self) -> i64 {
        i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// The microseconds of the second; the reason if a column that is exact to so many digits, six at most, would
    /// round them.
    #[cfg(any(feature = "mysql", feature = "postgres", test))]
    pub(crate) fn micros_to(self, digits: u32) -> Result<u32, String> {
        match self.nanos % 10_u32.pow(NANOS as u32 - digits.min(6)) {
            0 => Ok(self.nanos / 1_000),
            _ => Err(format!("the column keeps {digits} digits of a second, which would round `{self}`")),
        }
    }

    /// The time so many microseconds after midnight.
    pub(crate) fn from_micros(micros: i64) -> Option<Self> {
        let micros = u64::try_from(micros).ok()?;
        let seconds = micros / 1_000_000;
        let nanos = (micros % 1_000_000) as u32 * 1_000;
        let hour = (seconds / 3_600).try_into().ok()?;
        Time::new(hour, (seconds / 60 % 60) as u8, (seconds % 60) as u8, nanos)
    }
}

/// The nanoseconds that the digits after a point are; no more digits than those of nanoseconds, but for zeros.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let exact = digits.trim_end_matches('0');
    if digits.is_empty() || exact.len() > NANOS {
        return None;
    }
    let nanos = exact.bytes().fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    Some((nanos * 10_u32.pow((NANOS - exact.len()) as u32), rest))
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        if self.nanos == 0 {
            return Ok(());
        }
        let nanos = format!("{:09}", self.nanos);
        write!(f, ".{}", nanos.trim_end_matches('0'))
    }
}
