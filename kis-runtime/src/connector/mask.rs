//! Keeps passwords out of messages. When in doubt it hides too much.

use kis_config::secrets::is_secret;

const HIDDEN: &str = "***";
/// An address, or several, without passwords: `user:***@host` and `password=***`.
pub(crate) fn mask(address: &str) -> String {
    let mut masked = String::with_capacity(address.len());
    let mut rest = address;
    while !rest.is_empty() {
        let is_scheme = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let scheme_end = rest.find("://").filter(|at| is_scheme(&rest[..*at])).map_or(0, |at| at + 3);
        let (scheme, after) = rest.split_at(scheme_end);
        let (one, next) = after.split_at(next_scheme(after));
        masked.push_str(scheme);
        masked.push_str(&mask_user(one));
        rest = next;
    }
    mask_assignments(&masked)
}

/// Where the next address with a scheme begins: after the comma or blank before its `scheme://`.
fn next_scheme(text: &str) -> usize {
    let Some(at) = text.find("://") else { return text.len() };
    text[..at].rfind([',', ' ']).map_or(text.len(), |comma| comma + 1)
}

/// A password may itself hold `@`, `/` or `,`, so everything up to the last `@` is taken for the user's.
fn mask_user(text: &str) -> String {
    let Some(at) = text.rfind('@') else { return text.to_owned() };
    let user = text[..at].find(':').map_or("", |colon| &text[..=colon]);
    format!("{user}{HIDDEN}{}", &text[at..])
}

fn mask_assignments(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(equals) = rest.find('=') {
        let (before, value) = rest.split_at(equals + 1);
        masked.push_str(before);
        let name = before[..equals].rsplit(|c: char| !is_name(c)).next().unwrap_or_default();
        rest = if is_secret(name) {
            masked.push_str(HIDDEN);
            &value[value_length(value)..]
        } else {
            value
        };
    }
    masked.push_str(rest);
    masked
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn value_length(value: &str) -> usize {
    match value.chars().next() {
        Some(quote @ ('\'' | '"')) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
        _ => value.find(['&', ';', ' ']).unwrap_or(value.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden_and_hosts_stay() {
        for (address, masked) in [
            ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379"),
            ("redis://:pw@h1:1,redis://u:pw@h2:2", "redis://:***@h1:1,redis://u:***@h2:2"),
            ("root:p@s,s@tcp(db:3306)/app", "root:***@tcp(db:3306)/app"),
            ("root:pw@h1,redis://:pw@h2", "root:***@h1,redis://:***@h2"),
            ("nats://pwtoken@h", "nats://***@h"),
            ("host=db password='p w' user=u", "host=db password=*** user=u"),
            ("http://h/?API-Key=pw&x=1", "http://h/?API-Key=***&x=1"),
            ("h1:9092, h2:9092", "h1:9092, h2:9092"),
            ("./data/out.jsonl", "./data/out.jsonl"),
        ] {
            assert_eq!(mask(address), masked);
        }
    }
}
