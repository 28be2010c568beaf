use std::fmt;

use super::Params;
use crate::secrets::masked;
use crate::span::At;

/// Where a flow's batches come from: `kistype: source`. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// `sname`.
    pub name: At<String>,
    /// `flow_name`, or `flow_id`: the flow that runs the batches.
    pub flow: At<String>,
    /// `type`.
    pub source_type: At<String>,
    /// `addrs`, comma-separated; may hold a password.
    pub addrs: Option<At<String>>,
    /// `key`: the topic, table, query or path; without it the name stands for it.
    pub key: Option<At<String>>,
    /// Whether `status` is 1, which it is when it is not there.
    pub enabled: bool,
    /// `params`, which the type and the runner read.
    pub params: Params,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .field("flow", &self.flow)
            .field("source_type", &self.source_type)
            .field("addrs", &self.addrs.as_ref().map(|addrs| At::new(masked(addrs), addrs.span)))
            .field("key", &self.key)
            .field("enabled", &self.enabled)
            .field("params", &self.params)
            .finish()
    }
}
