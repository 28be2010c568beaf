use std::collections::BTreeMap;

use crate::function::file::Overrides;

/// A function at its place in a flow that is linked at run time.
#[derive(Clone, Debug)]
#[must_use]
pub struct Step {
    pub(super) function: String,
    pub(super) params: BTreeMap<String, String>,
    pub(super) overrides: Overrides,
}

impl Step {
    /// The function that was registered under this name.
    pub fn new(function: impl Into<String>) -> Self {
        Step { function: function.into(), params: BTreeMap::new(), overrides: Overrides::NONE }
    }

    /// Gives a parameter at this place.
    pub fn param(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.params.insert(name.into(), value.to_string());
        self
    }
}

impl Step {
    /// What a file says before the function's attribute.
    #[doc(hidden)]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = overrides;
        self
    }
}

impl From<&str> for Step {
    fn from(function: &str) -> Self {
        Step::new(function)
    }
}

/// A flow that `include_flow!` made, as a pool links it.
#[doc(hidden)]
pub trait Linked {
    /// Its functions are registered with the pool; these are its steps.
    fn steps(pool: &super::Pool) -> Vec<Step>;
}
