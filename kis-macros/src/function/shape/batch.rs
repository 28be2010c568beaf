//! Functions of a whole batch.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::super::Function;
use super::super::signature::{Rows, Yields};
use super::{Call, boxed};
use crate::common::{runtime, runtime_at};

pub(super) fn shape(function: &Function) -> TokenStream {
    let rt = runtime();
    let Function { item, signature, .. } = function;
    let ident = &item.sig.ident;
    let call = Call::of(function);
    let Call { rows, args, cx, context, .. } = &call;
    let answer = call.answer(
        signature,
        |out| match &signature.yields {
            Yields::Unit => quote!({ let () = #out; #rt::Next::reuse(#rows) }),
            Yields::Bool => quote!(if #out { #rt::Next::reuse(#rows) } else { #rt::Next::abort() }),
            Yields::Next(_) => quote!(#out),
            _ => quote!(#rt::Next::rows(#out)),
        },
        |error| boxed(signature, error),
    );
    let (shape, taken) = match &signature.rows {
        Rows::Slice(_) => ("SliceFn", quote!(&[Self::In])),
        _ => ("VecFn", quote!(::std::vec::Vec<Self::In>)),
    };
    let shape = Ident::new(shape, Span::call_site());
    let copy = copy(function);
    // The compiler blames the whole head of a method for a future that is not `Send`.
    let (at, at_rt) = (ident.span(), runtime_at(ident.span()));
    let head = quote_spanned! {at=>
        async fn call(#args, #rows: #taken, #cx)
            -> ::core::result::Result<#at_rt::Next<Self::Out>, #at_rt::BoxError>
    };
    quote! {
        #[automatically_derived]
        impl #rt::__private::#shape for #ident {
            type Context = #context;
            #[allow(unused_variables, clippy::all)]
            #head {
                #answer
            }
            #copy
        }
    }
}

/// Copies the batch for a further try, where the function takes it and can fail. Rows that the attribute's retries need
/// must be `Clone`; a file's retries ask whether they are.
fn copy(function: &Function) -> Option<TokenStream> {
    let Function { signature, policy, .. } = function;
    let (ty, at) = (signature.rows.ty(), signature.rows_span);
    let rt = runtime_at(at);
    let copy = match policy.retry_times {
        0 => quote_spanned!(at=> #rt::__private::Keep::<#ty>::COPY),
        _ => quote_spanned!(at=> ::core::option::Option::Some(<#ty as #rt::__private::Copyable>::copies)),
    };
    (matches!(signature.rows, Rows::Vec(_)) && signature.fallible).then(
        || quote_spanned!(at=> const COPY: ::core::option::Option<#rt::__private::Copies<#ty>> = #copy;),
    )
}
