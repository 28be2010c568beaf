use super::Param;
use super::check::near::near;

/// What is wrong with a parameter's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParamProblem {
    /// It must be given, and is not.
    #[error("parameter `{name}` is missing ({expected})")]
    Missing {
        /// The parameter.
        name: String,
        /// What it would hold.
        expected: String,
    },
    /// Its text is none of its type's values.
    #[error("parameter `{name}` is {expected}, not `{text}`: {reason}")]
    Invalid {
        /// The parameter.
        name: String,
        /// What was given.
        text: String,
        /// What it holds.
        expected: String,
        /// What its type says about the text.
        reason: String,
    },
    /// There is no parameter of that name.
    #[error("there is no parameter `{name}`{}", question(near))]
    Unknown {
        /// The name that was given.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
}

impl ParamProblem {
    /// A name that none of a function's `params` has.
    pub fn unknown(name: &str, params: &[&[Param]]) -> Self {
        let near = near(params, name).map(str::to_owned);
        ParamProblem::Unknown { name: name.to_owned(), near }
    }
}

fn question(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
