//! What a configuration file says of a function, against what the function is; told at the place in the file.
#![allow(missing_docs, reason = "for generated code, and hidden from users")]

use std::time::Duration;

use kis_config::near::Nearest;

use super::policy::Policy;
use crate::Function;
use crate::params::check::message::Message;
use crate::row::{FieldEntry, Fields, Row};
use crate::same::same;

/// What goes before a function's attribute.
#[derive(Clone, Copy, Debug)]
pub struct Overrides {
    pub retry_times: Option<u32>,
    pub retry_duration: Option<Duration>,
    pub retry_backoff: Option<bool>,
    pub timeout: Option<Duration>,
}

impl Overrides {
    pub const NONE: Overrides =
        Overrides { retry_times: None, retry_duration: None, retry_backoff: None, timeout: None };

    pub(crate) fn over(self, policy: Policy) -> Policy {
        Policy {
            retry_times: self.retry_times.unwrap_or(policy.retry_times),
            retry_duration: self.retry_duration.unwrap_or(policy.retry_duration),
            retry_backoff: self.retry_backoff.unwrap_or(policy.retry_backoff),
            timeout: self.timeout.or(policy.timeout),
            on_error: policy.on_error,
        }
    }
}

/// The mode that a file says.
#[track_caller]
pub const fn mode<F: Function>(function: &str, mode: &str, at: &str) {
    if !same(F::MODE.name(), mode) {
        let mut message = Message::new();
        message.text("function ").name(function).text(" is of mode ").name(F::MODE.name());
        message.text(", not ").name(mode);
        panic!("{}", message.in_file(at).as_str());
    }
}

/// The connector that a file says.
#[track_caller]
pub const fn connector<F: Function>(function: &str, connector: &str, at: &str) {
    let mut message = Message::new();
    match F::CONNECTOR {
        Some(own) if same(own, connector) => return,
        Some(own) => {
            message.text("function ").name(function).text(" uses the connector ").name(own);
            message.text(", not ").name(connector);
        }
        None => {
            message
                .text("function ")
                .name(function)
                .text(" uses no connector, so it cannot use ")
                .name(connector);
        }
    }
    panic!("{}", message.in_file(at).as_str());
}

/// A field that a function's rows must have.
#[track_caller]
pub const fn must<F: Function>(function: &str, field: &str, at: &str) {
    let fields = <F::In as Row>::FIELDS;
    if has(fields, field) {
        return;
    }
    let mut message = Message::new();
    message.text("row ").name(<F::In as Row>::NAME).text(", which ").name(function);
    message.text(" takes, has no field ").name(field);
    let mut near = Nearest::to(field);
    offer(fields, &mut near);
    message.did_you_mean(near.found());
    message.text("\n   = note: it has ");
    list(fields, &mut message, 0);
    panic!("{}", message.in_file(at).as_str());
}

/// Whether the field is there, or may be.
const fn has(fields: Fields, name: &str) -> bool {
    let Fields::Named(entries) = fields else { return true };
    let mut i = 0;
    while i < entries.len() {
        let found = match entries[i] {
            FieldEntry::Field(field) => same(field.name, name),
            FieldEntry::Flattened(fields) => has(fields, name),
        };
        if found {
            return true;
        }
        i += 1;
    }
    false
}

const fn offer(fields: Fields, near: &mut Nearest<'static>) {
    let Fields::Named(entries) = fields else { return };
    let mut i = 0;
    while i < entries.len() {
        match entries[i] {
            FieldEntry::Field(field) => near.offer(field.name),
            FieldEntry::Flattened(fields) => offer(fields, near),
        }
        i += 1;
    }
}

/// Lists the names behind those that are listed already; gives how many there are then.
const fn list(fields: Fields, message: &mut Message, mut listed: usize) -> usize {
    let Fields::Named(entries) = fields else { return listed };
    let mut i = 0;
    while i < entries.len() {
        match entries[i] {
            FieldEntry::Field(field) => {
                message.text(if listed == 0 { "" } else { ", " }).name(field.name);
                listed += 1;
            }
            FieldEntry::Flattened(fields) => listed = list(fields, message, listed),
        }
        i += 1;
    }
    listed
}
