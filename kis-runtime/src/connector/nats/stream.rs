//! The stream that holds a subject: found, or made.

use std::time::Duration;

use async_nats::jetstream::context::CreateStreamErrorKind;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{Config, Info};
use async_nats::jetstream::{Error as Refusal, ErrorCode};
use serde_json::{Value, json};

use super::fault::Fault;
use super::link::Link;
use super::settings::{Settings, StreamSettings};

/// How long a stream remembers the ids of its messages, at least, when the connector makes it: the server's own
/// default.
const WINDOW: Duration = Duration::from_secs(120);

/// The longest subject; it has to fit into one line of the protocol, with more, and servers take lines of 4 KiB.
const LONGEST_SUBJECT: usize = 1_024;

/// Says why a key is no subject to publish to.
pub(super) fn check_subject(subject: &str) -> Result<(), String> {
    if subject.len() > LONGEST_SUBJECT {
        return Err(format!("it is of {} bytes, and a subject has up to {LONGEST_SUBJECT}", subject.len()));
    }
    if let Some(c) = subject.chars().find(|c| c.is_whitespace() || c.is_control()) {
        return Err(format!("a subject has no blanks and no control characters, and this has {c:?}"));
    }
    match subject.split('.').find(|token| matches!(*token, "" | "*" | ">")) {
        Some("") => Err("a subject is words with one dot between two of them, as `orders.eu`".to_owned()),
        Some(wildcard) => Err(format!("rows are sent to one subject, and `{wildcard}` stands for many")),
        None => Ok(()),
    }
}

/// The name of the stream that is made for a subject.
fn name_for(subject: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    subject.chars().map(plain).collect()
}

/// Finds the stream that holds the subject, or makes one if that is wished; gives its name.
pub(super) async fn open(link: &Link, subject: &str, settings: &Settings) -> Result<String, Fault> {
    let wanted = &settings.stream;
    let info = match holder_of(link, subject, settings).await? {
        Some(found) => match &wanted.name {
            Some(wanted) if *wanted != found => {
                return Err(Fault::OtherStream {
                    subject: subject.to_owned(),
                    found,
                    wanted: wanted.clone(),
                });
            }
            _ => info_of(link, &found, settings).await?,
        },
        None if wanted.create => create(link, subject, wanted, settings).await?,
        None => return Err(Fault::NoStream { subject: subject.to_owned() }),
    };
    let Config { name, no_ack, duplicate_window, .. } = info.config;
    let needed = repeats_for(settings);
    match () {
        () if no_ack => Err(Fault::NoAcks { stream: name }),
        () if duplicate_window < needed => {
            Err(Fault::ShortWindow { stream: name, window: duplicate_window, needed })
        }
        () => Ok(name),
    }
}

/// How long after it was sent first a row may be sent again.
fn repeats_for(settings: &Settings) -> Duration {
    settings.retry_for + settings.response_timeout + settings.connect_timeout
}

async fn holder_of(link: &Link, subject: &str, settings: &Settings) -> Result<Option<String>, Fault> {
    let names: Value = ask(link, "STREAM.NAMES", &json!({"subject": subject}), settings).await?;
    Ok(names["streams"][0].as_str().map(str::to_owned))
}

async fn info_of(link: &Link, stream: &str, settings: &Settings) -> Result<Info, Fault> {
    ask(link, &format!("STREAM.INFO.{stream}"), &json!({}), settings).await
}

async fn ask<T: serde::de::DeserializeOwned>(
    link: &Link,
    what: &str,
    question: &Value,
    settings: &Settings,
) -> Result<T, Fault> {
    match link.jetstream.request(what.to_owned(), question).await {
        Ok(Response::Ok(answer)) => Ok(answer),
        Ok(Response::Err { error }) => Err(refused(error)),
        Err(error) => Err(Fault::of_request(&error, settings.response_timeout, link.complaint())),
    }
}

fn refused(refusal: Refusal) -> Fault {
    match refusal.error_code() {
        ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT => Fault::NoJetStream,
        ErrorCode::CLUSTER_NOT_AVAILABLE => Fault::NotNow(refusal),
        _ => Fault::Answer(refusal.to_string()),
    }
}

async fn create(
    link: &Link,
    subject: &str,
    wanted: &StreamSettings,
    settings: &Settings,
) -> Result<Info, Fault> {
    let name = wanted.name.clone().unwrap_or_else(|| name_for(subject));
    let max_age = wanted.max_age.unwrap_or_default();
    let window = WINDOW.max(repeats_for(settings));
    let config = Config {
        name: name.clone(),
        subjects: vec![subject.to_owned()],
        max_age,
        // It cannot be longer than what it is for.
        duplicate_window: if max_age.is_zero() { window } else { window.min(max_age) },
        ..Config::default()
    };
    match link.jetstream.create_stream(config).await {
        Ok(stream) => Ok(stream.cached_info().clone()),
        Err(error) => Err(match error.kind() {
            CreateStreamErrorKind::JetStream(refusal) => match refusal.error_code() {
                ErrorCode::STREAM_NAME_EXIST => {
                    Fault::NameTaken { subject: subject.to_owned(), stream: name }
                }
                _ => Fault::NotMade { stream: name, why: refusal.to_string() },
            },
            CreateStreamErrorKind::TimedOut => {
                Fault::NoAnswer { limit: settings.response_timeout, complaint: link.complaint() }
            }
            _ => Fault::NotMade { stream: name, why: error.to_string() },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_that_can_be_published_to() {
        for good in ["orders", "orders.eu", "заказы.*x", "a'b;--", "$KV.bucket.key"] {
            assert_eq!(check_subject(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("", "a subject is words with one dot between two of them, as `orders.eu`"),
            ("a..b", "a subject is words with one dot between two of them, as `orders.eu`"),
            ("a.", "a subject is words with one dot between two of them, as `orders.eu`"),
            ("a.*.b", "rows are sent to one subject, and `*` stands for many"),
            (">", "rows are sent to one subject, and `>` stands for many"),
            ("a b", "a subject has no blanks and no control characters, and this has ' '"),
            ("a\r\nPUB x 0", "a subject has no blanks and no control characters, and this has '\\r'"),
            ("a\0", "a subject has no blanks and no control characters, and this has '\\0'"),
        ] {
            assert_eq!(check_subject(bad).unwrap_err(), why, "{bad:?}");
        }
        assert!(check_subject(&"x".repeat(1_025)).unwrap_err().starts_with("it is of 1025 bytes"));
    }

    #[test]
    fn a_stream_is_called_like_its_subject() {
        assert_eq!(name_for("orders.eu-1"), "orders_eu-1");
        assert_eq!(name_for("$a/../b\\é"), "_a____b__");
    }
}
