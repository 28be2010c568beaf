//! The rows that a function keeps in its connector.
#![allow(missing_docs, reason = "for generated code, and hidden from users")]

use crate::Row;
use crate::connector::Handle;
use crate::same::same;

/// The type of the rows that a connector holds, as far as constants can tell types apart.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    name: &'static str,
    path: &'static str,
    handle: Handle,
}

impl Kept {
    pub const fn of<T: Row>(handle: Handle) -> Self {
        Kept { name: T::NAME, path: T::PATH, handle }
    }

    /// By what the function uses them.
    pub(super) const fn handle(self) -> Handle {
        self.handle
    }

    /// The first of a function's arguments that keeps rows.
    pub const fn first(arguments: &[Option<Kept>]) -> Option<Kept> {
        let mut i = 0;
        while i < arguments.len() {
            if arguments[i].is_some() {
                return arguments[i];
            }
            i += 1;
        }
        None
    }

    /// Whether the two can be one type. Two opaque types of the user's, and types of one name in the bodies of two
    /// functions, are told apart only when a flow is built.
    pub(super) const fn may_be(self, other: Kept) -> bool {
        same(self.path, other.path)
    }

    /// How messages call it: by its name, or as the library does.
    pub(super) const fn shown(self) -> Option<&'static str> {
        if !self.name.is_empty() {
            Some(self.name)
        } else if !self.path.is_empty() {
            Some(self.path)
        } else {
            None
        }
    }
}
