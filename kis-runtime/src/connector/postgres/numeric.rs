//! Numbers as PostgreSQL's `numeric`: digits of base 10,000.

use crate::connector::logical::Decimal;

const BASE: u128 = 10_000;
const NEGATIVE: u16 = 0x4000;
const BROKEN: &str = "the server sent a `numeric` that is not understood";
/// `i128` has 39 decimal digits.
const MOST_DIGITS: usize = 10;

/// Appends a whole number in the binary form of `numeric`.
pub(super) fn write(out: &mut impl Extend<u8>, number: i128) {
    let mut digits = [0_u16; MOST_DIGITS];
    let mut length = 0;
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        digits[length] = (rest % BASE) as u16;
        rest /= BASE;
        length += 1;
    }
    let weight = length.saturating_sub(1) as u16;
    let sign = if number < 0 { NEGATIVE } else { 0 };
    let header = [length as u16, weight, sign, 0];
    let digits = digits[..length].iter().rev().copied();
    out.extend(header.into_iter().chain(digits).flat_map(u16::to_be_bytes));
}

/// Appends a decimal number in the binary form of `numeric`.
pub(super) fn write_decimal(out: &mut impl Extend<u8>, decimal: &Decimal) {
    let scale = decimal.fraction_digits() as i32;
    let lowest = (-scale).div_euclid(4);
    let highest = decimal.highest_place().map_or(lowest - 1, |place| place.div_euclid(4));
    let group = |group: i32| {
        (0..4).rev().fold(0_u16, |digits, place| digits * 10 + u16::from(decimal.digit(group * 4 + place)))
    };
    let sign = if decimal.negative { NEGATIVE } else { 0 };
    let header = [(highest - lowest + 1) as u16, highest as u16, sign, scale as u16];
    let digits = (lowest..=highest).rev().map(group);
    out.extend(header.into_iter().chain(digits).flat_map(u16::to_be_bytes));
}

/// Reads a `numeric` in its binary form; the reason if it is not finite.
pub(super) fn read_decimal(raw: &[u8]) -> Result<Decimal, &'static str> {
    let mut words = raw.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let (Some(length), Some(weight), Some(sign), Some(_scale)) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(BROKEN);
    };
    if sign != 0 && sign != NEGATIVE {
        return Err("a `numeric` that is not a number or not finite is no decimal number");
    }
    let mut digits = Vec::with_capacity(4 * usize::from(length));
    for _ in 0..length {
        let group = words.next().ok_or(BROKEN)?;
        digits.extend([1_000, 100, 10, 1].map(|unit| (group / unit % 10) as u8));
    }
    Ok(Decimal::from_digits(sign == NEGATIVE, digits, (i32::from(weight as i16) + 1) * 4))
}

/// Reads a `numeric` in its binary form; the reason if it is no whole number of `i128`.
pub(super) fn read(raw: &[u8]) -> Result<i128, &'static str> {
    let mut words = raw.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let (Some(length), Some(weight), Some(sign), Some(_scale)) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(BROKEN);
    };
    if sign != 0 && sign != NEGATIVE {
        return Err("a `numeric` that is not a number or not finite is no whole number");
    }
    let places = i32::from(weight as i16) + 1;
    let mut number: i128 = 0;
    for place in 0..i32::from(length) {
        let digit = words.next().ok_or(BROKEN)?;
        if place < places {
            number = append(number, digit, sign)?;
        } else if digit != 0 {
            return Err("a `numeric` with a fraction is no whole number");
        }
    }
    for _ in i32::from(length)..places.max(i32::from(length)) {
        if number != 0 {
            number = append(number, 0, sign)?;
        }
    }
    Ok(number)
}

/// The digits of a negative number are subtracted, because `i128::MIN` has no counterpart.
fn append(number: i128, digit: u16, sign: u16) -> Result<i128, &'static str> {
    let digit = i128::from(digit);
    let digit = if sign == NEGATIVE { -digit } else { digit };
    number
        .checked_mul(BASE as i128)
        .and_then(|number| number.checked_add(digit))
        .ok_or("a `numeric` beyond `i128` is no number that a row can have")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    proptest! {
        #[test]
        fn whole_numbers_come_back(number: i128, shift in 0_u32..128) {
            for number in [number, number >> shift, i128::MIN, i128::MAX, 0] {
                let mut out = Vec::new();
                write(&mut out, number);
                prop_assert_eq!(read(&out), Ok(number));
            }
        }

        #[test]
        fn decimal_numbers_come_back(text in "-?[0-9]{0,40}[0-9]{1,30}(\\.[0-9]{1,40})?|-?\\.0{0,20}[0-9]{1,30}") {
            let decimal = Decimal::parse(&text).unwrap();
            let mut out = Vec::new();
            write_decimal(&mut out, &decimal);
            prop_assert_eq!(read_decimal(&out), Ok(decimal));
        }

        #[test]
        fn whatever_the_server_sends_is_read_or_refused(raw: Vec<u8>) {
            let _ = (read(&raw), read_decimal(&raw).map(|decimal| decimal.to_string()));
        }
    }

    #[test]
    fn trailing_zeros_that_the_server_leaves_out_are_there() {
        assert_eq!(read(&bytes(&[1, 2, 0, 0, 7])), Ok(700_000_000));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        let fraction = bytes(&[2, 0, 0, 1, 1, 5000]);
        let not_a_number = bytes(&[0, 0, 0xc000, 0]);
        let too_big = bytes(&[1, 11, 0, 0, 1]);
        assert!(read(&fraction).unwrap_err().contains("fraction"));
        assert!(read(&not_a_number).unwrap_err().contains("not a number"));
        assert!(read(&too_big).unwrap_err().contains("beyond"));
        assert!(read(&[0, 1]).is_err());
    }
}
