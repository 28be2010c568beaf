//! Days of the calendar.

use std::fmt;

use super::number;

/// A day of the proleptic Gregorian calendar, of a year from 0 to 9999, as RFC 3339 has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Date {
    /// A date that there is.
    pub(crate) fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let there_is = year <= 9999 && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        there_is.then_some(Date { year, month, day })
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = Date::parse_start(text)?;
        rest.is_empty().then_some(date)
    }

    /// A date at the start of the text, and what comes after it.
    pub(super) fn parse_start(text: &str) -> Option<(Self, &str)> {
        let (year, rest) = number(text, 4)?;
        let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
        Some((Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?, rest))
    }

    /// Days since 1970-01-01; the formula is Howard Hinnant's `days_from_civil`.
    pub(crate) fn days(self) -> i32 {
        let year = i32::from(self.year) - i32::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i32::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i32::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day so many days after 1970-01-01, if it has a year from 0 to 9999; Howard Hinnant's `civil_from_days`.
    pub(crate) fn from_days(days: i32) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_the_day_after_the_one_before() {
        let mut day = Date::new(0, 1, 1).unwrap();
        let first = day.days();
        assert_eq!(Date::from_days(first - 1), None);
        for days in first.. {
            assert_eq!(day.days(), days);
            assert_eq!(Date::from_days(days), Some(day));
            assert_eq!(Date::parse(&day.to_string()), Some(day));
            let Date { year, month, day: of_month } = day;
            let next = Date::new(year, month, of_month + 1)
                .or_else(|| Date::new(year, month + 1, 1))
                .or_else(|| Date::new(year + 1, 1, 1));
            match next {
                Some(next) => day = next,
                None => break,
            }
        }
        assert_eq!(day, Date::new(9999, 12, 31).unwrap());
        assert_eq!(day.days() - first + 1, 3_652_425, "ten thousand years are 25 times 146,097 days");
        assert_eq!(Date::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(Date::new(2000, 3, 1).unwrap().days(), 11_017);
    }
}
