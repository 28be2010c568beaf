//! What holds for every connector type.

mod registry;
mod round_trip;
mod rows;
mod stores;
