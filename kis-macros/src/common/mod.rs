//! What the macros share: where errors gather, names, serde's attributes and the path of the runtime.

mod attribute;
mod case;
mod debug;
mod errors;
mod local;
mod manifest;
mod runtime;
mod serde;

pub(crate) use attribute::{each_key, listed, no_value, text};
pub(crate) use case::{CASES, Case};
pub(crate) use debug::shown;
#[cfg(feature = "yaml")]
pub(crate) use debug::timed;
pub(crate) use errors::Errors;
pub(crate) use local::{local, local_at};
pub(crate) use runtime::{runtime, runtime_at};
pub(crate) use serde::{SerdeContainer, SerdeDefault, SerdeField, SerdeNames, case};
