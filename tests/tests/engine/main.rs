//! What the engine promises: DESIGN.md, sections 5 and 6.
#![allow(clippy::unwrap_used)]

mod books;
mod support;

mod actions;
mod build;
mod connectors;
mod context;
mod errors;
mod heavy;
mod json;
mod limits;
mod meters;
mod model;
mod panics;
mod retries;
mod runs;
mod signatures;
mod spans;
