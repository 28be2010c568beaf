//! What nearly every file of functions needs: `use kis_runtime::prelude::*`.

pub use crate::{Keyed, ParamValue, Params, Result, Row};
