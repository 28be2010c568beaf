//! The `es` connector: one index of Elasticsearch or OpenSearch.
//!
//! `addrs` is `http://[user:password@]host[:port]`, or just `host:port`; without a port it is 9200. Several, separated
//! by commas, are nodes of one cluster: when one fails, the next one is asked. `key` is the index, or an alias of one.
//! OpenSearch 2.8 or newer, Elasticsearch 7.10 or newer: only what both document is used. It is tested against
//! Elasticsearch 8.19, without what Elastic licenses (as login by `api_key`), and against OpenSearch 2.19.
//!
//! | param | default | what |
//! | --- | --- | --- |
//! | `create` | `false` | `true` makes the index from the row type if it is not there |
//! | `api_key` | | the key, as encoded by the server, instead of user and password |
//! | `pool_size` | `8` | requests under way at once, at most, of all calls together |
//! | `bulk_bytes` | `5242880` | about how long the body of one `_bulk` gets; a longer row goes alone |
//! | `page_rows` | `1000` | rows of one page of a scan, up to 10,000 |
//! | `answer_bytes` | `134217728` | how long one answer may be |
//! | `read_timeout` | `30s` | how long one request of `get`, `scan` or `count` may take |
//! | `write_timeout` | `60s` | how long one request of `upsert` or `delete` may take |
//! | `retry_for` | `30s` | how long a request is tried again after a fault that may pass; `0` for never |
//! | `tls_ca` | the system's | a PEM file with the certificates of the authorities to trust |
//!
//! An `https` address needs the feature `es-tls`; the server's certificate and name are verified. Proxies that the
//! environment names are not used, redirects not followed.
//!
//! # Documents
//!
//! A row is the document whose `_id` is its key and whose `_source` is the row as serde writes it in JSON. In the id
//! numbers stand in decimal, booleans as `true` and `false`, text as it is, bytes in hexadecimal; the parts of a key of
//! several are joined by `:`, in them `:` is written `%3A` and `%` is written `%25`. A part whose kind the row type
//! does not tell is JSON, unless it is text that could not be read as such. Empty ids, and ids of more than 512 bytes,
//! do not exist: such keys are refused. A row whose fields are not known is the field `row` of its document.
//!
//! Rows are read from `_source`, which the server gives back as it was sent, whatever the index makes of it. So values
//! come back exactly: whole numbers up to `i128`, all floating-point numbers (not-a-number and the infinities stand as
//! the text `NaN`, `Infinity` and `-Infinity`), text of any length. Refused are a not-a-number inside of a nested
//! value, and a `null` inside of `Some`.
//!
//! # The index
//!
//! An index that is there is checked when the store is opened: it has to keep `_source` whole, and a field that it maps
//! has to take every value of its kind. A field that it does not map is right where `dynamic` is `false`; elsewhere the
//! first value would decide. What an index is made of, and what is accepted:
//!
//! | field | made | accepted too |
//! | --- | --- | --- |
//! | whole numbers within `i64` | `long` | smaller ones that hold the field's type; `double`, `float`, `date`, `date_nanos` |
//! | those within `u64` | `unsigned_long`; `keyword` where the server has no such type | `double`, `float`, `date`, `date_nanos` |
//! | larger ones | `keyword` | `double`, `float`, `date`, `date_nanos` |
//! | floating-point numbers | `double`, `ignore_malformed` | `float`, `half_float`, `scaled_float` |
//! | text | `keyword`, `ignore_above: 8191` | `date`, `date_nanos`, `ip`, `version` |
//! | `date`, `datetime`, `timestamp` | `date`, `strict_date_optional_time_nanos` | `date_nanos`, as text |
//! | `time`, `decimal` | as text | `decimal`: the types of floating-point numbers |
//! | booleans | `boolean` | |
//! | bytes, an array of numbers | `object`, `enabled: false` | `short` and larger |
//! | anything else | `object`, `enabled: false` | whatever there is |
//!
//! Accepted for all of them are `keyword`, `text`, `wildcard` and `match_only_text`, and an object with
//! `enabled: false`. A value that the mapping refuses all the same, such as text that is no date, is refused by the
//! server, row by row. Shards, replicas and analysis are the index's own: make it, or a template for it, beforehand
//! where they matter.
//!
//! # Calls
//!
//! - `upsert` sends `_bulk` bodies, four at once. Each row is written or refused by itself: an error says how many rows
//!   are written, how many are refused and how many may be written, and names refused ones with their id, status and
//!   reason. Writing all of them again is safe. A value that cannot be kept is found before anything is sent. Of
//!   several rows with one key in one call only the last one is sent.
//! - `get` reads by id (`_mget`), 1,000 at once, and sees what was written before.
//! - `scan` and `count` refresh the index first, so that they too see what was written before; that takes the right to
//!   do so, and time when it is done often. A scan reads the index as it was at its beginning (`scroll`). A page whose
//!   answer was lost cannot be read again: the scan ends with an error that says so.
//! - `delete` sends `_bulk` bodies. It is not repeated by itself once it may have been done, because the count would be
//!   wrong.
//!
//! # When the server fails
//!
//! Tried again, at the next node, with pauses that double from 20 ms to 1 s and of which a random half is left out,
//! until `retry_for` is over: lost and refused connections, requests that took longer than their limit, the statuses
//! 429, 502, 503 and 504, and shards that failed. Of a bulk only those rows are sent again that the server did not take
//! on (429, 503). Everything else fails at once: what a mapping refuses, missing rights, a wrong password, an index
//! that is read-only because the disk is nearly full, a request that is too long, answers that are none of
//! Elasticsearch's, and the first connection of all.
//!
//! A request that took too long may still be carried out by the server after a later one: a write limit well above what
//! a bulk takes keeps old rows from coming back. When the index is removed meanwhile, a server that makes indices by
//! itself (`action.auto_create_index`) makes it again, without the mapping.
//!
//! The metrics are those of [every connector](super#metrics); `connector_pool_in_use` counts the requests under way.

mod answer;
mod bulk;
mod client;
mod document;
mod fault;
mod id;
mod index;
mod mapping;
mod refused;
mod scan;
mod settings;
mod store;
#[cfg(test)]
mod tests;
mod tls;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::StoreEngine;
use super::table::Table;
use crate::Result;
pub use client::Es;
use settings::Settings;
use store::EsStore;

/// The connector type `es`.
pub(super) struct EsConnector {
    client: Arc<Es>,
    create: bool,
}

impl Connector for EsConnector {
    const TYPE: &'static str = "es";
    const PARAMS: &'static [&'static str] = &[
        "create",
        "api_key",
        "bulk_bytes",
        "page_rows",
        "answer_bytes",
        "pool_size",
        "read_timeout",
        "write_timeout",
        "retry_for",
        "tls_ca",
    ];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let settings = Settings::of(name, config)?;
        index::check_name(name, config)?;
        let create = settings.create;
        Ok(EsConnector { client: Arc::new(Es::connect(name, config, settings).await?), create })
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        let path = index::prepare(&self.client, table, self.create).await?;
        Ok(Arc::new(EsStore::new(Arc::clone(&self.client), table, path)?))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}
