use std::collections::BTreeMap;

/// A function at its place in a flow that is linked at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Step {
    pub(super) function: String,
    pub(super) params: BTreeMap<String, String>,
}

impl Step {
    /// The function that was registered under this name.
    pub fn new(function: impl Into<String>) -> Self {
        Step { function: function.into(), params: BTreeMap::new() }
    }

    /// Gives a parameter at this place.
    pub fn param(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.params.insert(name.into(), value.to_string());
        self
    }
}

impl From<&str> for Step {
    fn from(function: &str) -> Self {
        Step::new(function)
    }
}
