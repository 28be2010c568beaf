//! Retries and time limits that files give to functions for which there are none.
use kis_runtime::prelude::*;

include!("functions/retries.rs");

include_flow!("./retries.yml");

fn main() {}
