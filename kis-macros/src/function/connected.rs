//! A connector and the parameters that use it belong together; which parameters do, their types know.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Type;
use syn::spanned::Spanned;

use super::Function;
use super::attribute::At;
use super::signature::Arg;
use crate::common::runtime_at;

pub(super) fn connected(function: &Function) -> TokenStream {
    let args = &function.signature.args;
    if args.iter().any(|arg| matches!(arg, Arg::Other { handle: true, .. })) {
        return TokenStream::new();
    }
    let connected = |ty: &Type| {
        let rt = runtime_at(ty.span());
        quote_spanned!(ty.span()=> <#ty as #rt::Argument>::CONNECTED)
    };
    match &function.connector {
        None => function
            .signature
            .argument_types()
            .map(|ty| {
                let (rt, connected) = (runtime_at(ty.span()), connected(ty));
                quote_spanned!(ty.span()=> const _: () = #rt::__private::no_connector(#connected);)
            })
            .collect(),
        Some(At { value, span }) => {
            let rt = runtime_at(*span);
            let connected = function.signature.argument_types().map(connected);
            quote_spanned!(*span=> const _: () = #rt::__private::uses_connector(#value, &[#(#connected),*]);)
        }
    }
}
