use super::Params;
use crate::span::At;

/// A chain of functions: `kistype: flow`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flow {
    /// `flow_name`, or `flow_id`.
    pub name: At<String>,
    /// Whether `status` is 1, which it is when it is not there.
    pub enabled: bool,
    /// `flows`: at least one.
    pub steps: Vec<Step>,
}

/// A function's place in a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// `fname`, or `fid`.
    pub function: At<String>,
    /// The parameters of this place, over the function's own.
    pub params: Params,
}
