//! What an annotated function becomes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Ident, ItemFn};

use super::Function;
use super::connected::connected;
use super::described::described;
use super::shape::shape;
use crate::common::Errors;

/// The marker type, its alias, and the implementations behind them.
pub(super) fn function(function: &Function) -> TokenStream {
    let Function { item, alias, .. } = function;
    let (ident, vis, cfgs) = (&item.sig.ident, &item.vis, cfgs(item));
    let alias = alias.as_ref().map(|alias| another_name(item, alias));
    let described = described(function);
    let shape = shape(function);
    let connected = connected(function);
    // Messages show the type where they would show the function.
    let marker = quote_spanned!(ident.span()=> #vis enum #ident {});
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #marker
        #alias
        #(#cfgs)*
        const _: () = {
            #described
            #shape
            #connected
        };
    }
}

/// The errors of a function that could not be understood. The first is a type with the function's name: flows that
/// name it find something, about which the compiler has nothing more to say.
pub(super) fn stand_in(item: &ItemFn, alias: Option<&Ident>, errors: Errors) -> TokenStream {
    let (ident, vis, cfgs) = (&item.sig.ident, &item.vis, cfgs(item));
    let (faulty, others) = errors.finish_as_type();
    let alias = alias.map(|alias| another_name(item, alias));
    let others = others.iter().map(|error| quote!(#(#cfgs)* #error));
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis type #ident = #faulty;
        #alias
        #(#others)*
    }
}

fn another_name(item: &ItemFn, alias: &Ident) -> TokenStream {
    let (ident, vis, cfgs) = (&item.sig.ident, &item.vis, cfgs(item));
    let another = quote_spanned!(ident.span()=> #vis type #alias = #ident;);
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #another
    }
}

/// The conditions under which the function is there at all: nothing of it may be there without them.
fn cfgs(item: &ItemFn) -> Vec<&Attribute> {
    item.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}
