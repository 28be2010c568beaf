//! `flow!`: chains of functions become types.

mod chain;
mod checks;
mod edge;
mod expand;
mod literal;
mod parse;
mod place;

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, Path, Visibility};

use crate::common::{Errors, shown};
use literal::Literal;

/// What stands between two `;`: a flow as far as it could be read, and what is wrong with it.
struct Declared {
    flow: Option<Flow>,
    errors: Errors,
}

/// One flow, as it was declared.
struct Flow {
    attributes: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    steps: Vec<Step>,
}

/// A function at its place in the chain.
struct Step {
    function: Path,
    params: Vec<Param>,
}

/// A parameter that the flow gives.
struct Param {
    name: Ident,
    value: Literal,
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
