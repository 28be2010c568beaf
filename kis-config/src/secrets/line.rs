//! Secrets in lines of files.

use std::ops::Range;

use super::is_secret;

/// The bytes of a line that are not to be shown.
pub(crate) fn secrets(line: &str) -> Vec<Range<usize>> {
    let mut hidden = users(line);
    hidden.extend(assigned(line));
    hidden
}

/// The text with stars for what is not to be shown.
pub(crate) fn masked(text: &str) -> String {
    let hidden = secrets(text);
    let mask = |(at, c)| if hidden.iter().any(|it| it.contains(&at)) { '*' } else { c };
    text.char_indices().map(mask).collect()
}

/// The passwords of `user:password@host`. A password may hold `@` itself.
fn users(line: &str) -> Vec<Range<usize>> {
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut last = 0;
    for (at, _) in line.match_indices('@') {
        let before = &line[last..at];
        let ends_word = |c: char| c.is_whitespace() || "\"'{[".contains(c);
        let token = before
            .rfind(ends_word)
            .map_or(0, |it| it + before[it..].chars().next().map_or(0, char::len_utf8));
        let scheme = before.rfind("://").map_or(0, |it| it + 3);
        let start = token.max(scheme);
        let colon = before[start..].find(':').map(|it| last + start + it + 1);
        match colon {
            Some(from) => hidden.push(from..at),
            // The rest of a password that has an `@` in it.
            None if start == 0 && hidden.last().is_some_and(|it| it.end + 1 == last) => hidden.push(last..at),
            None => {}
        }
        last = at + 1;
    }
    hidden
}

/// The values of `password: …` and `password=…`.
fn assigned(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices([':', '=']).filter_map(|(at, sign)| {
        let name = line[..at].trim_end_matches(['"', '\'']);
        let name = name.rsplit(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).next()?;
        let rest = &line[at + 1..];
        if !is_secret(name) || sign == ":" && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let value = rest.trim_start();
        let start = line.len() - value.len();
        let length = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].find(quote).map_or(value.len(), |end| end + 2),
            _ if sign == "=" => value.find(['&', ';', ' ', '"', '\'']).unwrap_or(value.len()),
            _ => value.find([',', '}']).unwrap_or(value.trim_end().len()),
        };
        Some(start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden_and_hosts_stay() {
        for (line, shown) in [
            ("addrs: redis://app:pw@h:1,redis://b:pw@g:2", "addrs: redis://app:**@h:1,redis://b:**@g:2"),
            ("addrs: root:p@s,s@tcp(db:3306)/app", "addrs: root:*@***@tcp(db:3306)/app"),
            ("  sasl_password: hunter2 ", "  sasl_password: ******* "),
            ("params: {api-token: \"a,b\", x: 1}", "params: {api-token: *****, x: 1}"),
            ("params: {pwd: ab, x: 1}", "params: {pwd: **, x: 1}"),
            ("addrs: host=db password=pw user=u", "addrs: host=db password=** user=u"),
            ("addrs: http://h/?token=pw&x=1", "addrs: http://h/?token=**&x=1"),
            ("addrs: 0.0.0.0:9988,0.0.0.0:9999", "addrs: 0.0.0.0:9988,0.0.0.0:9999"),
            ("password:", "password:"),
            ("mail: a@b.c", "mail: a@b.c"),
        ] {
            assert_eq!(masked(line), shown);
        }
    }
}
