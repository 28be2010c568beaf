//! The trait for the function's shape: how it is called, and what its answer means.

mod batch;
mod fold;
mod row;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Function;
use super::arguments::args_type;
use super::signature::{Arg, Rows, Signature};
use crate::common::{local, local_at, runtime, runtime_at};

/// The implementation of the trait for the function's shape.
pub(super) fn shape(function: &Function) -> TokenStream {
    match &function.signature.rows {
        Rows::Owned(_) | Rows::Borrowed(_) => row::shape(function),
        Rows::Iter(_) => fold::shape(function),
        Rows::Slice(_) | Rows::Vec(_) => batch::shape(function),
    }
}

/// What the implementations have in common: their parameters, and the call of the function.
struct Call {
    /// The first parameter: a row or the rows.
    rows: Ident,
    /// What the engine hands over beside rows: `args` and `cx`, with their types.
    args: TokenStream,
    cx: TokenStream,
    /// The type of the context, which is nothing where the function does not ask for it.
    context: TokenStream,
    call: TokenStream,
}

impl Call {
    fn of(function: &Function) -> Self {
        let rt = runtime();
        let Function { item, signature, .. } = function;
        let (rows, cx, ident) = (local("rows"), local("cx"), &item.sig.ident);
        let names = signature.argument_names();
        let mut held = names.iter();
        let passed = signature.args.iter().map(|arg| match arg {
            Arg::Context(_) => quote!(#cx),
            Arg::Other { ty, .. } => {
                let name = held.next();
                quote!(::core::borrow::Borrow::<#ty>::borrow(#name))
            }
        });
        let borrowed = matches!(signature.rows, Rows::Borrowed(_)).then(|| quote!(&));
        let awaited = item.sig.asyncness.map(|_| quote!(.await));
        let call = quote_spanned!(Span::mixed_site()=> #ident(#borrowed #rows #(, #passed)*) #awaited);
        let context = match signature.args.iter().any(|arg| matches!(arg, Arg::Context(_))) {
            true => quote!(#rt::Context),
            false => quote!(()),
        };
        let args_type = args_type();
        let args = quote!(#args_type(#(#names,)*): &Self::Args);
        let cx = quote!(#cx: &Self::Context);
        Call { rows, args, cx, context, call }
    }

    /// Calls the function and makes `Ok(made)` of what it returns, which `made` knows by the name `out`; its error
    /// becomes `Err(failed)`, which knows it as `error`.
    fn answer(
        &self,
        signature: &Signature,
        made: impl FnOnce(&Ident) -> TokenStream,
        failed: impl FnOnce(&Ident) -> TokenStream,
    ) -> TokenStream {
        let (call, out) = (&self.call, local("out"));
        // The compiler points at it when it cannot be boxed.
        let error = local_at("error", signature.output_span);
        let made = made(&out);
        if !signature.fallible {
            return quote!({ let #out = #call; ::core::result::Result::Ok(#made) });
        }
        let failed = failed(&error);
        quote! {
            match #call {
                ::core::result::Result::Ok(#out) => ::core::result::Result::Ok(#made),
                ::core::result::Result::Err(#error) => ::core::result::Result::Err(#failed),
            }
        }
    }
}

/// The error in a box, with the blame on the return type where it cannot be boxed.
fn boxed(signature: &Signature, error: &Ident) -> TokenStream {
    let rt = runtime_at(signature.output_span);
    quote_spanned!(signature.output_span=> #rt::__private::Failure::boxed(#error))
}
