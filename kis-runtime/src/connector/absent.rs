//! Connector types that this build does not have.

use super::contract::Connector;
use crate::params::check::message::{HELP, Message};
use crate::same::same;

/// Types that files may name, and the feature that adds each; none where the type is still to come.
const ABSENT: &[(&str, Option<&str>)] = &[
    #[cfg(not(feature = "sqlite"))]
    ("sqlite", Some("sqlite")),
    #[cfg(not(feature = "redis"))]
    ("redis", Some("redis")),
    #[cfg(not(feature = "mysql"))]
    ("mysql", Some("mysql")),
    #[cfg(not(feature = "mysql"))]
    ("tidb", Some("mysql")),
    #[cfg(not(feature = "postgres"))]
    ("postgres", Some("postgres")),
    #[cfg(not(feature = "redis"))]
    ("redis-stream", Some("redis")),
    #[cfg(not(feature = "kafka"))]
    ("kafka", Some("kafka")),
    #[cfg(not(feature = "nats"))]
    ("nats", Some("nats")),
    #[cfg(not(feature = "es"))]
    ("es", Some("es")),
];

/// The types that features would add, with the feature.
#[cfg(feature = "yaml")]
pub(crate) fn features_off() -> impl Iterator<Item = (&'static str, &'static str)> {
    ABSENT.iter().filter_map(|(name, feature)| Some((*name, (*feature)?)))
}

/// Why a type that is known is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// This feature is off.
    Off(&'static str),
    /// It is still to come.
    ToCome,
}

impl Absent {
    /// Nothing for types that are there, and for those that nobody knows.
    pub(super) const fn of(conn_type: &str) -> Option<Absent> {
        let mut i = 0;
        while i < ABSENT.len() {
            match ABSENT[i] {
                (name, Some(feature)) if same(name, conn_type) => return Some(Absent::Off(feature)),
                (name, None) if same(name, conn_type) => return Some(Absent::ToCome),
                _ => i += 1,
            }
        }
        None
    }
}

/// Whether a connector of a file is of a type that this build has, unless the program brings that.
#[doc(hidden)]
#[track_caller]
pub const fn compiled_in(connector: &str, conn_type: &str, at: &str) {
    let Some(absent) = Absent::of(conn_type) else { return };
    let mut message = Message::new();
    message.text("connector ").name(connector).text(" has the type ").name(conn_type);
    match absent {
        Absent::Off(feature) => message
            .text(", which is not compiled in")
            .text(HELP)
            .text("add the feature ")
            .name(feature)
            .text(" to `kis-runtime` in Cargo.toml"),
        Absent::ToCome => message
            .text(", which KisFlow for Rust does not have yet")
            .text(HELP)
            .text("implement `Connector` for it, and say so in the call: `types(\"")
            .text(conn_type)
            .text("\" => crate::MyConnector)`"),
    };
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
