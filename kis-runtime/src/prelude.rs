//! What nearly every file of functions and flows needs: `use kis_runtime::prelude::*`.

pub use crate::{
    BoxError, ConnectorConfig, Connectors, Context, Flow, FlowError, Keyed, Next, ParamValue, Params, Result,
    Row, RunOptions, Store, Topic, flow, include_flow, kis_function,
};
