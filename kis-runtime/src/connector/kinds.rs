//! Which handles the types of connectors have that come with the library.

use crate::same::beside;

/// One of the two typed handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// [`Store`](crate::Store).
    Store,
    /// [`Topic`](crate::Topic).
    Topic,
}

impl Handle {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Handle::Store => "Store",
            Handle::Topic => "Topic",
        }
    }

    /// What a connector has of it.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Handle::Store => "stores",
            Handle::Topic => "topics",
        }
    }

    pub(crate) const fn is(self, other: Handle) -> bool {
        matches!((self, other), (Handle::Store, Handle::Store) | (Handle::Topic, Handle::Topic))
    }
}

/// The types that have one of the two. `memory` has both.
const ONE_HANDLED: &[(&str, Handle)] = &[
    ("es", Handle::Store),
    ("file", Handle::Topic),
    ("kafka", Handle::Topic),
    ("mysql", Handle::Store),
    ("nats", Handle::Topic),
    ("postgres", Handle::Store),
    ("redis", Handle::Store),
    ("redis-stream", Handle::Topic),
    ("sqlite", Handle::Store),
    ("tidb", Handle::Store),
];

/// The one handle that a type of the library has; nothing for those that have both, or that nobody knows.
pub(crate) const fn only_handle(conn_type: &str) -> Option<Handle> {
    beside(ONE_HANDLED, conn_type)
}

#[cfg(all(test, feature = "yaml"))]
mod tests {
    use super::*;
    use crate::connector::Connectors;

    #[test]
    fn it_is_known_of_every_type() {
        for (conn_type, _) in Connectors::new().types() {
            assert_eq!(only_handle(conn_type).is_none(), conn_type == "memory", "{conn_type}");
        }
    }
}
