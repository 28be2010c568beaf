//! What the macros leave to the compiler's constants and traits, with messages in the user's words.
#![allow(missing_docs)]

use serde::Serialize;

use crate::engine::{Jumps, missing_target};
use crate::params::check::message::Message;
use crate::{BoxError, Function, Row};

/// Whether a flow has every function that the one at `place` may jump to.
#[track_caller]
pub const fn jumps(flow: &str, function: &str, functions: &Jumps, place: usize) {
    if let Some(target) = missing_target(functions, place) {
        let mut message = Message::new();
        message.text("function ").name(function).text(" jumps to ").name(target);
        message.text(", which flow ").name(flow).text(" does not have");
        panic!("{}", message.as_str());
    }
}

/// An argument that is something of a connector, where the attribute names none.
#[track_caller]
pub const fn no_connector(connected: bool) {
    assert!(
        !connected,
        "this is something of a connector: name the connector in the attribute, `connector = \"…\"`"
    );
}

/// Whether any argument is something of the connector that the attribute names.
#[track_caller]
pub const fn uses_connector(connector: &str, connected: &[bool]) {
    let mut i = 0;
    while i < connected.len() {
        if connected[i] {
            return;
        }
        i += 1;
    }
    let mut message = Message::new();
    message.text("nothing uses the connector ").name(connector);
    message.text(": take `&Store<T>`, `&Topic<T>` or the connector's client as a parameter");
    panic!("{}", message.as_str());
}

/// An error that a function may return.
#[diagnostic::on_unimplemented(
    message = "a function cannot fail with `{Self}`",
    label = "not an error that can be boxed",
    note = "the error of a function's `Result` is anything that becomes a `Box<dyn Error + Send + Sync>`"
)]
pub trait Failure {
    fn boxed(self) -> BoxError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> Failure for E {
    #[cold]
    fn boxed(self) -> BoxError {
        self.into()
    }
}

/// A row that can be copied. (That it is a row keeps rustc from proposing a reference to one.)
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot be copied",
    label = "not `Clone`",
    note = "retries and dead letters need the row again: derive `Clone` for `{Self}`, or borrow rows (`rows: &[{Self}]`, `row: &{Self}`)"
)]
pub trait Copyable: Sized {
    fn copy(&self) -> Self;
    fn copies(rows: &[Self]) -> Vec<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Row + Clone> Copyable for T {
    fn copy(&self) -> Self {
        self.clone()
    }
    fn copies(rows: &[Self]) -> Vec<Self> {
        rows.to_vec()
    }
}

/// A row that can be written to the dead letters.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot go to the dead letters",
    label = "not `Serialize`",
    note = "a dead letter holds its row as JSON: derive serde's `Serialize` for `{Self}`"
)]
pub trait Writable {
    fn json(&self) -> serde_json::Result<String>;
}

#[diagnostic::do_not_recommend]
impl<T: Row + Serialize> Writable for T {
    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// A function of a flow, as generated code asks for it: `Named<{ CHECKED }>`.
///
/// The constant's value is 0, and to work it out the compiler looks whether the type is a function. If it is none, that
/// is said there, once: a bound with a constant that is an error is not asked about again.
pub trait Named<const CHECKED: usize> {
    type Function: Function;
}

impl<F: Function> Named<0> for F {
    type Function = F;
}
