//! What holds for every connector type.

mod registry;
pub(crate) mod round_trip;
pub(crate) mod rows;
#[cfg(any(feature = "kafka", feature = "mysql", feature = "postgres", feature = "redis"))]
pub(crate) mod servers;
mod stores;
mod topics;
