//! What a function wants to be called with, found out before anything is connected.

use crate::Row;
use crate::params::{ParamProblem, ParamTexts, Params};
use crate::pool::RowType;

/// What a function's arguments asked the resolver for.
#[derive(Default)]
pub(crate) struct Asked {
    /// What it wants of its connector.
    pub handles: Vec<Handle>,
    /// How its parameters are read, a set of them each.
    pub readers: Vec<fn(&ParamTexts) -> Vec<ParamProblem>>,
}

/// Something of a connector.
#[cfg_attr(
    not(feature = "yaml"),
    expect(dead_code, reason = "only files are checked before they are linked")
)]
pub(crate) enum Handle {
    Store(RowType),
    Topic(RowType),
    Client,
}

impl Asked {
    pub(super) fn params<P: Params>(&mut self) {
        self.readers.push(|texts| P::read(texts).err().unwrap_or_default());
    }

    pub(super) fn store<T: Row>(&mut self) {
        self.handles.push(Handle::Store(RowType::of::<T>()));
    }

    pub(super) fn topic<T: Row>(&mut self) {
        self.handles.push(Handle::Topic(RowType::of::<T>()));
    }

    pub(super) fn client(&mut self) {
        self.handles.push(Handle::Client);
    }
}
