//! Times in attributes.

/// One hour, the longest time that an attribute may say.
pub(super) const LONGEST: u64 = 3_600_000;

/// The milliseconds of a text such as `500ms`, `2s`, `1m` or `1h`.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim_start() {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn a_time_is_a_whole_number_and_a_unit() {
        for (text, expected) in
            [("500ms", 500), ("2s", 2_000), ("1m", 60_000), ("3 min", 180_000), ("1h", 3_600_000)]
        {
            assert_eq!(milliseconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "500",
            "ms",
            "1.5s",
            "-1s",
            "1d",
            "1s later",
            "99999999999999999999s",
            "9999999999999999999h",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
