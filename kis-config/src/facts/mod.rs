//! What Rust knows, as a plain description: functions, their rows and parameters, and the connector types of a program.
//!
//! Who can see Rust describes it here; [`Options::against`](crate::Options::against) then checks the files against it.
//! The rules are all here, and no Rust: what a text of a parameter is worth, its own type says
//! ([`FunctionFacts::refuses`]).
//!
//! ```
//! use kis_config::facts::{Facts, FunctionFacts, RowFacts};
//! use kis_config::{Mode, Options, Sources, check_with, render};
//!
//! struct StuScore;
//! let scores = RowFacts::of::<StuScore>("StuScore").fields(["stu_id", "score"], true);
//! let verify_stu = FunctionFacts::of::<fn()>(Mode::Verify, scores.clone(), scores);
//! let facts = Facts::new().function("VerifyStu", verify_stu);
//!
//! let mut sources = Sources::new();
//! sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname: VerfyStu\n");
//! let problems = check_with(&sources, &Options::new().against(facts)).diagnostics;
//! assert_eq!(render::human(&problems[0], &sources, render::Style::Plain), "\
//! error[KIS040]: no function named `VerfyStu` is registered
//!  --> flow.yml:4:12
//!   |
//! 4 |   - fname: VerfyStu
//!   |            ^^^^^^^^
//!   |
//!   = help: did you mean `VerifyStu`?
//! ");
//! ```

mod function;
mod row;

use std::collections::BTreeMap;

pub use function::{FunctionFacts, Handle, Handles, ParamFacts, Refused};
pub use row::RowFacts;

/// What a program has: functions by the names that files call them, and types of connectors.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub(crate) functions: BTreeMap<String, FunctionFacts>,
    pub(crate) connector_types: BTreeMap<String, Handles>,
    pub(crate) connector_params: BTreeMap<String, Vec<String>>,
    pub(crate) features: BTreeMap<String, String>,
}

impl Facts {
    /// A program without functions and connectors.
    #[must_use]
    pub fn new() -> Self {
        Facts::default()
    }

    /// With a function, under the name that files call it.
    #[must_use]
    pub fn function(mut self, name: impl Into<String>, function: FunctionFacts) -> Self {
        self.functions.insert(name.into(), function);
        self
    }

    /// With a type of connectors, and what functions can take of it.
    #[must_use]
    pub fn connector_type(mut self, name: impl Into<String>, handles: Handles) -> Self {
        self.connector_types.insert(name.into(), handles);
        self
    }

    /// With all params that connectors of a type may have; those of other types may have any.
    #[must_use]
    pub fn connector_params(
        mut self,
        conn_type: impl Into<String>,
        params: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.connector_params.insert(conn_type.into(), params.into_iter().map(Into::into).collect());
        self
    }

    /// Without a type of connectors that the cargo feature would add.
    #[must_use]
    pub fn feature_off(mut self, conn_type: impl Into<String>, feature: impl Into<String>) -> Self {
        self.features.insert(conn_type.into(), feature.into());
        self
    }
}
