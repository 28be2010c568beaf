//! A flow of a file, as a pool links it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::place::Place;
use crate::common::{local, runtime};

/// `impl Linked`: the functions by the names that the expansion has for them.
pub(super) fn linked(name: &Ident, places: &[Place]) -> TokenStream {
    let rt = runtime();
    let pool = local("pool");
    let at: Vec<&Ident> = places.iter().map(|place| &place.at).collect();
    let steps = places.iter().map(|place| {
        let at = &place.at;
        let params = place.step.params.iter().map(|param| {
            let (name, text) = (&param.name, param.value.text());
            quote!(.param(#name, #text))
        });
        let overrides = place.step.file.as_ref().map(|file| &file.overrides);
        quote!(#rt::Step::new(<#at as #rt::Function>::NAME) #(#params)* .overrides(#overrides))
    });
    quote! {
        #[automatically_derived]
        impl #rt::__private::Linked for #name {
            fn steps(#pool: &#rt::Pool) -> ::std::vec::Vec<#rt::Step> {
                #(#pool.register::<#at>();)*
                ::std::vec![#(#steps),*]
            }
        }
    }
}
