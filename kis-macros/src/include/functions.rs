//! What `func` files say of the functions, and what the functions keep: checked once for each, however often it stands
//! in flows.

use std::collections::BTreeMap;

use kis_config::{At, Config, Connector, Function, Label, Sources, render};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, parse_quote};

use super::args::Args;
use super::flows::Included;
use crate::common::{Errors, runtime_at};
use crate::flow::{FileStep, Step, scoped};

/// The functions of all flows, in the order of their first places.
struct Named<'f> {
    function: &'f Path,
    /// The name to look for in the functions' module; none where the function was mapped.
    named: Option<&'f Ident>,
    shown: &'f str,
    place: &'f str,
    file: Option<&'f Function>,
}

fn named<'f>(flows: &'f [Included], config: &'f Config) -> Vec<Named<'f>> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut functions = Vec::new();
    for Step { function, shown, file, .. } in flows.iter().flat_map(|included| &included.flow.steps) {
        let Some(FileStep { named, place, .. }) = file else { continue };
        found.entry(shown).or_insert_with(|| {
            let file = config.functions.get(shown);
            functions.push(Named { function, named: named.as_ref(), shown, place, file });
            functions.len()
        });
    }
    functions
}

/// The checks that are left to the compiler.
pub(super) fn checks(flows: &[Included], config: &Config, sources: &Sources, args: &Args) -> TokenStream {
    let (span, functions) = (args.path.span(), named(flows, config));
    let rt = runtime_at(span);
    let entries = functions.iter().map(|Named { function, named, shown, place, .. }| {
        let path = named.map_or_else(|| quote!(#function), |named| quote!(#named));
        quote_spanned! {span=>
            #rt::__private::file::Named {
                name: #shown,
                at: #place,
                about: #rt::__private::file::Probe::<#path>::ABOUT,
            }
        }
    });
    let said = functions.iter().enumerate().filter_map(|(index, function)| {
        let this = quote_spanned!(span=> &FUNCTIONS[#index]);
        Some(of_file(function.file?, sources, &this, &rt))
    });
    let rows = functions.iter().enumerate().filter(|(_, function)| may_keep_rows(function)).map(
        |(index, _)| quote_spanned!(span=> const _: () = #rt::__private::file::rows(FUNCTIONS, #index);),
    );
    let own = |connector: &Connector| {
        args.types.iter().find(|(name, _)| name.value() == connector.conn_type.value).map(|(_, own)| own)
    };
    let handles = config.connectors.values().filter(|connector| own(connector).is_none()).map(|connector| {
        let (name, conn_type) = (&connector.name.value, &connector.conn_type);
        let at = excerpt(sources, conn_type, "");
        let conn_type = &conn_type.value;
        quote_spanned!(span=> const _: () = #rt::__private::file::handles(FUNCTIONS, #name, #conn_type, #at);)
    });
    let with_params = || config.connectors.values().filter(|connector| !connector.params.is_empty());
    let known = with_params().map(|connector| match own(connector) {
        Some(own) => quote_spanned!(span=> ::core::option::Option::Some(<#own as #rt::Connector>::PARAMS)),
        None => {
            let conn_type = &connector.conn_type.value;
            quote_spanned!(span=> #rt::__private::file::params_of(#conn_type))
        }
    });
    let params = with_params().enumerate().flat_map(|(index, connector)| {
        let (name, conn_type) = (&connector.name.value, &connector.conn_type.value);
        let rt = &rt;
        connector.params.iter().map(move |param| {
            let (param, at) = (&param.name.value, excerpt(sources, &param.name, ""));
            quote_spanned! {span=>
                const _: () = #rt::__private::file::conn_param(
                    FUNCTIONS, #name, #conn_type, __KIS_PARAMS[#index], #param, #at
                );
            }
        })
    });
    let body = quote_spanned! {span=>
        const FUNCTIONS: &[#rt::__private::file::Named] = &[#(#entries),*];
        #(#said)*
        #(#rows)*
        #(#handles)*
        #(#params)*
    };
    let module = args.functions.clone().unwrap_or_else(|| parse_quote!(self));
    let scoped = scoped(&module, functions.iter().filter_map(|function| function.named), body);
    // Outside of the scope of the functions, where types of connectors may have the names of others.
    quote_spanned! {span=>
        const _: () = {
            #[allow(dead_code)]
            const __KIS_PARAMS: &[::core::option::Option<&[&str]>] = &[#(#known),*];
            #scoped
        };
    }
}

/// A function whose file names no connector has none, or is told of already.
fn may_keep_rows(function: &Named<'_>) -> bool {
    function.file.is_none_or(|file| file.connector.is_some())
}

/// What a `func` file says.
fn of_file(file: &Function, sources: &Sources, this: &TokenStream, rt: &TokenStream) -> TokenStream {
    let span =
        this.clone().into_iter().next().map_or_else(proc_macro2::Span::call_site, |token| token.span());
    let check = |check: &str, said: Option<&str>, at: &str| {
        let check = Ident::new(check, span);
        let said = said.map(|said| quote!(#said,));
        quote_spanned!(span=> const _: () = #rt::__private::file::#check(#this, #said #at);)
    };
    let mode = check("mode", Some(file.mode.value.name()), &excerpt(sources, &file.mode, ""));
    let connector = file.connector.as_ref();
    let connector = connector.map(|at| check("connector", Some(&at.value), &excerpt(sources, at, "")));
    let retried = file.retry_times.as_ref().filter(|times| times.value > 0);
    let retries = retried.map(|at| check("retries", None, &excerpt(sources, at, "")));
    let timeout = file.timeout.as_ref().map(|at| check("timeout", None, &excerpt(sources, at, "")));
    let must = file.source.must.iter();
    let must = must.map(|at| check("must", Some(&at.value), &excerpt(sources, at, "asked for here")));
    quote!(#mode #connector #retries #timeout #(#must)*)
}

/// What files cannot say of any function.
pub(super) fn refuse(config: &Config, sources: &Sources, args: &Args, errors: &Errors) {
    for function in config.functions.values() {
        let Some(on_error) = &function.on_error else { continue };
        // What a row's error does is compiled into the loop.
        let (name, excerpt) = (&function.name.value, excerpt(sources, on_error, ""));
        let message = format!(
            "`on_error` of `{name}` cannot come from a file\n{excerpt}\n   = help: say it in the attribute: `#[kis_function(…, on_error = \"skip\")]`"
        );
        errors.push(syn::Error::new(args.path.span(), message));
    }
}

fn excerpt<T>(sources: &Sources, at: &At<T>, text: &str) -> String {
    render::excerpt(sources, &Label::new(at.span, text), &[])
}
