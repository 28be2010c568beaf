//! Functions of a row: they become part of a loop.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::super::signature::{Rows, Yields};
use super::super::{Function, OnError};
use super::{Call, boxed};
use crate::common::{local, runtime, runtime_at};

pub(super) fn shape(function: &Function) -> TokenStream {
    let rt = runtime();
    let Function { item, signature, policy, .. } = function;
    let ident = &item.sig.ident;
    let call = Call::of(function);
    let Call { rows: row, args, cx, context, .. } = &call;

    let dead = policy.on_error == OnError::DeadLetter;
    let owned = matches!(signature.rows, Rows::Owned(_));
    let spare = local("spare");
    let (ty, at) = (signature.rows.ty(), signature.rows_span);
    let at_rows = runtime_at(at);
    let copy = (dead && owned)
        .then(|| quote_spanned!(at=> let #spare = <#ty as #at_rows::__private::Copyable>::copy(&#row);));
    let buried = if owned { &spare } else { row };
    let error_type = match (signature.fallible, dead) {
        (false, _) => quote!(::core::convert::Infallible),
        (true, false) => quote!(#rt::BoxError),
        (true, true) => quote!(#rt::__private::DeadRow),
    };
    let answer = call.answer(
        signature,
        |out| match &signature.yields {
            Yields::Vec(_) | Yields::Option(_) => quote!(#out),
            Yields::Bool => {
                quote!(if #out { ::core::option::Option::Some(#row) } else { ::core::option::Option::None })
            }
            Yields::Unit => quote!({ let () = #out; ::core::option::Option::Some(#row) }),
            Yields::One(_) | Yields::Next(_) => quote!(::core::option::Option::Some(#out)),
        },
        |error| {
            let boxed = boxed(signature, error);
            match dead {
                true => {
                    let written = quote_spanned!(at=> <#ty as #at_rows::__private::Writable>::json(&#buried));
                    quote!(#rt::__private::DeadRow::new(#boxed, #written))
                }
                false => boxed,
            }
        },
    );
    let (shape, returned) = match &signature.yields {
        Yields::Vec(_) => ("ExpandFn", quote!(::std::vec::Vec<Self::Out>)),
        _ => ("RowFn", quote!(::core::option::Option<Self::Out>)),
    };
    let shape = Ident::new(shape, Span::call_site());
    quote! {
        #[automatically_derived]
        impl #rt::__private::#shape for #ident {
            type Error = #error_type;
            type Context = #context;
            #[inline(always)]
            #[allow(unused_variables, clippy::all)]
            fn call(
                #args,
                #row: Self::In,
                #cx,
            ) -> ::core::result::Result<#returned, Self::Error> {
                #copy
                #answer
            }
        }
    }
}
