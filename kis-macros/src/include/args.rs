//! `[visibility] "path" [, functions = path] [, map("name" => path, …)] [, rename("name" => Name, …)] [, types("name" => path, …)]`

use kis_config::near::did_you_mean;
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token, Visibility, parenthesized, parse_quote, token};

use crate::common::Errors;

const USAGE: &str = "`include_flow!` takes the path of a file or folder: `include_flow!(\"conf\", functions = crate::faas, map(\"my-func\" => crate::my_func), rename(\"my-flow\" => MyFlow), types(\"my-type\" => crate::MyConnector))`";
const KEYS: [&str; 4] = ["functions", "map", "rename", "types"];

/// What the call says.
pub(super) struct Args {
    /// Who sees the flows: the crate, unless it is said.
    pub vis: Visibility,
    /// The file or folder.
    pub path: LitStr,
    /// The module that has the functions; the one of the call when it is not said.
    pub functions: Option<Path>,
    /// Functions under names that are no identifiers, or that are elsewhere.
    pub map: Vec<(LitStr, Path)>,
    /// Flows under names that are no identifiers.
    pub rename: Vec<(LitStr, Ident)>,
    /// Connectors of the program's own, by their types.
    pub types: Vec<(LitStr, Path)>,
}

impl Args {
    pub(super) fn parse(tokens: TokenStream, errors: &Errors) -> Option<Args> {
        errors.ok((|input: ParseStream| Args::read(input, errors)).parse2(tokens))
    }

    fn read(input: ParseStream, errors: &Errors) -> syn::Result<Args> {
        let vis = match input.parse()? {
            Visibility::Inherited => parse_quote!(pub(crate)),
            vis => vis,
        };
        let path = input.parse().map_err(|error| syn::Error::new(error.span(), USAGE))?;
        let mut args =
            Args { vis, path, functions: None, map: Vec::new(), rename: Vec::new(), types: Vec::new() };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), USAGE))?;
            match key.to_string().as_str() {
                "functions" => {
                    input.parse::<Token![=]>()?;
                    args.functions = Some(input.call(Path::parse_mod_style)?);
                }
                "map" => args.map.extend(pairs(input)?),
                "rename" => args.rename.extend(pairs(input)?),
                "types" => args.types.extend(pairs(input)?),
                other => {
                    let near = did_you_mean(other, KEYS);
                    errors.at(
                        &key,
                        format_args!(
                            "unknown key `{other}`{near}\nthe keys are `functions`, `map`, `rename` and `types`"
                        ),
                    );
                    skip_value(input)?;
                }
            }
        }
        if input.is_empty() { Ok(args) } else { Err(input.error(USAGE)) }
    }
}

fn pairs<T: Parse>(input: ParseStream) -> syn::Result<Vec<(LitStr, T)>> {
    let list;
    parenthesized!(list in input);
    let pairs = Punctuated::<Pair<T>, Token![,]>::parse_terminated(&list)?;
    Ok(pairs.into_iter().map(|Pair(name, value)| (name, value)).collect())
}

struct Pair<T>(LitStr, T);

impl<T: Parse> Parse for Pair<T> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![=>]>()?;
        Ok(Pair(name, input.parse()?))
    }
}

fn skip_value(input: ParseStream) -> syn::Result<()> {
    if input.peek(token::Paren) {
        let list;
        parenthesized!(list in input);
        list.parse::<TokenStream>()?;
    } else {
        input.parse::<Token![=]>()?;
        input.parse::<syn::Expr>()?;
    }
    Ok(())
}
