//! What a flow becomes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;
use syn::ext::IdentExt;

use super::Flow;
use super::chain::chain;
use super::checks::checks;
use super::edge::edge;
use super::place::Place;
use crate::common::{Errors, runtime};

/// The errors of a flow that could not be read. The first is a type with the flow's name: code that uses the flow
/// finds something, about which the compiler has nothing more to say.
pub(super) fn stand_in(flow: &Flow, errors: Errors) -> TokenStream {
    let Flow { vis, name, .. } = flow;
    let cfgs = cfgs(flow);
    let (faulty, others) = errors.finish_as_type();
    let others = others.iter().map(|error| quote!(#(#cfgs)* #error));
    quote! {
        #(#cfgs)*
        #[allow(dead_code)]
        #vis type #name = #faulty;
        #(#others)*
    }
}

/// The conditions under which the flow is there at all.
fn cfgs(flow: &Flow) -> Vec<&Attribute> {
    flow.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// The flow's type, its builder, its checks and its chain.
pub(super) fn flow(flow: &Flow) -> TokenStream {
    let rt = runtime();
    let Flow { attributes, vis, name, .. } = flow;
    let cfgs = cfgs(flow);
    let text = name.unraw().to_string();
    let places = Place::all(flow);
    let functions = places.iter().map(Place::function);
    let edges = places.windows(2).map(|pair| edge(&pair[0], &pair[1]));
    let jumps = places.iter().map(Place::jumps);
    let checks = places.iter().map(|place| checks(&text, place));
    let chain = chain(name, &places);
    let builder_docs =
        format!("Builds the flow `{text}`: its connectors, its parameters, and how it treats its runs.");
    quote! {
        #(#attributes)*
        #[derive(Clone)]
        #vis struct #name(#rt::__private::Arc<#rt::__private::Built<<#name as #rt::__private::Chain>::Stages>>);
        #(#cfgs)*
        #[automatically_derived]
        impl #name {
            #[doc = #builder_docs]
            #vis fn builder() -> #rt::FlowBuilder<Self> {
                #rt::FlowBuilder::new()
            }
        }
        #(#cfgs)*
        const _: () = {
            #(#functions)*
            const FUNCTIONS: &#rt::__private::Jumps = &[#(#jumps),*];
            #(#edges)*
            #(#checks)*
            #chain
        };
    }
}
