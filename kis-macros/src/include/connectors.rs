//! The connectors that the files declare.

use kis_config::Config;
use proc_macro2::TokenStream;
use quote::quote;

use crate::common::runtime;

/// `.connector(name, config)` for each of them.
pub(super) fn declared(config: &Config) -> TokenStream {
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
        quote!((#name, #rt::ConnectorConfig::new(#conn_type, #addrs) #key #(#params)*))
    });
    quote!([#(#declared),*])
}
