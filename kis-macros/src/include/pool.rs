//! `pool()`: all flows of the files, found by name.

use kis_config::Config;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;

use super::connectors::declared;
use super::flows::Included;
use crate::common::runtime;
use crate::flow::Step;

pub(super) fn pool(flows: &[Included], config: &Config, vis: &Visibility) -> TokenStream {
    let rt = runtime();
    let enabled = || flows.iter().filter(|included| included.enabled).map(|included| &included.flow);
    let connectors = declared(config);
    let scope = enabled().find_map(|flow| flow.file.as_ref()).map(|file| {
        let functions = &file.functions;
        quote! {
            #[allow(unused_imports)]
            use #functions::*;
        }
    });
    let functions = enabled().flat_map(|flow| &flow.steps).map(|Step { function, .. }| function);
    let links = enabled().map(|flow| {
        let name = &flow.shown;
        let steps = flow.steps.iter().map(|step| {
            let function = &step.function;
            let params = step.params.iter().map(|param| {
                let (name, text) = (&param.name, param.value.text());
                quote!(.param(#name, #text))
            });
            let overrides = step.file.as_ref().map(|file| &file.overrides);
            quote!(#rt::Step::new(<#function as #rt::Function>::NAME) #(#params)* .overrides(#overrides))
        });
        quote!(pool.link(#name, [#(#steps),*]).await?;)
    });
    quote! {
        /// All flows of the files, built, and found by name. Those that name one connector share it.
        ///
        /// # Errors
        /// The first flow that cannot be built, with every problem of it.
        #[allow(dead_code)]
        #vis async fn pool() -> ::core::result::Result<#rt::Pool, #rt::PoolError> {
            #scope
            let pool = #rt::Pool::new();
            pool.connectors(&#rt::Connectors::new().declared(#connectors));
            #(pool.register::<#functions>();)*
            #(#links)*
            ::core::result::Result::Ok(pool)
        }
    }
}
