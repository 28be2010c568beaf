use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;

use crate::secrets::{is_secret, masked};
use crate::span::At;

/// Parameters by name; their values are text.
///
/// ```
/// # let mut sources = kis_config::Sources::new();
/// sources.add("flow.yml", "\
/// kistype: flow
/// flow_name: A
/// flows:
///   - fname: f
///     params: {max_id: 999, school: TsingHua}
/// ");
/// let config = kis_config::check(&sources).config;
/// let params = &config.flows["A"].steps[0].params;
/// let texts: Vec<_> = params.iter().map(|param| (&**param.name, &**param.value)).collect();
/// assert_eq!(texts, [("max_id", "999"), ("school", "TsingHua")]);
/// assert_eq!(params.get("school").unwrap().value.span.line, 5);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<String, Param>);

/// One parameter. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// Its key.
    pub name: At<String>,
    /// Its text, which only the function can read as a type.
    pub value: At<String>,
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if is_secret(&self.name) { "***".to_owned() } else { masked(&self.value) };
        f.debug_struct("Param")
            .field("name", &self.name)
            .field("value", &At::new(value, self.value.span))
            .finish()
    }
}

impl Params {
    /// The parameter of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Param> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Param> {
        self.0.values()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn insert(&mut self, name: At<String>, value: At<String>) {
        self.0.insert(name.value.clone(), Param { name, value });
    }
}

impl<'a> IntoIterator for &'a Params {
    type Item = &'a Param;
    type IntoIter = btree_map::Values<'a, String, Param>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.values()
    }
}
