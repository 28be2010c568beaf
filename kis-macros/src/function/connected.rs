//! A connector and the parameters that use it belong together; which parameters do, their types know.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Type;
use syn::spanned::Spanned;

use super::Function;
use super::signature::Arg;
use crate::common::runtime;

pub(super) fn connected(function: &Function) -> TokenStream {
    let rt = runtime();
    let signature = &function.signature;
    let checked: Vec<(&Type, bool)> = signature
        .args
        .iter()
        .filter_map(|arg| match arg {
            Arg::Other { ty, handle } => Some((&**ty, *handle)),
            Arg::Context => None,
        })
        .collect();
    let unknown = checked.iter().filter(|(_, handle)| !handle).map(|(ty, _)| *ty);
    let ident = &function.item.sig.ident;
    match &function.connector {
        None => unknown
            .map(|ty| quote_spanned!(ty.span()=> const _: () = #rt::__private::no_connector::<#ty>();))
            .collect(),
        Some(_) if checked.iter().any(|(_, handle)| *handle) => TokenStream::new(),
        Some(connector) => {
            quote_spanned!(ident.span()=> const _: () = #rt::__private::uses_connector(#connector, &[#(<#unknown as #rt::Argument>::CONNECTED),*]);)
        }
    }
}
