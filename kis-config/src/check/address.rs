use std::net::Ipv6Addr;
use std::ops::Range;

use super::context::Cx;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::span::{At, Span};

/// Why a text is no address, and which part of it.
struct Wrong {
    part: Range<usize>,
    why: &'static str,
}

/// Checks the comma-separated addresses of servers: `host:port`, URLs, and Go's `user:password@tcp(host:port)/name`.
pub(super) fn servers(cx: &mut Cx<'_>, addrs: &At<String>) {
    if let Some(wrong) = wrong_server(&addrs.value) {
        report(cx, "addrs", addrs, wrong, "`host:port`, or a URL; more than one are separated by commas");
    }
}

/// Checks where something listens: `host:port` or `:port`.
pub(super) fn listener(cx: &mut Cx<'_>, serve: &At<String>) {
    let wrong = match serve.value.rfind(':') {
        None => Some(Wrong { part: 0..serve.value.len(), why: "the port is missing" }),
        Some(0) => wrong_port(&serve.value, 1),
        Some(_) => wrong_host_port(&serve.value, 0..serve.value.len()),
    };
    if let Some(wrong) = wrong {
        report(cx, "prometheus_serve", serve, wrong, "`host:port`, such as `0.0.0.0:20004`");
    }
}

/// The message does not repeat the address: it may hold a password.
fn report(cx: &mut Cx<'_>, key: &str, at: &At<String>, wrong: Wrong, allowed: &str) {
    let span = part(cx, at, wrong.part);
    let message = format!("`{key}` holds what cannot be an address");
    let problem = Diagnostic::error(Code::InvalidAddress, message, Label::new(span, wrong.why));
    cx.report(problem.note(format!("an address is {allowed}")));
}

/// The place of a part of a text; all of the text where it is not written as it reads.
fn part(cx: &Cx<'_>, at: &At<String>, part: Range<usize>) -> Span {
    let written = cx.sources.text(at.span);
    let Some(begins) = written.find(at.value.as_str()) else { return at.span };
    let before = &written[..begins + part.start];
    if part.is_empty() || before.contains(['\r', '\n']) {
        return at.span;
    }
    Span {
        start: at.span.start + before.len() as u32,
        end: at.span.start + (begins + part.end) as u32,
        column: at.span.column + before.chars().count() as u32,
        ..at.span
    }
}

fn wrong_server(text: &str) -> Option<Wrong> {
    // `host=… port=…`, which only its own library reads.
    if text.contains('=') && !text.contains("://") && !text.contains('(') {
        return None;
    }
    if let Some(open) = text.find('(') {
        let close = text[open..].find(')').map(|at| open + at);
        return match close {
            None => Some(Wrong { part: open..text.len(), why: "the `)` is missing" }),
            Some(_) if text[..open].ends_with("unix") => None,
            Some(close) => wrong_host_port(text, open + 1..close),
        };
    }
    // A password may hold anything, `@` and commas too.
    let mut start = text.rfind('@').map_or(0, |at| at + 1);
    for one in text[start..].split(',') {
        let end = start + one.len();
        if let Some(wrong) = wrong_one(text, start..end) {
            return Some(wrong);
        }
        start = end + 1;
    }
    None
}

/// One address, blanks around it and a scheme before it included.
fn wrong_one(text: &str, range: Range<usize>) -> Option<Wrong> {
    let one = &text[range.clone()];
    let mut start = range.start + (one.len() - one.trim_start().len());
    let end = start + one.trim().len();
    if start == end || text[start..end].starts_with('/') {
        return None;
    }
    if let Some(scheme) = text[start..end].find("://") {
        start += scheme + 3;
        if text[start..end].is_empty() {
            return Some(Wrong { part: start - scheme - 3..end, why: "the host is missing" });
        }
        if text[start..end].starts_with('/') {
            return None;
        }
    }
    let authority = text[start..end].find(['/', '?', '#']).map_or(end, |at| start + at);
    wrong_host_port(text, start..authority)
}

fn wrong_host_port(text: &str, range: Range<usize>) -> Option<Wrong> {
    let (start, end) = (range.start, range.end);
    let one = &text[range.clone()];
    if one.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'`<>{}|\\^".contains(c)) {
        return Some(Wrong { part: range, why: "no host is written so" });
    }
    if one.starts_with('[') {
        let Some(close) = one.find(']') else {
            return Some(Wrong { part: range, why: "the `]` is missing" });
        };
        if one[1..close].parse::<Ipv6Addr>().is_err() {
            return Some(Wrong { part: start..start + close + 1, why: "this is no IPv6 address" });
        }
        return match &one[close + 1..] {
            "" => None,
            rest if rest.starts_with(':') => wrong_port(&text[..end], start + close + 2),
            _ => Some(Wrong { part: start + close + 1..end, why: "a `:` and the port stand here" }),
        };
    }
    match one.split_once(':') {
        None => None,
        Some((_, rest)) if rest.contains(':') => {
            let is_ipv6 = one.parse::<Ipv6Addr>().is_ok();
            (!is_ipv6).then_some(Wrong { part: range, why: "there is more than one `:`" })
        }
        Some(("", _)) => Some(Wrong { part: range, why: "the host is missing" }),
        Some((host, _)) => wrong_port(&text[..end], start + host.len() + 1),
    }
}

/// Whether the rest of the text is no port.
fn wrong_port(text: &str, start: usize) -> Option<Wrong> {
    let port = &text[start..];
    let is_port =
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    let part = if port.is_empty() { 0..text.len() } else { start..text.len() };
    (!is_port).then_some(Wrong { part, why: "a port is a number from 1 to 65535" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_an_address_is_one() {
        for text in [
            "0.0.0.0:9988,0.0.0.0:9999,0.0.0.0:9990",
            "127.0.0.1:6379",
            "localhost",
            "redis://:p,w:x@h:6379/0",
            "redis://u:pw@h1:1,redis://u:p:w@h2:2",
            "root:p@s,s@tcp(db:3306)/app?x=y",
            "root@unix(/tmp/mysql.sock)/app",
            "host=db port=5432 password=x",
            "postgres://u:p@db/app?sslmode=disable",
            "http://es-1:9200, http://es-2:9200/path:x",
            "[::1]:6379",
            "::1",
            "/run/redis.sock",
            "unix:///run/redis.sock",
            "主机:80",
            "a:1,",
        ] {
            assert!(wrong_server(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_shown() {
        for (text, part) in [
            ("h:99999", "99999"),
            ("a:1,b:0", "0"),
            ("a:1, b:x", "x"),
            ("h:", "h:"),
            (":6379", ":6379"),
            ("redis://", "redis://"),
            ("redis://h:1:2/0", "h:1:2"),
            ("two words:1", "two words:1"),
            ("[::1", "[::1"),
            ("[zz]:1", "[zz]"),
            ("u:p@tcp(h:0)/x", "0"),
            ("u:p@tcp(h:1", "(h:1"),
        ] {
            let wrong = wrong_server(text).map(|wrong| &text[wrong.part]);
            assert_eq!(wrong, Some(part), "{text}");
        }
    }
}
