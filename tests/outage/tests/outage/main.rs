//! A flow whose server goes away between its batches and comes back.
#![cfg(any(feature = "postgres", feature = "redis"))]
#![allow(clippy::unwrap_used)]

#[path = "../../../tests/engine/books.rs"]
mod books;
#[path = "../../../../kis-runtime/src/connector/tests/own_process.rs"]
#[allow(dead_code, reason = "the tests of connectors do more with a server")]
mod own_process;
mod servers;
