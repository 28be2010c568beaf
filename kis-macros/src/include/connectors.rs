//! `connectors()`: what the files declare.

use kis_config::{Config, Connector, Label, Sources, render};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::args::Args;
use crate::common::{runtime, runtime_at};

pub(super) fn connectors(config: &Config, args: &Args) -> TokenStream {
    let (rt, vis) = (runtime(), &args.vis);
    let types = args.types.iter().map(|(_, connector)| quote!(.register::<#connector>()));
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
            #rt::Connectors::new() #(#types)* #(#declared)*
        }
    }
}

/// Whether their types are there.
pub(super) fn checks(config: &Config, sources: &Sources, args: &Args) -> TokenStream {
    let own = |connector: &&Connector| {
        !args.types.iter().any(|(name, _)| name.value() == connector.conn_type.value)
    };
    let span = args.path.span();
    let rt = runtime_at(span);
    let theirs = config.connectors.values().filter(own).map(|connector| {
        let (name, conn_type) = (&connector.name.value, &connector.conn_type);
        let at = render::excerpt(sources, &Label::new(conn_type.span, ""), &[]);
        let conn_type = &conn_type.value;
        quote_spanned!(span=> const _: () = #rt::__private::file::compiled_in(#name, #conn_type, #at);)
    });
    let own = args.types.iter().map(|(name, connector)| {
        let rt = runtime_at(name.span());
        quote_spanned!(name.span()=> const _: () = #rt::__private::file::is_called::<#connector>(#name);)
    });
    quote!(#(#theirs)* #(#own)*)
}
