//! KisFlow for Rust: stream computing flows whose rows, parameters and connectors the compiler checks.

// The macros write `::kis_runtime`, here as everywhere.
extern crate self as kis_runtime;

#[doc(hidden)]
pub mod __private;
pub mod connector;
mod context;
mod engine;
pub mod error;
mod flow;
mod function;
pub mod metrics;
pub mod params;
pub mod pool;
pub mod prelude;
pub mod row;

pub use connector::{Connector, ConnectorConfig, ConnectorError, Connectors, Store, Topic};
pub use context::{Cache, Context, Meta};
pub use error::{BoxError, Result};
pub use flow::{
    Argument, BuildError, BuildProblem, DeadLetter, ErrorKind, Flow, FlowBuilder, FlowError, FunctionReport,
    Resolver, RunOptions, RunReport, Timing,
};
pub use function::{Function, Mode, Next, OnError, Policy};
pub use kis_macros::{Params, Row, flow, include_flow, kis_function};
pub use params::{Param, ParamKind, ParamProblem, ParamTexts, ParamValue, Params};
pub use pool::{Pool, PoolError, PooledFlow, Step};
pub use row::{Field, FieldEntry, FieldKind, Fields, Keyed, Row};
pub use tokio_util::sync::CancellationToken;
