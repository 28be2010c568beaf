//! The YAML files of KisFlow for Rust: read into one checked model, with a place for everything that is wrong.

pub mod duration;
pub mod near;
