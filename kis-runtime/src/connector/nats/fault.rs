//! What goes wrong with a server, in clearer words than its own.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use async_nats::jetstream::context::{RequestError, RequestErrorKind};
use async_nats::jetstream::{Error as Refusal, ErrorCode};
use async_nats::{ConnectError, ConnectErrorKind, PublishError, PublishErrorKind, rustls};

use super::settings::{Login, Server};

/// Why a row is not acknowledged, or a stream not found.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{fault}; tried again for {retry_for:?} (param `retry_for`)")]
    GaveUp { retry_for: Duration, fault: Box<Fault> },
    #[error("the server did not answer within {limit:?} (param `response_timeout`){}", said(complaint.as_deref()))]
    NoAnswer { limit: Duration, complaint: Option<String> },
    #[error("the server did not take the connection within {limit:?} (param `connect_timeout`)")]
    NoConnection { limit: Duration },
    #[error("no server is named")]
    NoServer,
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the connection was lost{}", said(complaint.as_deref()))]
    Lost { complaint: Option<String> },
    #[error("the server cannot answer now: {0}")]
    NotNow(Refusal),
    #[error("the TLS handshake failed: {0}")]
    Tls(String),
    #[error("the server asks for TLS: write `tls://` into the address")]
    NeedsTls,
    #[error("the server refuses the user or the password")]
    Refused,
    #[error("the server asks for a user or a token: write it into the address, `nats://user:password@host`")]
    NoLogin,
    #[error("the server does not let the user do this: {0}")]
    NotAllowed(String),
    #[error(
        "JetStream is off at the server, or for this user: turn it on, `jetstream` in the server's configuration"
    )]
    NoJetStream,
    #[error(
        "no stream holds the subject `{subject}`: add it to a stream, or let the connector make one with the param \
         `create: true`"
    )]
    NoStream { subject: String },
    #[error("the subject `{subject}` is held by stream `{found}`, and the param `stream` says `{wanted}`")]
    OtherStream { subject: String, found: String, wanted: String },
    #[error(
        "a stream `{stream}` is there and does not hold the subject `{subject}`: add the subject to it, or name another \
         stream with the param `stream`"
    )]
    NameTaken { subject: String, stream: String },
    #[error("stream `{stream}` cannot be made: {why}")]
    NotMade { stream: String, why: String },
    #[error("stream `{stream}` acknowledges nothing (`no_ack`), so no row could be known to be in it")]
    NoAcks { stream: String },
    #[error(
        "stream `{stream}` knows a repeated row for {window:?} (`duplicate_window`) only, and one may be repeated for \
         {needed:?} (params `retry_for`, `response_timeout` and `connect_timeout` together): lengthen the one, or \
         shorten the others"
    )]
    ShortWindow { stream: String, window: Duration, needed: Duration },
    #[error("row {row} is in stream `{found}`, and those before went to `{wanted}`: the subject has moved")]
    Moved { row: usize, found: String, wanted: String },
    #[error(
        "row {row} was refused because the stream or the server's storage is full: raise the limit, or let the stream \
         discard old messages: {refusal}"
    )]
    Full { row: usize, refusal: Refusal },
    #[error("row {row} was refused: {why}")]
    BadRow { row: usize, why: String },
    #[error("the server answered with something else: {0}")]
    Answer(String),
    #[error("{}; sending all of them again makes these be there twice: {fault}", so_far(*.written, *.unsure, *.rows))]
    Partial { written: usize, unsure: usize, rows: usize, fault: Box<Fault> },
}

fn said(complaint: Option<&str>) -> String {
    complaint.map(|complaint| format!("; it said: {complaint}")).unwrap_or_default()
}

fn so_far(written: usize, unsure: usize, rows: usize) -> String {
    match (written, unsure) {
        (0, _) => format!("{unsure} of {rows} rows may be in the stream"),
        (_, 0) => format!("{written} of {rows} rows are in the stream"),
        _ => format!("{written} of {rows} rows are in the stream, and {unsure} more may be"),
    }
}

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cure {
    /// The same request may go through later.
    Wait,
    /// It may go through over a new connection.
    Reconnect,
    /// Nothing helps.
    None,
}

