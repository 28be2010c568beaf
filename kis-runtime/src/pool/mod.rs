//! Flows found by name at run time.
//!
//! A [`Pool`] links registered functions to flows while a program runs: from code, one function after the other, or
//! from the files that `include_flow!` reads at compile time (feature `yaml`). Row types are checked when a flow is
//! linked, before a row moves. A pooled flow runs through the same functions as a typed one, with equal results; its
//! rows lie in a batch between any two functions.
//!
//! ```
//! use kis_runtime::prelude::*;
//! use kis_runtime::{Pool, Step};
//!
//! #[kis_function(mode = "Calculate", name = "Double")]
//! fn double(row: u64) -> u64 {
//!     row * 2
//! }
//!
//! #[kis_function(mode = "Verify", name = "Below")]
//! fn below(row: &u64, limits: &Limits) -> bool {
//!     *row < limits.max
//! }
//!
//! #[derive(Params)]
//! struct Limits {
//!     max: u64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let pool = Pool::new();
//! pool.register::<double>().register::<below>();
//! pool.link("Small", [Step::new("Double"), Step::new("Below").param("max", 10)]).await?;
//! assert_eq!(pool.run_json("Small", ["3", "7"]).await?, ["6"]);
//!
//! pool.append("Small", Step::new("Double")).await?; // runs under way go on with the flow that they began with
//! assert_eq!(pool.run_json("Small", ["3", "7"]).await?, ["12"]);
//! # Ok(())
//! # }
//! ```
#![cfg_attr(feature = "yaml", doc = include_str!("../../docs/pool.md"))]

mod error;
#[cfg(feature = "yaml")]
mod files;
mod json;
mod link;
mod linked;
mod registry;
mod shared;
mod step;

pub use error::PoolError;
#[cfg(feature = "yaml")]
pub use files::{LoadError, Loaded, Problems, Reload, Watch};
pub use json::{Json, NoJson, ReadBatch, WriteBatch};
pub use linked::PooledFlow;
pub(crate) use registry::RowType;
pub use shared::Pool;
pub use step::{Linked, Step};
