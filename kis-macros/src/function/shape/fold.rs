//! Functions that fold a batch as it comes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::super::Function;
use super::{Call, boxed};
use crate::common::runtime;

pub(super) fn shape(function: &Function) -> TokenStream {
    let rt = runtime();
    let Function { item, signature, .. } = function;
    let ident = &item.sig.ident;
    let call = Call::of(function);
    let Call { rows, args, cx, context, .. } = &call;
    let answer = call.answer(signature, |out| quote!(#out), |error| boxed(signature, error));
    let (shape, asyncness) = match item.sig.asyncness {
        Some(_) => ("AsyncFoldFn", Some(quote_spanned!(ident.span()=> async))),
        None => ("FoldFn", None),
    };
    let shape = Ident::new(shape, Span::call_site());
    quote! {
        #[automatically_derived]
        impl #rt::__private::#shape for #ident {
            type Context = #context;
            #[inline(always)]
            #[allow(unused_variables, clippy::all)]
            #asyncness fn call<__Rows: ::core::iter::Iterator<Item = Self::In> + ::core::marker::Send>(
                #args,
                #rows: __Rows,
                #cx,
            ) -> ::core::result::Result<::std::vec::Vec<Self::Out>, #rt::BoxError> {
                #answer
            }
        }
    }
}
