//! What the connectors to SQL servers share: a bounded pool with retries, and what can go wrong.

mod any;
mod fault;
mod logical;
mod name;
mod order;
mod pool;
mod store;

pub(super) use any::{any_text, json_text, read_any};
pub(super) use fault::{Fault, ServerFault};
pub(super) use logical::{known, put};
pub(super) use name::BadName;
pub(super) use pool::{Driver, Lease, Pool};
pub(super) use store::{Dialect, Outcome, SqlStore, chunks};
