//! What a flow becomes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Path};

use super::Flow;
use super::chain::chain;
use super::checks::checks;
use super::edge::edge;
use super::linked::linked;
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
pub(crate) fn flow(flow: &Flow) -> TokenStream {
    let rt = runtime();
    let Flow { attributes, vis, name, .. } = flow;
    let cfgs = cfgs(flow);
    let text = &flow.shown;
    let places = Place::all(flow);
    let functions = places.iter().map(Place::function);
    let edges = places.windows(2).map(|pair| edge(&pair[0], &pair[1]));
    let jumps = places.iter().map(Place::jumps);
    let checks = places.iter().map(|place| checks(text, place));
    let chain = chain(name, text, &places);
    let linked = flow.file.as_ref().map(|_| linked(name, &places));
    let prepared = flow.file.as_ref().map(|file| &file.prepared);
    let body = in_scope(
        flow,
        quote! {
            #(#functions)*
            const FUNCTIONS: &#rt::__private::Jumps = &[#(#jumps),*];
            #(#edges)*
            #(#checks)*
            #chain
            #linked
        },
    );
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
                #rt::FlowBuilder::new() #prepared
            }
        }
        #(#cfgs)*
        const _: () = {
            #body
        };
    }
}

/// For a flow of a file, a scope in which its functions are found.
fn in_scope(flow: &Flow, body: TokenStream) -> TokenStream {
    let Some(file) = &flow.file else { return body };
    scoped(&file.functions, flow.steps.iter().filter_map(|step| step.file.as_ref()?.named.as_ref()), body)
}

/// A scope in which the functions of the module are found; a name that the module lacks finds a stand-in.
pub(crate) fn scoped<'f>(
    functions: &Path,
    names: impl Iterator<Item = &'f Ident>,
    body: TokenStream,
) -> TokenStream {
    let names: BTreeSet<_> = names.collect();
    let names = names.iter();
    let rt = runtime();
    quote! {
        #[allow(non_camel_case_types, dead_code)]
        mod unknown {
            #(pub struct #names;)*
        }
        #[allow(unused_imports)]
        use unknown::*;
        const _: () = {
            #[allow(unused_imports)]
            use #functions::*;
            #[allow(unused_imports)]
            use #rt::__private::file::NoFunction as _;
            #body
        };
    }
}
