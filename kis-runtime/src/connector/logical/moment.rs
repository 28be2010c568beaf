//! Dates with times.

use std::fmt;

use super::date::Date;
use super::number;
use super::time::Time;

/// A date and a time of day: somewhere's own, or UTC's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) date: Date,
    pub(crate) time: Time,
}

const SECONDS_OF_DAY: i64 = 86_400;

impl Moment {
    /// A date and time that say nothing of an offset.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (moment, rest) = Moment::parse_start(text)?;
        rest.is_empty().then_some(moment)
    }

    /// A timestamp of RFC 3339, in UTC.
    pub(crate) fn parse_with_offset(text: &str) -> Option<Self> {
        let (moment, rest) = Moment::parse_start(text)?;
        if matches!(rest, "Z" | "z") {
            return Some(moment);
        }
        let (sign, rest) = match rest.strip_prefix('+') {
            Some(rest) => (1, rest),
            None => (-1, rest.strip_prefix('-')?),
        };
        let (hours, rest) = number(rest, 2)?;
        let (minutes, rest) = number(rest.strip_prefix(':')?, 2)?;
        if hours > 23 || minutes > 59 || !rest.is_empty() {
            return None;
        }
        let offset = sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60);
        Moment::from_seconds(moment.seconds() - offset, moment.time.nanos)
    }

    fn parse_start(text: &str) -> Option<(Self, &str)> {
        let (date, rest) = Date::parse_start(text)?;
        let (time, rest) = Time::parse_start(rest.strip_prefix(['T', 't', ' '])?)?;
        Some((Moment { date, time }, rest))
    }

    /// Seconds since 1970-01-01T00:00:00.
    pub(crate) fn seconds(self) -> i64 {
        i64::from(self.date.days()) * SECONDS_OF_DAY + self.time.seconds()
    }

    /// The moment so many microseconds after 1970-01-01T00:00:00, if it has a year from 0 to 9999.
    #[cfg(any(feature = "postgres", test))]
    pub(crate) fn from_micros(micros: i64) -> Option<Self> {
        let nanos = micros.rem_euclid(1_000_000) as u32 * 1_000;
        Moment::from_seconds(micros.div_euclid(1_000_000), nanos)
    }

    fn from_seconds(seconds: i64, nanos: u32) -> Option<Self> {
        let date = Date::from_days(seconds.div_euclid(SECONDS_OF_DAY).try_into().ok()?)?;
        let time = Time::from_micros(seconds.rem_euclid(SECONDS_OF_DAY) * 1_000_000)?;
        Some(Moment { date, time: Time { nanos, ..time } })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn microseconds_come_back(micros in -62_167_219_200_000_000_i64..253_402_300_800_000_000) {
            let moment = Moment::from_micros(micros).unwrap();
            let of_second = i64::from(moment.time.micros_to(6).unwrap());
            prop_assert_eq!(moment.seconds() * 1_000_000 + of_second, micros);
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
            prop_assert_eq!(Moment::parse_with_offset(&format!("{moment}-00:00")), Some(moment));
        }
    }

    #[test]
    fn the_years_end_with_9999() {
        assert_eq!(Moment::from_micros(253_402_300_800_000_000), None);
        assert_eq!(Moment::from_micros(-62_167_219_200_000_001), None);
        assert_eq!(Moment::from_micros(i64::MAX), None);
        assert_eq!(Moment::from_micros(i64::MIN), None);
    }
}
