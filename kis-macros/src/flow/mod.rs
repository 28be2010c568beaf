//! `flow!`: chains of functions become types.

mod expand;
mod literal;
mod parse;

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, Path, Visibility};

use crate::common::{Errors, shown};
use literal::Literal;

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
    let errors = Errors::new();
    let flows = parse::flows(input, &errors);
    let errors = errors.finish();
    let failed = !errors.is_empty();
    let flows: TokenStream = flows
        .iter()
        .map(|flow| {
            let expansion = if failed { expand::stand_in(flow) } else { expand::flow(flow) };
            shown(&flow.name.to_string(), expansion)
        })
        .collect();
    quote::quote!(#errors #flows)
}
