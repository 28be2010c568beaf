//! What nearly every file of functions and flows needs: `use kis_runtime::prelude::*`.

#[cfg(feature = "yaml")]
pub use crate::include_flow;
pub use crate::{
    BoxError, ConnectorConfig, Connectors, Context, Flow, FlowError, Keyed, Next, ParamValue, Params, Result,
    Row, RunOptions, Store, Topic, flow, kis_function,
};
