//! Connector types that this build does not have.

use super::contract::Connector;
use crate::params::check::message::{HELP, Message};
use crate::same::{beside, same};

/// Types that files may name, and the feature that adds each.
const ABSENT: &[(&str, &str)] = &[
    #[cfg(not(feature = "sqlite"))]
    ("sqlite", "sqlite"),
    #[cfg(not(feature = "redis"))]
    ("redis", "redis"),
    #[cfg(not(feature = "mysql"))]
    ("mysql", "mysql"),
    #[cfg(not(feature = "mysql"))]
    ("tidb", "mysql"),
    #[cfg(not(feature = "postgres"))]
    ("postgres", "postgres"),
    #[cfg(not(feature = "redis"))]
    ("redis-stream", "redis"),
    #[cfg(not(feature = "kafka"))]
    ("kafka", "kafka"),
    #[cfg(not(feature = "nats"))]
    ("nats", "nats"),
    #[cfg(not(feature = "es"))]
    ("es", "es"),
];

/// The types that features would add, with the feature.
pub(crate) fn features_off() -> impl Iterator<Item = (&'static str, &'static str)> {
    ABSENT.iter().copied()
}

/// The feature that would add a type; nothing for types that are there, and for those that nobody knows.
pub(super) const fn feature_off(conn_type: &str) -> Option<&'static str> {
    beside(ABSENT, conn_type)
}

/// Whether a connector of a file is of a type that this build has, unless the program brings that.
#[doc(hidden)]
#[track_caller]
pub const fn compiled_in(connector: &str, conn_type: &str, at: &str) {
    let Some(feature) = feature_off(conn_type) else { return };
    let mut message = Message::new();
    message.text("connector ").name(connector).text(" has the type ").name(conn_type);
    message.text(", which is not compiled in").text(HELP).text("add the feature ").name(feature);
    message.text(" to `kis-runtime` in Cargo.toml");
    panic!("{}", message.in_file(at).as_str());
}

/// Whether a connector of the program's own has the type by which the files know it.
#[doc(hidden)]
#[track_caller]
pub const fn is_called<C: Connector>(conn_type: &str) {
    if !same(C::TYPE, conn_type) {
        let mut message = Message::new();
        message.text("this connector's `TYPE` is ").name(C::TYPE).text(", not ").name(conn_type);
        panic!("{}", message.as_str());
    }
}
