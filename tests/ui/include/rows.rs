//! Functions that keep rows of different types in one connector.
use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

include!("functions/rows.rs");

include_flow!("./rows.yml");

fn main() {}
