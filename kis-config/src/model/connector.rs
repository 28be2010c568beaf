use super::Params;
use crate::span::At;

/// A named connection to a store or log: `kistype: conn`.
#[derive(Clone, Debug, PartialEq, Eq)]
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
