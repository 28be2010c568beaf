use std::fmt;

use super::Params;
use crate::secrets::masked;
use crate::span::At;

/// A named connection to a store or log: `kistype: conn`. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connector {
    /// `cname`, or `cid`.
    pub name: At<String>,
    /// `type`.
    pub conn_type: At<String>,
    /// `addrs`, comma-separated; may hold a password.
    pub addrs: Option<At<String>>,
    /// `key`: the table, topic, index or key prefix; without it the name stands for it.
    pub key: Option<At<String>>,
    /// `params`, which the type reads.
    pub params: Params,
    /// `load`: the functions that load from it; empty when the file does not say.
    pub load: Vec<At<String>>,
    /// `save`: the functions that save to it; empty when the file does not say.
    pub save: Vec<At<String>>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("name", &self.name)
            .field("conn_type", &self.conn_type)
            .field("addrs", &self.addrs.as_ref().map(|addrs| At::new(masked(addrs), addrs.span)))
            .field("key", &self.key)
            .field("params", &self.params)
            .field("load", &self.load)
            .field("save", &self.save)
            .finish()
    }
}
