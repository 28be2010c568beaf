//! `flow!`: chains of functions become types.

mod chain;
mod checks;
mod edge;
mod expand;
mod linked;
mod literal;
mod parse;
mod place;

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, Path, Visibility};

use crate::common::{Errors, shown};
#[cfg(feature = "yaml")]
pub(crate) use expand::{flow as expand, scoped};
use literal::Literal;

/// What stands between two `;`: a flow as far as it could be read, and what is wrong with it.
struct Declared {
    flow: Option<Flow>,
    errors: Errors,
}

/// One flow, as it was declared: by tokens, or in a file.
pub(crate) struct Flow {
    pub attributes: Vec<Attribute>,
    pub vis: Visibility,
    pub name: Ident,
    /// The name that errors and metrics show.
    pub shown: String,
    pub steps: Vec<Step>,
    /// What a file says besides.
    pub file: Option<FileFlow>,
}

/// What a file says of a flow besides its steps.
pub(crate) struct FileFlow {
    /// The module that has the functions.
    pub functions: Path,
    /// What is called on the builder before the user has it.
    pub prepared: TokenStream,
}

/// A function at its place in the chain.
pub(crate) struct Step {
    pub function: Path,
    /// The function's name as messages show it.
    pub shown: String,
    pub params: Vec<Param>,
    pub file: Option<FileStep>,
}

/// What a file says of a function at its place, with the excerpts that its messages show.
pub(crate) struct FileStep {
    /// The name to look for in the functions' module; none where the function was mapped.
    pub named: Option<Ident>,
    /// At the name.
    pub place: String,
    /// At the name, with the function before.
    pub edge: String,
    /// What goes before the attribute.
    pub overrides: TokenStream,
}

/// A parameter that the flow gives.
pub(crate) struct Param {
    pub name: String,
    pub span: Span,
    pub value: Value,
}

/// A parameter's value: a literal, or a text of a file with the excerpts at name and value.
pub(crate) enum Value {
    Literal(Literal),
    #[cfg_attr(not(feature = "yaml"), expect(dead_code, reason = "files are not read"))]
    Text {
        text: String,
        at_name: String,
        at_value: String,
    },
}

impl Value {
    pub(crate) fn text(&self) -> &str {
        match self {
            Value::Literal(literal) => &literal.text,
            Value::Text { text, .. } => text,
        }
    }
}

/// Expands `flow!`. A flow that cannot be read still gives its name a type, so that code that uses it stays quiet.
pub(crate) fn declare(input: TokenStream) -> TokenStream {
    parse::flows(input).into_iter().map(expansion).collect()
}

fn expansion(declared: Declared) -> TokenStream {
    match declared {
        Declared { flow: None, errors } => errors.finish(),
        Declared { flow: Some(flow), errors } => {
            let expansion = match errors.is_empty() {
                true => [errors.finish(), expand::flow(&flow)].into_iter().collect(),
                false => expand::stand_in(&flow, errors),
            };
            shown(&flow.name.to_string(), expansion)
        }
    }
}
