//! KisFlow for Rust: stream computing flows whose rows, parameters and connectors the compiler checks.

// The macros write `::kis_runtime`, here as everywhere.
extern crate self as kis_runtime;

#[doc(hidden)]
pub mod __private;
pub mod connector;
pub mod error;
pub mod params;
pub mod prelude;
pub mod row;

pub use connector::{Connector, ConnectorConfig, ConnectorError, Connectors, Store, Topic};
pub use error::{BoxError, Result};
pub use kis_macros::{Params, Row};
pub use params::{Param, ParamKind, ParamProblem, ParamTexts, ParamValue, Params};
pub use row::{Field, FieldEntry, FieldKind, Fields, Keyed, Row};
