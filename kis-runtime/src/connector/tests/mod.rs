//! What holds for every connector type.

mod registry;
mod round_trip;
pub(crate) mod rows;
mod stores;
