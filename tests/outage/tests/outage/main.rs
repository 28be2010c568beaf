//! A flow whose server goes away between its batches and comes back.
#![cfg(any(feature = "postgres", feature = "redis"))]
#![allow(clippy::unwrap_used)]

#[path = "../../../tests/engine/books.rs"]
mod books;
mod servers;
