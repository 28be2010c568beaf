//! What is wrong in the files alone.
use kis_runtime::prelude::*;

include_flow!("./broken.yml");
include_flow!("./no_such_file.yml");

fn main() {}