impl Fault {
    pub(super) fn lost(complaint: Option<String>) -> Self {
        Fault::Lost { complaint }
    }

    pub(super) fn of_connect(error: ConnectError, server: &Server, limit: Duration) -> (Self, Cure) {
        let is_tls = error.kind() == ConnectErrorKind::Tls || is_of_tls(&error);
        let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        match error.kind() {
            _ if is_tls && !server.addr.tls_required() => (Fault::NeedsTls, Cure::None),
            _ if is_tls => (Fault::Tls(why), Cure::None),
            ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
                let fault = match server.login {
                    Login::None => Fault::NoLogin,
                    Login::Token(_) | Login::User(..) => Fault::Refused,
                };
                (fault, Cure::None)
            }
            ConnectErrorKind::TimedOut => (Fault::NoConnection { limit }, Cure::Reconnect),
            _ => (Fault::Unreachable(why), Cure::Reconnect),
        }
    }

    /// Why a row, counted from 0, cannot even be sent.
    pub(super) fn of_send(error: &PublishError, row: usize, complaint: Option<String>) -> (Self, Cure) {
        match error.kind() {
            PublishErrorKind::Send => (Fault::lost(complaint), Cure::Reconnect),
            _ => (Fault::BadRow { row: row + 1, why: error.to_string() }, Cure::None),
        }
    }

    /// Nothing was heard for so long.
    pub(super) fn late(limit: Duration, complaint: Option<String>, subject: &str) -> (Self, Cure) {
        match complaint {
            Some(complaint) if is_forbidden(&complaint, subject) => {
                (Fault::NotAllowed(complaint), Cure::None)
            }
            complaint => (Fault::NoAnswer { limit, complaint }, Cure::Reconnect),
        }
    }

    /// Why the stream did not take a row, counted from 0.
    pub(super) fn of_refusal(refusal: Refusal, row: usize) -> (Self, Cure) {
        let row = row + 1;
        match refusal.error_code() {
            ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT => {
                (Fault::NoJetStream, Cure::None)
            }
            ErrorCode::INSUFFICIENT_RESOURCES
            | ErrorCode::STORAGE_RESOURCES_EXCEEDED
            | ErrorCode::MEMORY_RESOURCES_EXCEEDED
            | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED => (Fault::Full { row, refusal }, Cure::None),
            ErrorCode::STREAM_STORE_FAILED if refusal.to_string().contains("maximum") => {
                (Fault::Full { row, refusal }, Cure::None)
            }
            // What the server's disk said; it calls that unavailable, but it lasts.
            ErrorCode::STREAM_STORE_FAILED => (Fault::BadRow { row, why: refusal.to_string() }, Cure::None),
            _ if matches!(refusal.code(), TOO_MANY_REQUESTS | UNAVAILABLE) => {
                (Fault::NotNow(refusal), Cure::Wait)
            }
            _ => (Fault::BadRow { row, why: refusal.to_string() }, Cure::None),
        }
    }

    /// Why a question to JetStream has no answer.
    pub(super) fn of_request(error: &RequestError, limit: Duration, complaint: Option<String>) -> Self {
        match error.kind() {
            RequestErrorKind::NoResponders => Fault::NoJetStream,
            RequestErrorKind::TimedOut => Fault::late(limit, complaint, "$JS.API.").0,
            _ => Fault::Answer(error.to_string()),
        }
    }

    /// Whether the server may have done what it was asked for.
    pub(super) fn is_unsure(&self) -> bool {
        matches!(self, Fault::NoAnswer { .. } | Fault::Lost { .. } | Fault::Answer(_))
    }
}

const TOO_MANY_REQUESTS: usize = 429;
const UNAVAILABLE: usize = 503;

/// What the server says to who may not publish: `Permissions Violation for Publish to "orders"`.
fn is_forbidden(complaint: &str, subject: &str) -> bool {
    let complaint = complaint.to_lowercase();
    complaint.contains("permissions violation") && complaint.contains(&subject.to_lowercase())
}

fn is_of_tls(error: &ConnectError) -> bool {
    let io = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    io.and_then(io::Error::get_ref).is_some_and(|inner| inner.is::<rustls::Error>())
}
