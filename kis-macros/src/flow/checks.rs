//! Parameters and jump targets, checked when the crate is compiled.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::place::Place;
use super::{Param, Value};
use crate::common::runtime_at;

pub(super) fn checks(flow: &str, place: &Place) -> TokenStream {
    let (function, span, index, at) = (place.shown(), place.span, place.index, &place.at);
    let rt = runtime_at(span);
    let lists = quote_spanned!(span=> <#at as #rt::Function>::PARAMS);
    let each = place.step.params.iter().map(|param| parameter(function, &lists, param));
    let names = place.step.params.iter().map(|param| &param.name);
    let at_file = place.step.file.as_ref().map_or("", |file| &file.place);
    let given = quote_spanned!(span=>
        const _: () = #rt::__private::params::given(#function, #lists, &[#(#names),*], #at_file);
    );
    let jumps =
        quote_spanned!(span=> const _: () = #rt::__private::jumps(#flow, #function, FUNCTIONS, #index););
    quote!(#(#each)* #given #jumps)
}

fn parameter(function: &str, lists: &TokenStream, param: &Param) -> TokenStream {
    let Param { name, span, value } = param;
    let rt = runtime_at(*span);
    match value {
        Value::Literal(value) => {
            let at_value = runtime_at(value.span);
            let literal = value.tokens(&at_value);
            let known = quote_spanned!(*span=>
                const _: () = #rt::__private::params::known(#function, #lists, #name, "");
            );
            let fits = quote_spanned!(value.span=>
                const _: () = #at_value::__private::params::literal(#function, #lists, #name, #literal);
            );
            quote!(#known #fits)
        }
        Value::Text { text, at_name, at_value } => quote_spanned! {*span=>
            const _: () = #rt::__private::params::known(#function, #lists, #name, #at_name);
            const _: () = #rt::__private::params::text(#function, #lists, #name, #text, #at_value);
        },
    }
}
