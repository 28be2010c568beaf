//! What the files say, checked: plain data that knows where it is written.

mod connector;
mod flow;
mod function;
mod global;
mod params;
mod source;
mod test;
mod value;

use std::collections::BTreeMap;

pub use connector::Connector;
pub use flow::{Flow, Step};
pub use function::{DataSource, Function, Mode, OnError};
pub use global::Global;
pub use params::{Param, Params};
pub use source::Source;
pub use test::{Stores, Test};
pub use value::{Value, ValueKind};

/// Everything that the files declare, by name.
///
/// Two are equal when they say the same, wherever it is written.
///
/// ```
/// use kis_config::{Mode, Sources, check};
///
/// let mut sources = Sources::new();
/// sources.add("conf.yml", "\
/// kistype: func
/// fname: VerifyStu
/// fmode: Verify
/// ---
/// kistype: flow
/// flow_name: CalStuAvgScore
/// flows:
///   - fname: VerifyStu
/// ");
/// let config = check(&sources).config;
/// assert_eq!(config.functions["VerifyStu"].mode.value, Mode::Verify);
/// assert!(config.flows["CalStuAvgScore"].enabled);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// `kistype: flow`, disabled ones too.
    pub flows: BTreeMap<String, Flow>,
    /// `kistype: func`. A function needs none; what is said here overrides its attribute.
    pub functions: BTreeMap<String, Function>,
    /// `kistype: conn`.
    pub connectors: BTreeMap<String, Connector>,
    /// `kistype: global`.
    pub global: Option<Global>,
    /// `kistype: source`.
    pub sources: BTreeMap<String, Source>,
    /// `kistype: test`.
    pub tests: BTreeMap<String, Test>,
}
