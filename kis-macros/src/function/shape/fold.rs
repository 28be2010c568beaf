//! Functions that fold a batch as it comes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::super::Function;
use super::{Call, boxed};
use crate::common::{runtime, runtime_at};

pub(super) fn shape(function: &Function) -> TokenStream {
    let rt = runtime();
    let Function { item, signature, .. } = function;
    let ident = &item.sig.ident;
    let call = Call::of(function);
    let Call { rows, args, cx, context, .. } = &call;
    let answer = call.answer(signature, |out| quote!(#out), |error| boxed(signature, error));
    // The compiler blames the whole head of a method for a future that is not `Send`.
    let (at, at_rt) = (ident.span(), runtime_at(ident.span()));
    let (shape, asyncness) = match item.sig.asyncness {
        Some(_) => ("AsyncFoldFn", Some(quote_spanned!(at=> async))),
        None => ("FoldFn", None),
    };
    let head = quote_spanned! {at=>
        #asyncness fn call<__Rows: ::core::iter::Iterator<Item = Self::In> + ::core::marker::Send>(
            #args, #rows: __Rows, #cx
        ) -> ::core::result::Result<::std::vec::Vec<Self::Out>, #at_rt::BoxError>
    };
    let shape = Ident::new(shape, Span::call_site());
    quote! {
            #[automatically_derived]
                impl #rt::__private::#shape for #ident {
                type Context = #context;
                #[inline(always)]
                #[allow(unused_variables, clippy::all)]
    #head {
                    #answer
                }
            }
        }
}
