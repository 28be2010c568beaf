//! What a stream says of a row.

use std::borrow::Cow;

use async_nats::jetstream::Error as Refusal;
use async_nats::{Message, StatusCode};
use serde::Deserialize;

use super::fault::{Cure, Fault};

/// Where a row is.
#[derive(Deserialize)]
pub(super) struct Answer<'a> {
    #[serde(borrow, default)]
    pub(super) stream: Cow<'a, str>,
    /// Why the row is not there after all: a refusal may name the stream too.
    #[serde(default)]
    error: Option<Refusal>,
}

impl<'a> Answer<'a> {
    /// Reads the answer to a row, counted from 0.
    pub(super) fn of(message: &'a Message, row: usize, subject: &str) -> Result<Self, (Fault, Cure)> {
        if message.status == Some(StatusCode::NO_RESPONDERS) {
            // One that moves to another server is not there for a moment.
            return Err((Fault::NoStream { subject: subject.to_owned() }, Cure::Wait));
        }
        match serde_json::from_slice(&message.payload) {
            Ok(Answer { error: Some(refusal), .. }) => Err(Fault::of_refusal(refusal, row)),
            Ok(Answer { stream, .. }) if stream.is_empty() => {
                Err((Fault::Answer("it names no stream".to_owned()), Cure::None))
            }
            Ok(ack) => Ok(ack),
            Err(error) => Err((Fault::Answer(error.to_string()), Cure::None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stream that an answer names, or what its fault says.
    fn read(payload: &'static str) -> String {
        let message = Message {
            subject: "inbox.6".into(),
            reply: None,
            payload: payload.into(),
            headers: None,
            status: None,
            description: None,
            length: payload.len(),
        };
        match Answer::of(&message, 6, "orders") {
            Ok(answer) => answer.stream.into_owned(),
            Err((fault, _)) => fault.to_string(),
        }
    }

    #[test]
    fn an_acknowledgement_names_the_stream() {
        assert_eq!(read(r#"{"stream":"orders", "seq":7}"#), "orders");
        assert_eq!(read(r#"{"stream":"a\u003cb","domain":"hub","seq":7,"duplicate":true}"#), "a<b");
    }

    #[test]
    fn a_refusal_is_one_whether_it_names_the_stream_or_not() {
        let refused = "row 7 was refused: message size exceeds maximum allowed";
        let said = read(
            r#"{"error":{"code":400,"err_code":10054,"description":"message size exceeds maximum allowed"},"stream":"orders","seq":0}"#,
        );
        assert!(said.starts_with(refused), "{said}");
        let said = read(r#"{"error":{"code":503,"err_code":10076,"description":"jetstream not enabled"}}"#);
        assert_eq!(said, Fault::NoJetStream.to_string());
    }

    #[test]
    fn what_is_neither_is_no_acknowledgement() {
        for payload in ["", "+OK", "{}", "[]", r#"{"seq":7}"#, r#"{"stream":7}"#] {
            let said = read(payload);
            assert!(said.starts_with("the server answered with something else: "), "{payload}: {said}");
        }
    }
}
