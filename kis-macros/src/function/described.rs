//! `impl Function`: what a function is, and how rows are let in.

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::arguments::{Arguments, args_type};
use super::attribute::At;
use super::check::plain;
use super::signature::{Rows, Signature, Yields};
use super::{Function, Mode, OnError, Policy};
use crate::common::{local, runtime, runtime_at};

/// `impl Function`.
pub(super) fn described(function: &Function) -> TokenStream {
    let rt = runtime();
    let ident = &function.item.sig.ident;
    let (name, path) = (&function.name, plain(ident));
    let mode = Ident::new(
        match function.mode {
            Mode::Verify => "Verify",
            Mode::Save => "Save",
            Mode::Load => "Load",
            Mode::Calculate => "Calculate",
            Mode::Expand => "Expand",
        },
        Span::call_site(),
    );
    let connector = match &function.connector {
        Some(At { value, .. }) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    };
    let policy = policy(function);
    let signature = &function.signature;
    let by_row = signature.rows.is_row();
    let one_to_one = by_row && matches!(signature.yields, Yields::One(_) | Yields::Unit);
    let (takes, yields) = (signature.rows.ty(), signature.out());
    let rows_in = quote_spanned!(takes.span()=> type In = #takes;);
    let rows_out = quote_spanned!(yields.span()=> type Out = #yields;);
    let (args, rows, stage) = (local("args"), local("rows"), local("stage"));
    let arguments = Arguments::of(signature);
    let Arguments { items, params, kept, .. } = &arguments;
    let retry = retry(function);
    let is_async = function.item.sig.asyncness.is_some();
    let args_type = args_type();
    let resolve = arguments.resolve();
    let jumps = function.jumps.iter().map(|target| {
        let rt = runtime_at(target.span());
        quote_spanned!(target.span()=> #rt::__private::Target {
            name: <#target as #rt::Function>::NAME,
            path: <#target as #rt::Function>::PATH,
            id: ::core::any::TypeId::of::<#target>,
            keep: #rt::__private::Keep::<<#target as #rt::Function>::In>::KEEPER,
        })
    });
    // Where messages list functions, they show this.
    let at_ident = runtime_at(ident.span());
    let head = quote_spanned!(ident.span()=> impl #at_ident::Function for #ident);
    let [stream, entering, enter] = entrance(function, [&args, &rows, &stage]);
    quote! {
        #[allow(unused_imports)]
        use #rt::__private::{KeepNothing as _, NoJson as _};
        #items
        #[automatically_derived]
        #head {
            const NAME: &'static str = #name;
            const PATH: &'static str = ::core::concat!(::core::module_path!(), "::", #path);
            const MODE: #rt::Mode = #rt::Mode::#mode;
            const CONNECTOR: ::core::option::Option<&'static str> = #connector;
            const POLICY: #rt::Policy = #policy;
            const PARAMS: &'static [&'static [#rt::Param]] = &[#params];
            const KEPT: ::core::option::Option<#rt::__private::Kept> = #rt::__private::Kept::first(&[#kept]);
            const RETRY: #rt::__private::Retry = #retry;
            const IS_ASYNC: bool = #is_async;
            const JUMPS: &'static [#rt::__private::Target] = &[#(#jumps),*];
            const READ: ::core::option::Option<#rt::__private::ReadBatch> = #rt::__private::Json::<#takes>::READ;
            const WRITE: ::core::option::Option<#rt::__private::WriteBatch> = #rt::__private::Json::<#yields>::WRITE;
            const BY_ROW: bool = #by_row;
            const ONE_TO_ONE: bool = #one_to_one;
            #rows_in
            #rows_out
            type Args = #args_type;
            type Rows<'a, I: #rt::__private::RowStream<Item = Self::In>> = #stream;

            #resolve

            #[allow(refining_impl_trait)]
            fn enter<'a, I: #rt::__private::RowStream<Item = Self::In>>(
                #args: &'a Self::Args,
                #rows: I,
                #stage: #rt::__private::Stage<'a>,
            ) -> #entering {
                #enter
            }
        }
    }
}

/// Whether a failed batch can be tried again.
fn retry(function: &Function) -> TokenStream {
    let rt = runtime();
    let Signature { rows, fallible, .. } = &function.signature;
    match rows {
        Rows::Owned(_) | Rows::Borrowed(_) => quote!(#rt::__private::Retry::ByRow),
        Rows::Iter(_) => quote!(#rt::__private::Retry::Folds),
        _ if !fallible => quote!(#rt::__private::Retry::NeverFails),
        Rows::Slice(_) => quote!(#rt::__private::Retry::Can),
        Rows::Vec(_) => {
            quote!(#rt::__private::Retry::if_copied(<Self as #rt::__private::VecFn>::COPY.is_some()))
        }
    }
}

fn policy(function: &Function) -> TokenStream {
    let rt = runtime();
    let Policy { retry_times, retry_duration, retry_backoff, timeout, on_error } = &function.policy;
    let retry_duration = duration(*retry_duration);
    let timeout = match timeout.map(duration) {
        Some(timeout) => quote!(::core::option::Option::Some(#timeout)),
        None => quote!(::core::option::Option::None),
    };
    let on_error = match on_error {
        OnError::Fail => quote!(Fail),
        OnError::Skip => quote!(Skip),
        OnError::DeadLetter => quote!(DeadLetter),
    };
    quote! {
        #rt::Policy::new(#retry_times, #retry_duration, #retry_backoff, #timeout, #rt::OnError::#on_error)
    }
}

fn duration(duration: Duration) -> TokenStream {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}

/// How rows are let in: the type of the rows on their way out, the type of the future that gives them, and the call.
/// The future of a row function is there already: said so, the compiler need not prove of each that it is `Send`.
fn entrance(function: &Function, [args, rows, stage]: [&Ident; 3]) -> [TokenStream; 3] {
    let rt = runtime();
    let is_async = function.item.sig.asyncness.is_some();
    let (adapter, name) = match (&function.signature.rows, &function.signature.yields) {
        (Rows::Owned(_) | Rows::Borrowed(_), Yields::Vec(_)) => (true, "ExpandRows"),
        (Rows::Owned(_) | Rows::Borrowed(_), _) => (true, "RowRows"),
        (Rows::Iter(_), _) if is_async => (false, "enter_async_fold"),
        (Rows::Iter(_), _) => (false, "enter_fold"),
        (Rows::Slice(_), _) => (false, "enter_slice"),
        (Rows::Vec(_), _) => (false, "enter_vec"),
    };
    let name = Ident::new(name, Span::call_site());
    let entered = quote!(::core::result::Result<Self::Rows<'a, I>, #rt::__private::Leave>);
    if adapter {
        let adapted = quote!(#rt::__private::#name::new(#args, #rows, #stage));
        [
            quote!(#rt::__private::#name<'a, I, Self>),
            quote!(::core::future::Ready<#entered>),
            quote!(::core::future::ready(::core::result::Result::Ok(#adapted))),
        ]
    } else {
        [
            quote!(#rt::__private::Batch<'a, Self::Out>),
            quote!(impl ::core::future::Future<Output = #entered> + ::core::marker::Send),
            quote!(#rt::__private::#name::<Self, I>(#args, #rows, #stage)),
        ]
    }
}
