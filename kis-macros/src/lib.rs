//! The macros of KisFlow for Rust. Use them through `kis-runtime`, whose documentation shows them at work.

// Taken by the macros one after the other.
#[allow(dead_code, unused_imports)]
mod common;
