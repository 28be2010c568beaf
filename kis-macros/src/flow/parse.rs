//! `[docs] [visibility] Name = function[(name = literal, …)] -> … ; …`

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Path, Token, parenthesized, token};

use super::{Flow, Literal, Param, Step};
use crate::common::Errors;

const GRAMMAR: &str = "a flow reads `Name = first_function -> second_function(limit = 3) -> third_function`";

/// The flows that could be read; one that could not ends the reading, with its error noted.
pub(super) fn flows(input: TokenStream, errors: &Errors) -> Vec<Flow> {
    let mut flows = Vec::new();
    let read = |input: ParseStream| -> syn::Result<()> {
        if input.is_empty() {
            return Err(input.error(format!("there is no flow here: {GRAMMAR}")));
        }
        while !input.is_empty() {
            flow(input, errors, &mut flows)?;
            if !input.is_empty() {
                if !input.peek(Token![;]) {
                    return Err(
                        input.error("expected `->` and a further function, or `;` and a further flow")
                    );
                }
                input.parse::<Token![;]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = read.parse2(input) {
        errors.push(error);
    }
    flows
}

/// Reads one flow. As soon as its name is known it stands in `flows`, whatever is wrong with the rest of it.
fn flow(input: ParseStream, errors: &Errors, flows: &mut Vec<Flow>) -> syn::Result<()> {
    let attributes = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    let name: Ident = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), format!("expected the name of a flow: {GRAMMAR}")))?;
    if let Some(other) = flows.iter().find(|flow| flow.name == name) {
        errors.at(&name, format_args!("there are two flows `{}` here", other.name));
    }
    flows.push(Flow { attributes, vis, name, steps: Vec::new() });
    let Some(flow) = flows.last_mut() else { return Ok(()) };
    if !input.peek(Token![=]) {
        return Err(input.error(format!("expected `=` after the name: {GRAMMAR}")));
    }
    input.parse::<Token![=]>()?;
    loop {
        flow.steps.push(step(input, errors)?);
        if input.parse::<Option<Token![->]>>()?.is_none() {
            return Ok(());
        }
    }
}

fn step(input: ParseStream, errors: &Errors) -> syn::Result<Step> {
    let function = input.call(Path::parse_mod_style).map_err(|error| {
        syn::Error::new(error.span(), format!("expected the name of a function: {GRAMMAR}"))
    })?;
    if input.peek(Token![<]) {
        return Err(input.error("a function of a flow is not generic"));
    }
    let mut params: Vec<Param> = Vec::new();
    if input.peek(token::Paren) {
        let list;
        parenthesized!(list in input);
        for Given { name, value } in Punctuated::<Given, Token![,]>::parse_terminated(&list)? {
            if params.iter().any(|other| other.name == name) {
                errors.at(&name, format_args!("parameter `{name}` is given twice"));
            } else if let Some(value) = errors.ok(Literal::read(&value)) {
                params.push(Param { name, value });
            }
        }
    }
    Ok(Step { function, params })
}

struct Given {
    name: Ident,
    value: Expr,
}

impl Parse for Given {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        const HOW: &str = "a flow gives parameters by name: `function(limit = 3, school = \"TsingHua\")`";
        let name = input.parse().map_err(|error| syn::Error::new(error.span(), HOW))?;
        if !input.peek(Token![=]) {
            return Err(input.error(HOW));
        }
        input.parse::<Token![=]>()?;
        Ok(Given { name, value: input.parse()? })
    }
}
