use std::collections::BTreeMap;

use super::Value;
use crate::span::At;

/// A flow's test: `kistype: test`.
///
/// ```
/// # let mut sources = kis_config::Sources::new();
/// sources.add("conf.yml", "\
/// kistype: flow
/// flow_name: CalStuAvgScore
/// flows: [{fname: VerifyStu}]
/// ---
/// kistype: test
/// tname: students_out_of_range_are_dropped
/// flow_name: CalStuAvgScore
/// rows:
///   - {stu_id: 101}
///   - {stu_id: 1000}
/// expected:
///   - {stu_id: 101}
/// ");
/// let checked = kis_config::check(&sources);
/// assert!(checked.diagnostics.is_empty());
/// assert_eq!(checked.config.tests["students_out_of_range_are_dropped"].rows.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Test {
    /// `tname`.
    pub name: At<String>,
    /// `flow_name`, or `flow_id`.
    pub flow: At<String>,
    /// `rows`: the batch that goes in.
    pub rows: Vec<Value>,
    /// `expected`: the batch that must come out; `None` when that does not matter.
    pub expected: Option<Vec<Value>>,
    /// `stores.before`: what connectors hold at first.
    pub before: Stores,
    /// `stores.after`: what they must hold in the end.
    pub after: Stores,
}

/// Rows by connector.
pub type Stores = BTreeMap<String, (At<String>, Vec<Value>)>;
