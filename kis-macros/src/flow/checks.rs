//! Parameters and jump targets, checked when the crate is compiled.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::place::Place;
use crate::common::runtime_at;

pub(super) fn checks(flow: &str, place: &Place) -> TokenStream {
    let (function, span, index, at) = (place.shown(), place.span, place.index, &place.at);
    let rt = runtime_at(span);
    let lists = quote_spanned!(span=> <#at as #rt::Function>::PARAMS);
    let each = place.step.params.iter().map(|param| {
        let name = param.name.unraw().to_string();
        let (at_name, at_value) = (runtime_at(param.name.span()), runtime_at(param.value.span));
        let literal = param.value.tokens(&at_value);
        let known = quote_spanned!(param.name.span()=>
            const _: () = #at_name::__private::params::known(#function, #lists, #name);
        );
        let fits = quote_spanned!(param.value.span=>
            const _: () = #at_value::__private::params::literal(#function, #lists, #name, #literal);
        );
        quote!(#known #fits)
    });
    let names = place.step.params.iter().map(|param| param.name.unraw().to_string());
    let given = quote_spanned!(span=> const _: () = #rt::__private::params::given(#function, #lists, &[#(#names),*]););
    let jumps =
        quote_spanned!(span=> const _: () = #rt::__private::jumps(#flow, #function, FUNCTIONS, #index););
    quote!(#(#each)* #given #jumps)
}
