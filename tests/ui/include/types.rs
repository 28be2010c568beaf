//! What files say that the functions are not.
use kis_runtime::prelude::*;

include!("functions/types.rs");

include_flow!("./types.yml");

fn main() {}
