//! `pool()` and `pool_on()`: all flows of the files, found by name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;

use super::flows::Included;
use crate::common::runtime;

pub(super) fn pool(flows: &[Included], vis: &Visibility) -> TokenStream {
    let rt = runtime();
    let links = flows.iter().filter(|included| included.enabled).map(|Included { flow, .. }| {
        let (name, shown) = (&flow.name, &flow.shown);
        quote!(pool.link(#shown, <#name as #rt::__private::Linked>::steps(&pool)).await?;)
    });
    quote! {
        /// All flows of the files, built, and found by name. Those that name one connector share it.
        ///
        /// # Errors
        /// The first flow that cannot be built, with every problem of it.
        #[allow(dead_code)]
        #vis async fn pool() -> ::core::result::Result<#rt::Pool, #rt::PoolError> {
            pool_on(&connectors()).await
        }

        /// All flows of the files as [`pool`] builds them, on other connectors than theirs.
        ///
        /// # Errors
        /// The first flow that cannot be built, with every problem of it.
        #[allow(dead_code)]
        #vis async fn pool_on(connectors: &#rt::Connectors) -> ::core::result::Result<#rt::Pool, #rt::PoolError> {
            let pool = #rt::Pool::new();
            pool.connectors(connectors);
            #(#links)*
            ::core::result::Result::Ok(pool)
        }
    }
}
