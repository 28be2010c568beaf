//! What can go wrong between a flow and a connector.

use std::fmt;
use std::time::Duration;

use super::near::{hint, list};
use crate::BoxError;

/// What went wrong with a connector: its declaration, the connection, or an operation.
///
/// Addresses in it are already masked: no variant holds a password.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ConnectorError {
    /// No connector of this name is declared.
    #[error("no connector is named `{connector}`{}; declared: {}", hint(near.as_deref()), list(declared))]
    #[non_exhaustive]
    UnknownConnector {
        /// The name asked for.
        connector: String,
        /// A declared name that looks like it.
        near: Option<String>,
        /// All declared names.
        declared: Vec<String>,
    },

    /// No connector type of this name is registered.
    #[error("connector `{connector}` has the unknown type `{conn_type}`{}; known types: {}", hint(near.as_deref()), list(known))]
    #[non_exhaustive]
    UnknownType {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// A known type that looks like it.
        near: Option<String>,
        /// All registered types.
        known: Vec<String>,
    },

    /// The connector's type exists, but was not compiled in.
    #[error(
        "connector `{connector}` has the type `{conn_type}`, which is not compiled in: \
         add the feature `{feature}` to `kis-runtime` in Cargo.toml"
    )]
    #[non_exhaustive]
    TypeNotCompiledIn {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// The cargo feature that adds it.
        feature: &'static str,
    },

    /// The connector's type has no such parameter.
    #[error(
        "connector `{connector}` of type `{conn_type}` has the unknown param `{param}`{}; allowed: {}",
        hint(near.as_deref()),
        list(allowed)
    )]
    #[non_exhaustive]
    UnknownParam {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// The parameter.
        param: String,
        /// An allowed name that looks like it.
        near: Option<String>,
        /// All allowed names.
        allowed: Vec<String>,
    },

    /// A parameter's text is not what it should be.
    #[error("param `{param}` of connector `{connector}` is `{value}`; {expected}")]
    #[non_exhaustive]
    InvalidParam {
        /// The connector.
        connector: String,
        /// The parameter.
        param: String,
        /// Its text, masked when the parameter is a secret.
        value: String,
        /// What is allowed.
        expected: String,
    },

    /// The address or the key cannot be one of the connector's type.
    #[error("connector `{connector}` of type `{conn_type}` has {what} `{value}`: {reason}")]
    #[non_exhaustive]
    InvalidConfig {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// `the address` or `the key`.
        what: &'static str,
        /// Its text, masked.
        value: String,
        /// What is wrong with it and what is allowed.
        reason: String,
    },

    /// Connecting failed.
    #[error("connector `{connector}` cannot connect to `{address}` (type `{conn_type}`): {source}")]
    #[non_exhaustive]
    Connect {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// Its addresses, masked.
        address: String,
        /// Why.
        source: BoxError,
    },

    /// Connecting took too long.
    #[error(
        "connector `{connector}` did not connect to `{address}` (type `{conn_type}`) within {limit:?}: \
         is it the right server, and does it answer? param `connect_timeout` sets the limit"
    )]
    #[non_exhaustive]
    ConnectTimeout {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// Its addresses, masked.
        address: String,
        /// How long it was waited for.
        limit: Duration,
    },

    /// The connector's type has no stores, or no topics.
    #[error("connector `{connector}` is of type `{conn_type}`, which has no {wanted}: {advice}")]
    #[non_exhaustive]
    Unsupported {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// `stores`, `topics` or `client of type …`.
        wanted: String,
        /// What to do.
        advice: &'static str,
    },

    /// Two handles on one connector disagree about the row type.
    #[error(
        "connector `{connector}` holds rows of `{held}`, so it cannot hold rows of `{wanted}` too: declare a second connector"
    )]
    #[non_exhaustive]
    RowTypes {
        /// The connector.
        connector: String,
        /// The row type of the first handle.
        held: String,
        /// The row type asked for now.
        wanted: String,
    },

    /// The row type cannot be held by this connector.
    #[error("connector `{connector}` of type `{conn_type}` cannot hold rows of `{row_type}`: {reason}")]
    #[non_exhaustive]
    RowType {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// The row type.
        row_type: String,
        /// What is wrong with it and what is allowed.
        reason: String,
    },

    /// What the connector's table or file looks like is not what the row type needs.
    #[error(
        "{place} of connector `{connector}` does not fit rows of `{row_type}`: expected {expected}, found {found}"
    )]
    #[non_exhaustive]
    Schema {
        /// The connector.
        connector: String,
        /// The row type.
        row_type: String,
        /// Which table and column, or which file.
        place: String,
        /// What the row type needs.
        expected: String,
        /// What is there.
        found: String,
    },

    /// A row could not be written as cells, or the engine cannot hold its value.
    #[error("row {row} of `{row_type}` cannot be written to connector `{connector}`{}: {reason}", at_column(column.as_deref()))]
    #[non_exhaustive]
    Encode {
        /// The connector.
        connector: String,
        /// The row type.
        row_type: String,
        /// Which row of the batch, counting from 1.
        row: usize,
        /// Which column, when it is known.
        column: Option<String>,
        /// Why.
        reason: String,
    },

    /// What the connector holds could not be read as a row.
    #[error("row {row} read from connector `{connector}` is no `{row_type}`{}: {reason}", at_column(column.as_deref()))]
    #[non_exhaustive]
    Decode {
        /// The connector.
        connector: String,
        /// The row type.
        row_type: String,
        /// Which row of the answer or page, counting from 1.
        row: usize,
        /// Which column, when it is known.
        column: Option<String>,
        /// Why.
        reason: String,
    },

    /// The engine failed.
    #[error("{operation} failed at connector `{connector}` (type `{conn_type}`, `{address}`): {source}")]
    #[non_exhaustive]
    Operation {
        /// The connector.
        connector: String,
        /// Its type.
        conn_type: String,
        /// Its addresses, masked.
        address: String,
        /// `upsert`, `get`, `scan`, `delete`, `count`, `send`, `open` or `call`.
        operation: &'static str,
        /// Why.
        source: BoxError,
    },
}

/// As it is shown: a `main` that returns the error prints this.
impl fmt::Debug for ConnectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn at_column(column: Option<&str>) -> String {
    column.map(|column| format!(" (column `{column}`)")).unwrap_or_default()
}
