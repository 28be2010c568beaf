//! What holds for every connector type.

mod registry;
mod round_trip;
pub(crate) mod rows;
#[cfg(feature = "redis")]
pub(crate) mod servers;
mod stores;
mod topics;
