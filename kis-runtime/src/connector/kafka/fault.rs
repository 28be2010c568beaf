//! What goes wrong with the brokers, in clearer words than their own.

use std::time::Duration;

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

/// Why rows are not in the topic.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("no broker can be reached: {0}")]
    Unreachable(String),
    #[error(
        "the brokers hang up: {0}: does the listener ask for TLS or a login? the param `security` says how it is spoken to"
    )]
    HungUp(String),
    #[error("the TLS handshake failed: {0}")]
    Handshake(String),
    #[error("the login failed: {0}")]
    Login(String),
    #[error("the topic `{0}` is not there: create it, or have it created with the param `create: true`")]
    NoTopic(String),
    #[error("the topic `{0}` is not there any more")]
    Gone(String),
    #[error("this client may not write to the topic `{0}`")]
    Forbidden(String),
    #[error(
        "a row is larger than the topic `{0}` takes: raise its `max.message.bytes`, or lower the param \
         `max_message_bytes`"
    )]
    TooLarge(String),
    #[error("the topic `{topic}` cannot be created: {reason}")]
    NotCreated { topic: String, reason: String },
    #[error("the brokers did not acknowledge within {retry_for:?} (param `retry_for`){}", and(last))]
    NotAcknowledged { retry_for: Duration, last: Option<String> },
    #[error("the producer cannot go on ({0}); the next call has a new one")]
    Fatal(String),
    #[error("{}", in_words(*.0))]
    Other(RDKafkaErrorCode),
    #[error("the client cannot be made: {0}")]
    NotMade(String),
    #[error("{0}")]
    Client(KafkaError),
    #[error("a request did not end: {0}")]
    Panicked(tokio::task::JoinError),
    #[error(
        "{}; sending all of them again may make these be there twice: {fault}",
        so_far(*delivered, *unsure, *rows)
    )]
    Partial { delivered: usize, unsure: usize, rows: usize, fault: Box<Fault> },
}

fn and(last: &Option<String>) -> String {
    last.as_ref().map(|last| format!("; the last that went wrong: {last}")).unwrap_or_default()
}

fn so_far(delivered: usize, unsure: usize, rows: usize) -> String {
    match (delivered, unsure) {
        (0, _) => format!("{unsure} of {rows} rows may be delivered"),
        (_, 0) => format!("{delivered} of {rows} rows are delivered"),
        _ => format!("{delivered} of {rows} rows are delivered, and {unsure} others may be"),
    }
}

impl From<KafkaError> for Fault {
    fn from(error: KafkaError) -> Self {
        match (error.rdkafka_error_code(), error) {
            (Some(code), _) => Fault::Other(code),
            (None, KafkaError::ClientCreation(reason)) => Fault::NotMade(in_our_words(&reason)),
            (None, error) => Fault::Client(error),
        }
    }
}

/// Whether a row that failed so was certainly not written.
pub(super) fn is_refused(code: RDKafkaErrorCode) -> bool {
    use RDKafkaErrorCode as Code;
    is_gone(code)
        || matches!(
            code,
            Code::MessageSizeTooLarge
                | Code::TopicAuthorizationFailed
                | Code::InvalidTopic
                | Code::InvalidRecord
                | Code::PolicyViolation
        )
}

pub(super) fn is_gone(code: RDKafkaErrorCode) -> bool {
    use RDKafkaErrorCode as Code;
    matches!(
        code,
        Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition | Code::UnknownTopicId
    )
}

/// Whether the brokers may answer when they are asked again.
pub(super) fn is_passing(code: RDKafkaErrorCode) -> bool {
    use RDKafkaErrorCode as Code;
    matches!(
        code,
        Code::BrokerTransportFailure
            | Code::AllBrokersDown
            | Code::OperationTimedOut
            | Code::RequestTimedOut
            | Code::Resolve
            | Code::LeaderNotAvailable
            | Code::BrokerNotAvailable
            | Code::NotController
    )
}

/// What librdkafka calls it, without the code's name in Rust.
pub(super) fn in_words(code: RDKafkaErrorCode) -> String {
    let shown = code.to_string();
    let words = shown.split_once(" (").and_then(|(_, words)| words.strip_suffix(')'));
    words.map(str::to_owned).unwrap_or(shown)
}

/// What librdkafka says, with the params of the connector where it names its own.
pub(super) fn in_our_words(reason: &str) -> String {
    let ours = [("security.protocol", "`security`"), ("ssl.ca.location", "`tls_ca`")];
    ours.iter().fold(reason.to_owned(), |reason, (its, ours)| reason.replace(its, ours))
}
