//! Decimal numbers.

use std::fmt;

/// Digits that a decimal number has at most, before and after the point together.
const MOST_DIGITS: usize = 1_000;

/// A decimal number, exactly: its digits without zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    /// Each from 0 to 9; none of them is zero.
    digits: Vec<u8>,
    /// How many of the digits stand before the point; less than none when zeros come after it.
    point: i32,
}

impl Decimal {
    /// A number with digits, perhaps a sign, a point and an exponent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, number) = match text.strip_prefix('-') {
            Some(number) => (true, number),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, exponent) = match number.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent_of(exponent)?),
            None => (number, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let bytes = whole.bytes().chain(fraction.bytes());
        if bytes.clone().next().is_none() || !bytes.clone().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
        let zeros = bytes.clone().take_while(|byte| *byte == b'0').count();
        let mut digits: Vec<u8> = bytes.skip(zeros).map(|byte| byte - b'0').collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        if digits.is_empty() {
            return Some(Decimal { negative: false, digits, point: 0 });
        }
        let decimal = Decimal { negative, digits, point: point - i32::try_from(zeros).ok()? };
        (decimal.whole_digits() + decimal.fraction_digits() <= MOST_DIGITS).then_some(decimal)
    }

    /// A number whose digits begin so many places before the point.
    #[cfg(feature = "postgres")]
    pub(crate) fn from_digits(negative: bool, mut digits: Vec<u8>, point: i32) -> Self {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        match digits.is_empty() {
            true => Decimal { negative: false, digits, point: 0 },
            false => Decimal { negative, digits, point: point - zeros as i32 },
        }
    }

    /// How many digits stand before the point, not counting a lone zero.
    pub(crate) fn whole_digits(&self) -> usize {
        usize::try_from(self.point).unwrap_or(0)
    }

    /// How many digits stand after the point.
    pub(crate) fn fraction_digits(&self) -> usize {
        let length = self.digits.len() as i64;
        usize::try_from(length - i64::from(self.point)).unwrap_or(0)
    }

    /// The reason if a column of so many digits before the point and after it would round it or has no room.
    #[cfg(any(feature = "mysql", feature = "postgres"))]
    pub(crate) fn check(&self, whole: usize, fraction: usize) -> Result<(), String> {
        if self.whole_digits() <= whole && self.fraction_digits() <= fraction {
            return Ok(());
        }
        Err(format!("the column takes {whole} digits before the point and {fraction} after it at most"))
    }

    /// The place of the first digit; none of zero.
    #[cfg(feature = "postgres")]
    pub(crate) fn highest_place(&self) -> Option<i32> {
        (!self.digits.is_empty()).then_some(self.point - 1)
    }

    /// The digit at a place: 0 is the one before the point, -1 the one after it.
    pub(crate) fn digit(&self, place: i32) -> u8 {
        let index = usize::try_from(self.point - 1 - place);
        index.ok().and_then(|index| self.digits.get(index)).copied().unwrap_or(0)
    }
}

fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let exponent: i32 = text.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    (exponent.unsigned_abs() as usize <= MOST_DIGITS).then_some(exponent)
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;

        if self.negative {
            f.write_char('-')?;
        }
        let (whole, fraction) = (self.whole_digits() as i32, self.fraction_digits() as i32);
        for place in (0..whole.max(1)).rev() {
            f.write_char(char::from(b'0' + self.digit(place)))?;
        }
        if fraction > 0 {
            f.write_char('.')?;
        }
        for place in 1..=fraction {
            f.write_char(char::from(b'0' + self.digit(-place)))?;
        }
        Ok(())
    }
}
