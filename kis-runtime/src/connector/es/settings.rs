//! What the configuration says, checked.

use std::ops::RangeInclusive;
use std::str::FromStr;

use reqwest::header::HeaderValue;
use reqwest::{ClientBuilder, Url};

use super::tls;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::limits::Limits;

/// Where clients of Elasticsearch look when an address names no port.
const PORT: u16 = 9200;

pub(super) struct Settings {
    /// At least one; each ends with `/`, and may hold a user and a password.
    pub(super) nodes: Vec<Url>,
    pub(super) http: ClientBuilder,
    pub(super) create: bool,
    pub(super) limits: Limits,
    pub(super) sizes: Sizes,
}

/// How large what goes over the wire gets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// The bytes of one bulk, about; a longer row has a bulk of its own.
    pub(super) bulk_bytes: usize,
    /// The bytes of one answer, at most.
    pub(super) answer_bytes: usize,
    /// The rows of one page of a scan.
    pub(super) page_rows: usize,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let invalid = |reason: &str| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the address",
            value: config.masked_address(),
            reason: reason.to_owned(),
        };
        let nodes: Result<Vec<_>, _> = config.addrs().map(|addr| node(addr).map_err(&invalid)).collect();
        let nodes = nodes?;
        if nodes.is_empty() {
            return Err(invalid(SHAPE));
        }
        let encrypted = nodes.iter().any(|node| node.scheme() == "https");
        let mut http = tls::prepare(ClientBuilder::new(), name, config, encrypted)?;
        if let Some(key) = api_key(name, config)? {
            if nodes.iter().any(|node| !node.username().is_empty() || node.password().is_some()) {
                return Err(invalid("it names a user, and there is an `api_key` too: leave one of them out"));
            }
            http = http.default_headers([(reqwest::header::AUTHORIZATION, key)].into_iter().collect());
        }
        let size = |param, range: RangeInclusive<usize>, default| {
            let expected = format!("a whole number from {} to {}", range.start(), range.end());
            let read = config.parsed::<Size>(name, param, &expected)?.map_or(default, |size| size.0);
            match range.contains(&read) {
                true => Ok(read),
                false => Err(ConnectorError::InvalidParam {
                    connector: name.to_owned(),
                    param: param.to_owned(),
                    value: read.to_string(),
                    expected: format!("allowed: {expected}"),
                }),
            }
        };
        Ok(Settings {
            nodes,
            http,
            create: config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false),
            limits: Limits::of(name, config)?,
            sizes: Sizes {
                bulk_bytes: size("bulk_bytes", 1_024..=100 << 20, 5 << 20)?,
                answer_bytes: size("answer_bytes", 1_024..=1 << 30, 128 << 20)?,
                page_rows: size("page_rows", 1..=10_000, 1_000)?,
            },
        })
    }
}

struct Size(usize);

impl FromStr for Size {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().map(Size).map_err(|_| ())
    }
}

const SHAPE: &str = "it takes `http://[user:password@]host[:port]`, special characters of user and password percent-encoded, \
                     or several, separated by commas";

/// What is wrong with an address may be a part of its password, so it is never quoted.
fn node(addr: &str) -> Result<Url, &'static str> {
    let text = if addr.contains("://") { addr.to_owned() } else { format!("http://{addr}") };
    let mut url: Url = text.parse().map_err(|_| SHAPE)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(SHAPE);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it takes no `?` and no `#`; percent-encode them in a password");
    }
    if !names_port(&text) {
        url.set_port(Some(PORT)).map_err(|()| SHAPE)?;
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// Whether a port is written; `Url` forgets one that is the scheme's own.
fn names_port(text: &str) -> bool {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = after_scheme.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let after_brackets = host.rsplit_once(']').map_or(host, |(_, rest)| rest);
    after_brackets.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty())
}

fn api_key(name: &str, config: &ConnectorConfig) -> Result<Option<HeaderValue>, ConnectorError> {
    let Some(key) = config.get("api_key") else { return Ok(None) };
    match HeaderValue::try_from(format!("ApiKey {}", key.trim())) {
        Ok(mut value) => {
            value.set_sensitive(true);
            Ok(Some(value))
        }
        Err(_) => Err(ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: "api_key".to_owned(),
            value: "***".to_owned(),
            expected: "it takes the `encoded` text that the server gave when the key was made".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_not_named_is_9200() {
        for (addr, url) in [
            ("es1", "http://es1:9200/"),
            ("es1:9201", "http://es1:9201/"),
            ("http://es1:80", "http://es1/"),
            ("http://u:p%40@[::1]", "http://u:p%40@[::1]:9200/"),
            ("http://proxy/es", "http://proxy:9200/es/"),
        ] {
            assert_eq!(node(addr).unwrap().as_str(), url);
        }
        for bad in ["", "http://", "ftp://es1", "http://es1/?pretty", "http://[", "es1:port"] {
            assert!(node(bad).is_err(), "{bad}");
        }
    }
}
