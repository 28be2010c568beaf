//! What configuration files say of functions, against what the functions are; told at the place in the file.
#![allow(missing_docs, reason = "for generated code, and hidden from users")]

mod conn_param;
mod handles;
mod must;
mod overrides;
mod retries;
mod rows;

use std::marker::PhantomData;

pub use conn_param::conn_param;
pub use handles::handles;
pub use must::must;
pub use overrides::Overrides;
#[cfg(feature = "yaml")]
pub(crate) use retries::refusal;
pub use retries::{retries, timeout};
pub use rows::rows;

use super::{Kept, Mode, Retry};
use crate::Function;
use crate::params::check::message::{HELP, Message};
use crate::row::{Fields, Row};
use crate::same::same;

/// A function that files name: how they call it, where, and what it is; nothing is known of one that is none.
pub struct Named {
    pub name: &'static str,
    pub at: &'static str,
    pub about: Option<About>,
}

/// What a function is.
#[derive(Clone, Copy)]
pub struct About {
    mode: Mode,
    connector: Option<&'static str>,
    retry: Retry,
    is_async: bool,
    row: &'static str,
    fields: Fields,
    kept: Option<Kept>,
}

/// Finds out what `F` is: an associated constant of the type itself goes before the trait's.
pub struct Probe<F>(PhantomData<F>);

impl<F: Function> Probe<F> {
    pub const KNOWN: bool = true;
    pub const ABOUT: Option<About> = Some(About {
        mode: F::MODE,
        connector: F::CONNECTOR,
        retry: F::RETRY,
        is_async: F::IS_ASYNC,
        row: <F::In as Row>::NAME,
        fields: <F::In as Row>::FIELDS,
        kept: F::KEPT,
    });
}

/// The answer for what is no function, of which the flow tells.
pub trait NoFunction {
    const KNOWN: bool = false;
    const ABOUT: Option<About> = None;
}
impl<F> NoFunction for Probe<F> {}

/// That there is such a function.
#[track_caller]
pub const fn known(known: bool, function: &str, at: &str) -> usize {
    if !known {
        let mut message = Message::new();
        message.text("no function named ").name(function).text(" in scope").text(HELP);
        message
            .text("write `#[kis_function(…, name = \"")
            .text(function)
            .text("\")]` above its `fn`, or say where it is: ");
        message.text("`functions = crate::faas`");
        panic!("{}", message.in_file(at).as_str());
    }
    0
}

/// The mode that a file says.
#[track_caller]
pub const fn mode(function: &Named, mode: &str, at: &str) {
    let Some(about) = function.about else { return };
    if !same(about.mode.name(), mode) {
        let mut message = Message::new();
        message.text("function ").name(function.name).text(" is of mode ").name(about.mode.name());
        message.text(", not ").name(mode);
        panic!("{}", message.in_file(at).as_str());
    }
}

/// The connector that a file says.
#[track_caller]
pub const fn connector(function: &Named, connector: &str, at: &str) {
    let Some(about) = function.about else { return };
    let mut message = Message::new();
    message.text("function ").name(function.name);
    match about.connector {
        Some(own) if same(own, connector) => return,
        Some(own) => message.text(" uses the connector ").name(own).text(", not ").name(connector),
        None => message.text(" uses no connector, so it cannot use ").name(connector),
    };
    panic!("{}", message.in_file(at).as_str());
}
