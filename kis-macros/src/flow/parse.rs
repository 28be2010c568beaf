//! `[docs] [visibility] Name = function[(name = literal, …)] -> … ; …`

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Path, Token, Visibility, parenthesized, token};

use super::{Declared, Flow, Literal, Param, Step, Value};
use crate::common::Errors;

const GRAMMAR: &str = "a flow reads `Name = first_function -> second_function(limit = 3) -> third_function`";

/// Every flow of the call. One that cannot be read does not keep the others from being read.
pub(super) fn flows(input: TokenStream) -> Vec<Declared> {
    let end = input.clone().into_iter().last().map_or_else(Span::call_site, |last| last.span());
    let mut flows: Vec<Declared> = Vec::new();
    let read = |input: ParseStream| -> syn::Result<()> {
        while !input.is_empty() || flows.is_empty() {
            let mut declared = Declared { flow: None, errors: Errors::new() };
            let read = Reader { end, names: names(&flows) }.flow(input, &mut declared);
            flows.push(declared);
            if let (Err(error), Some(Declared { errors, .. })) = (read, flows.last()) {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![;]) {
                    input.parse::<TokenTree>()?;
                }
                input.parse::<Option<Token![;]>>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = read.parse2(input) {
        let errors = Errors::new();
        errors.push(error);
        flows.push(Declared { flow: None, errors });
    }
    flows
}

/// The names that are there in any case.
fn names(flows: &[Declared]) -> Vec<Ident> {
    let flows = flows.iter().filter_map(|declared| declared.flow.as_ref());
    flows.filter(|flow| !is_conditional(&flow.attributes)).map(|flow| flow.name.clone()).collect()
}

fn is_conditional(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

struct Reader {
    /// The last token of the call, which is to blame for what is missing behind it.
    end: Span,
    /// The flows before.
    names: Vec<Ident>,
}

impl Reader {
    /// Reads one flow, and the `;` after it. As soon as its name is known it stands in `declared`, whatever is wrong
    /// with the rest.
    fn flow(&self, input: ParseStream, declared: &mut Declared) -> syn::Result<()> {
        if input.is_empty() {
            return Err(self.expected(input, "there is no flow here"));
        }
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let name: Ident = input.parse().map_err(|_| self.expected(input, "expected the name of a flow"))?;
        if self.names.contains(&name) && !is_conditional(&attributes) {
            return Err(syn::Error::new(name.span(), format!("there are two flows `{name}` here")));
        }
        let Declared { flow, errors } = declared;
        let shown = name.unraw().to_string();
        let flow = flow.insert(Flow { attributes, vis, name, shown, steps: Vec::new(), file: None });
        if !input.peek(Token![=]) {
            return Err(self.expected(input, "expected `=` after the name of the flow"));
        }
        input.parse::<Token![=]>()?;
        loop {
            flow.steps.push(self.step(input, errors)?);
            if input.parse::<Option<Token![->]>>()?.is_none() {
                break;
            }
        }
        if begins(input) {
            errors.push(syn::Error::new(input.span(), "expected `;` before the next flow"));
        } else if !input.is_empty() && input.parse::<Option<Token![;]>>()?.is_none() {
            return Err(input.error("expected `->` and a further function, or `;` and a further flow"));
        }
        Ok(())
    }

    fn step(&self, input: ParseStream, errors: &Errors) -> syn::Result<Step> {
        const GENERIC: &str = "a function of a flow is not generic: give its name alone";
        let ahead = input.fork();
        let function = ahead.call(Path::parse_mod_style).map_err(|_| match ahead.peek(Token![<]) {
            true => ahead.error(GENERIC),
            false => self.expected(&ahead, "expected the name of a function"),
        })?;
        input.advance_to(&ahead);
        if input.peek(Token![<]) {
            return Err(input.error(GENERIC));
        }
        let mut params: Vec<Param> = Vec::new();
        if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            self.params(&list, &mut params, errors);
        }
        let shown = function.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default();
        Ok(Step { function, shown, params, file: None })
    }

    /// Reads the parameters that the flow gives. What is wrong among them ends at the closing parenthesis.
    fn params(&self, list: ParseStream, params: &mut Vec<Param>, errors: &Errors) {
        let given = match Punctuated::<Given, Token![,]>::parse_terminated(list) {
            Ok(given) => given,
            Err(error) => {
                errors.push(error);
                // syn would complain of tokens that nobody has read.
                let rest: syn::Result<TokenStream> = list.parse();
                return errors.ok(rest.map(drop)).unwrap_or_default();
            }
        };
        for Given { name, value } in given {
            let text = name.unraw().to_string();
            if params.iter().any(|other| other.name == text) {
                errors.at(&name, format_args!("parameter `{name}` is given twice"));
            } else if let Some(value) = errors.ok(Literal::read(&value)) {
                params.push(Param { name: text, span: name.span(), value: Value::Literal(value) });
            }
        }
    }

    /// An error at the next token, or at the last one if there is no next.
    fn expected(&self, input: ParseStream, what: &str) -> syn::Error {
        let span = if input.is_empty() { self.end } else { input.span() };
        syn::Error::new(span, format!("{what}: {GRAMMAR}"))
    }
}

/// Whether a flow begins here.
fn begins(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).is_ok()
        && ahead.parse::<Visibility>().is_ok()
        && ahead.parse::<Ident>().is_ok()
        && ahead.peek(Token![=])
        && !ahead.peek(Token![=>])
}

struct Given {
    name: Ident,
    value: Expr,
}

impl Parse for Given {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        const HOW: &str = "a flow gives parameters by name: `function(limit = 3, school = \"TsingHua\")`";
        let name: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), HOW))?;
        if !input.peek(Token![=]) {
            return Err(input.error(HOW));
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new(name.span(), format!("the value of parameter `{name}` is missing")));
        }
        Ok(Given { name, value: input.parse()? })
    }
}
