/// Whether the text, written without quotes, is read as this text by YAML 1.1 and 1.2 alike.
pub(crate) fn is_plain_text(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let is_letter = |c: char| c.is_alphabetic() || c == '_';
    let allowed = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '-' | '.' | '/' | '+' | '@' | ' ' | ',' | ':' | '=' | '(' | ')')
    };
    // Commas and colons are safe outside of brackets, where export writes; `: ` and a colon at the end are not.
    let starts_well = is_letter(first) || first.is_ascii_digit() || first == '/';
    starts_well
        && text.chars().all(allowed)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains("  ")
        && !is_other(text)
}

/// Whether it would be read as a number, a date, a boolean or null, by some parser.
fn is_other(text: &str) -> bool {
    const WORDS: [&str; 11] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    let lower = text.to_ascii_lowercase();
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    // An address such as `0.0.0.0:9988` is text; anything nearer to a number, a date or a time is quoted.
    let address = text.matches('.').count() == 3 && text.contains(':');
    WORDS.contains(&lower.as_str()) || (digits && !address)
}
