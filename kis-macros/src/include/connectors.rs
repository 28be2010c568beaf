//! `connectors()`: what the files declare.

use kis_config::Config;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;

use crate::common::runtime;

pub(super) fn connectors(config: &Config, vis: &Visibility) -> TokenStream {
    let rt = runtime();
    let declared = config.connectors.values().map(|connector| {
        let (name, conn_type) = (&connector.name.value, &connector.conn_type.value);
        let addrs = connector.addrs.as_ref().map_or("", |addrs| &addrs.value);
        let key = connector.key.as_ref().map(|key| {
            let key = &key.value;
            quote!(.key(#key))
        });
        let params = connector.params.iter().map(|param| {
            let (name, value) = (&param.name.value, &param.value.value);
            quote!(.param(#name, #value))
        });
        quote!(.with(#name, #rt::ConnectorConfig::new(#conn_type, #addrs) #key #(#params)*))
    });
    quote! {
        /// The connectors of the files, not connected yet. Flows that are built with one value of it share them.
        #[allow(dead_code)]
        #vis fn connectors() -> #rt::Connectors {
            #rt::Connectors::new() #(#declared)*
        }
    }
}
