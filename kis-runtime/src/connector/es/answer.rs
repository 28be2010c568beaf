//! What a server answers, read.

use bytes::Bytes;
use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::fault::{Fault, Said};
use crate::connector::near::shortened;

/// The answer to `_bulk`.
#[derive(Deserialize)]
pub(super) struct Bulk<'a> {
    #[serde(borrow)]
    pub(super) items: Vec<Item<'a>>,
}

/// What became of one row; the key of the object is the action.
#[derive(Deserialize)]
pub(super) enum Item<'a> {
    #[serde(borrow, rename = "index")]
    Index(Outcome<'a>),
    #[serde(borrow, rename = "delete")]
    Delete(Outcome<'a>),
}

#[derive(Deserialize)]
pub(super) struct Outcome<'a> {
    pub(super) status: u16,
    /// Such as `deleted`; only of a deletion.
    #[serde(default)]
    pub(super) result: Option<&'a str>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

/// The answer to `_mget`.
#[derive(Deserialize)]
pub(super) struct Documents<'a> {
    #[serde(borrow)]
    pub(super) docs: Vec<Document<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(default)]
    pub(super) found: bool,
    #[serde(borrow, rename = "_source", default)]
    pub(super) source: Option<&'a RawValue>,
    #[serde(default)]
    error: Option<Value>,
}

impl Document<'_> {
    /// Why it is not known whether the document is there.
    pub(super) fn fault(&self) -> Option<Fault> {
        let error = self.error.as_ref()?;
        // Shards that are not up yet, after a start; the status is not told.
        let waits = error["type"].as_str().is_some_and(|kind| kind.starts_with("no_shard_available"));
        Some(Fault::answered(said(if waits { 503 } else { 400 }, error)))
    }
}

/// The answer to `_search` and to its `scroll`.
#[derive(Deserialize)]
pub(super) struct Page<'a> {
    #[serde(rename = "_scroll_id")]
    pub(super) scroll: String,
    #[serde(borrow)]
    pub(super) hits: Hits<'a>,
}

#[derive(Deserialize)]
pub(super) struct Hits<'a> {
    #[serde(borrow)]
    pub(super) hits: Vec<Hit<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Hit<'a> {
    #[serde(rename = "_id")]
    pub(super) id: String,
    #[serde(borrow, rename = "_source", default)]
    pub(super) source: Option<&'a RawValue>,
}

/// The answer to `_count`.
#[derive(Deserialize)]
pub(super) struct Count {
    pub(super) count: u64,
}

#[derive(Deserialize)]
struct Sharded {
    #[serde(rename = "_shards")]
    shards: Shards,
}

#[derive(Deserialize)]
struct Shards {
    total: u64,
    failed: u64,
    #[serde(default)]
    failures: Vec<Value>,
}

/// An answer that is what it should be.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|_| foreign(StatusCode::OK, body))
}

/// As [`read`], for what borrows nothing.
pub(super) fn read_owned<T: DeserializeOwned>(body: &Bytes) -> Result<T, Fault> {
    read(body)
}

/// An answer of which a part is missing is none.
pub(super) fn check_shards(body: &Bytes) -> Result<(), Fault> {
    let Shards { total, failed, failures } = read::<Sharded>(body)?.shards;
    match failed {
        0 => Ok(()),
        failed => {
            let said = failures.first().map(|failure| said(0, &failure["reason"]));
            let said = said.map_or_else(String::new, |said| format!("{}, {}", said.kind, said.reason));
            Err(Fault::Shards { failed, total, said })
        }
    }
}

/// What an answer means whose status is no success.
pub(super) fn fault(status: StatusCode, body: &Bytes) -> Fault {
    match serde_json::from_slice::<Value>(body) {
        Ok(answer) if answer.is_object() => Fault::answered(said(status.as_u16(), &answer["error"])),
        _ => match status.as_u16() {
            // What stands before a server says so in its own way.
            code @ (401 | 403 | 429 | 502..=504) => {
                let reason = begin(body);
                Fault::answered(Said { status: code, kind: String::new(), reason })
            }
            _ => foreign(status, body),
        },
    }
}

/// An error, which is an object or, of some old ones, a text.
pub(super) fn said(status: u16, error: &Value) -> Said {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut reason = match error {
        Value::String(reason) => reason.clone(),
        error => text(&error["reason"]),
    };
    // The reason of the cause says what of a value is wrong.
    if let Some(cause) = error["caused_by"]["reason"].as_str().filter(|cause| !reason.contains(*cause)) {
        reason = format!("{reason}: {cause}");
    }
    Said { status, kind: text(&error["type"]), reason }
}

fn foreign(status: StatusCode, body: &Bytes) -> Fault {
    let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
    let begin = if is_json || !body.is_empty() { begin(body) } else { "nothing".to_owned() };
    Fault::Foreign { status, begin }
}

fn begin(body: &Bytes) -> String {
    let text: String = String::from_utf8_lossy(&body[..body.len().min(200)])
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    shortened(text.trim())
}
