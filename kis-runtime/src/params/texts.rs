use std::collections::BTreeMap;

use super::{Param, ParamProblem};

/// The texts of a function's parameters by name, as `flow!` and YAML give them.
///
/// ```
/// use kis_runtime::ParamTexts;
///
/// let mut texts = ParamTexts::from_iter([("school", "TsingHua"), ("max_id", "999")]);
/// texts.extend([("max_id", "500")]);
/// assert_eq!(texts.get("max_id"), Some("500"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParamTexts(BTreeMap<String, String>);

impl ParamTexts {
    /// No parameters.
    pub const fn new() -> Self {
        ParamTexts(BTreeMap::new())
    }

    /// Gives a parameter, in place of what it was before.
    pub fn insert(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// The text of a parameter, if it is given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names and texts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether no parameter is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A problem for each name that none of a function's `params` has.
    pub fn unknown(&self, params: &[&[Param]]) -> Vec<ParamProblem> {
        let known = |name: &str| params.iter().any(|params| params.iter().any(|param| param.name == name));
        let unknown = self.0.keys().filter(|name| !known(name));
        unknown.map(|name| ParamProblem::unknown(name, params)).collect()
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for ParamTexts {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(texts: I) -> Self {
        ParamTexts(texts.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }
}

impl<N: Into<String>, T: Into<String>> Extend<(N, T)> for ParamTexts {
    fn extend<I: IntoIterator<Item = (N, T)>>(&mut self, texts: I) {
        self.0.extend(texts.into_iter().map(|(name, text)| (name.into(), text.into())));
    }
}
