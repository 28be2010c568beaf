//! What an annotated function becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, ItemFn, Type};

use super::check::plain;
use super::signature::{Arg, Rows, Signature, Yields};
use super::{Function, Mode, OnError};
use crate::common::runtime;

/// A type with the function's name, so that flows that name it find something.
pub(super) fn stand_in(item: &ItemFn) -> TokenStream {
    let (ident, vis) = (&item.sig.ident, &item.vis);
    let cfgs = cfgs(item);
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis enum #ident {}
    }
}

fn cfgs(item: &ItemFn) -> Vec<&Attribute> {
    item.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// The marker type, its alias, and the implementations behind them.
pub(super) fn function(function: &Function) -> TokenStream {
    let marker = stand_in(&function.item);
    let alias = alias(function);
    let cfgs = cfgs(&function.item);
    let described = described(function);
    let shape = shape(function);
    let connected = connected(function);
    quote! {
        #marker
        #alias
        #(#cfgs)*
        const _: () = {
            #described
            #shape
            #connected
        };
    }
}

fn alias(function: &Function) -> TokenStream {
    let Some(alias) = &function.alias else { return TokenStream::new() };
    let (ident, vis, cfgs) = (&function.item.sig.ident, &function.item.vis, cfgs(&function.item));
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis type #alias = #ident;
    }
}

/// `impl Function`.
fn described(function: &Function) -> TokenStream {
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
        Some(connector) => quote!(::core::option::Option::Some(#connector)),
        None => quote!(::core::option::Option::None),
    };
    let policy = policy(function);
    let signature = &function.signature;
    let by_row = signature.rows.is_row();
    let one_to_one = by_row && matches!(signature.yields, Yields::One(_) | Yields::Unit);
    let (rows_in, rows_out) = (signature.rows.ty(), out(signature));
    let arguments: Vec<&Type> = arguments(signature).collect();
    let held = arguments.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #rt::Argument>::Held));
    let params = arguments.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #rt::Argument>::PARAMS));
    let names: Vec<Ident> =
        (0..arguments.len()).map(|n| format_ident!("a{n}", span = Span::mixed_site())).collect();
    let resolved = names.iter().zip(&arguments).map(
        |(name, ty)| quote_spanned!(ty.span()=> let #name = <#ty as #rt::Argument>::resolve(from).await;),
    );
    let jumps = function.jumps.iter().map(|target| {
        quote_spanned!(target.span()=> #rt::__private::Target::new::<#target>(
            #rt::__private::Keep::<<#target as #rt::Function>::In>::KEEPER
        ))
    });
    let keep = if function.jumps.is_empty() {
        TokenStream::new()
    } else {
        quote!(use #rt::__private::KeepNothing as _;)
    };
    let (stream, enter) = entrance(function);
    quote! {
        #keep
        #[allow(unused_imports)]
        use #rt::__private::NoJson as _;
        #[automatically_derived]
        impl #rt::Function for #ident {
            const NAME: &'static str = #name;
            const PATH: &'static str = ::core::concat!(::core::module_path!(), "::", #path);
            const MODE: #rt::Mode = #rt::Mode::#mode;
            const CONNECTOR: ::core::option::Option<&'static str> = #connector;
            const POLICY: #rt::Policy = #policy;
            const PARAMS: &'static [&'static [#rt::Param]] = &[#(#params),*];
            const JUMPS: &'static [#rt::__private::Target] = &[#(#jumps),*];
            const READ: ::core::option::Option<#rt::__private::ReadBatch> = #rt::__private::Json::<#rows_in>::READ;
            const WRITE: ::core::option::Option<#rt::__private::WriteBatch> = #rt::__private::Json::<#rows_out>::WRITE;
            const BY_ROW: bool = #by_row;
            const ONE_TO_ONE: bool = #one_to_one;
            type In = #rows_in;
            type Out = #rows_out;
            type Args = (#(#held,)*);
            type Rows<'a, I: #rt::__private::RowStream<Item = Self::In>> = #stream;

            #[allow(unused_variables)]
            async fn resolve(from: &mut #rt::Resolver) -> ::core::option::Option<Self::Args> {
                #(#resolved)*
                ::core::option::Option::Some((#(#names?,)*))
            }

            fn enter<'a, I: #rt::__private::RowStream<Item = Self::In>>(
                args: &'a Self::Args,
                rows: I,
                stage: #rt::__private::Stage<'a>,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<Self::Rows<'a, I>, #rt::__private::Leave>,
            > + ::core::marker::Send {
                #enter
            }
        }
    }
}

fn policy(function: &Function) -> TokenStream {
    let rt = runtime();
    let policy = &function.policy;
    let (times, millis, backoff) = (policy.retry_times, policy.retry_millis, policy.retry_backoff);
    let timeout = match policy.timeout_millis {
        Some(millis) => quote!(::core::option::Option::Some(::core::time::Duration::from_millis(#millis))),
        None => quote!(::core::option::Option::None),
    };
    let on_error = match policy.on_error {
        OnError::Fail => quote!(Fail),
        OnError::Skip => quote!(Skip),
        OnError::DeadLetter => quote!(DeadLetter),
    };
    quote! {
        #rt::Policy::new(
            #times,
            ::core::time::Duration::from_millis(#millis),
            #backoff,
            #timeout,
            #rt::OnError::#on_error,
        )
    }
}

/// The type of the rows on their way out, and how rows are let in.
fn entrance(function: &Function) -> (TokenStream, TokenStream) {
    let rt = runtime();
    let batch = quote!(#rt::__private::Batch<'a, Self::Out>);
    let is_async = function.item.sig.asyncness.is_some();
    let adapter = |name: &str| {
        let name = Ident::new(name, Span::call_site());
        (
            quote!(#rt::__private::#name<'a, I, Self>),
            quote!(::core::future::ready(::core::result::Result::Ok(#rt::__private::#name::new(args, rows, stage)))),
        )
    };
    match (&function.signature.rows, &function.signature.yields) {
        (Rows::Owned(_) | Rows::Borrowed(_), Yields::Vec(_)) => adapter("ExpandRows"),
        (Rows::Owned(_) | Rows::Borrowed(_), _) => adapter("RowRows"),
        (Rows::Iter(_), _) if is_async => {
            (batch, quote!(#rt::__private::enter_async_fold::<Self, I>(args, rows, stage)))
        }
        (Rows::Iter(_), _) => (batch, quote!(#rt::__private::enter_fold::<Self, I>(args, rows, stage))),
        (Rows::Slice(_), _) => (batch, quote!(#rt::__private::enter_slice::<Self, I>(args, rows, stage))),
        (Rows::Vec(_), _) => (batch, quote!(#rt::__private::enter_vec::<Self, I>(args, rows, stage))),
    }
}

/// The rows that leave: where a function only looks at rows, those that came.
fn out(signature: &Signature) -> &Type {
    match &signature.yields {
        Yields::Unit | Yields::Bool => signature.rows.ty(),
        Yields::One(ty) | Yields::Option(ty) | Yields::Vec(ty) | Yields::Next(ty) => ty,
    }
}

fn arguments(signature: &Signature) -> impl Iterator<Item = &Type> {
    signature.args.iter().filter_map(|arg| match arg {
        Arg::Context => None,
        Arg::Other { ty, .. } => Some(&**ty),
    })
}

/// The implementation of the trait for the function's shape: how it is called.
fn shape(function: &Function) -> TokenStream {
    let rt = runtime();
    let Function { item, signature, policy, .. } = function;
    let ident = &item.sig.ident;
    let at = Span::mixed_site();
    let names: Vec<Ident> =
        (0..arguments(signature).count()).map(|n| format_ident!("a{n}", span = at)).collect();
    let mut held = names.iter();
    let row = Ident::new("row", at);
    let cx = Ident::new("cx", at);
    let passed = signature.args.iter().map(|arg| match arg {
        Arg::Context => quote!(#cx),
        Arg::Other { ty, .. } => {
            let name = held.next();
            quote!(::core::borrow::Borrow::<#ty>::borrow(#name))
        }
    });
    let first = match &signature.rows {
        Rows::Borrowed(_) => quote!(&#row),
        _ => quote!(#row),
    };
    let awaited = item.sig.asyncness.map(|_| quote!(.await));
    let call = quote_spanned!(at=> #ident(#first #(, #passed)*) #awaited);
    let context = match signature.args.iter().any(|arg| matches!(arg, Arg::Context)) {
        true => quote!(#rt::Context),
        false => quote!(()),
    };
    let args = quote!((#(#names,)*): &Self::Args);

    match (&signature.rows, &signature.yields) {
        (Rows::Owned(_) | Rows::Borrowed(_), yields) => {
            let dead = policy.on_error == OnError::DeadLetter;
            let owned = matches!(signature.rows, Rows::Owned(_));
            let copy = (dead && owned)
                .then(|| quote_spanned!(signature.rows_span=> let spare = #rt::__private::copy_row(&#row);));
            let buried = if owned { quote!(&spare) } else { quote!(&#row) };
            let error_type = match (signature.fallible, dead) {
                (false, _) => quote!(::core::convert::Infallible),
                (true, false) => quote!(#rt::BoxError),
                (true, true) => quote!(#rt::__private::DeadRow),
            };
            let boxed = if dead {
                quote_spanned!(signature.output_span=> #rt::__private::DeadRow::new(error, #buried))
            } else {
                quote_spanned!(signature.output_span=> #rt::__private::boxed(error))
            };
            let (shape, returned, made) = match yields {
                Yields::Vec(_) => ("ExpandFn", quote!(::std::vec::Vec<Self::Out>), quote!(out)),
                Yields::Bool => (
                    "RowFn",
                    quote!(::core::option::Option<Self::Out>),
                    quote!(if out { ::core::option::Option::Some(#row) } else { ::core::option::Option::None }),
                ),
                Yields::Unit => (
                    "RowFn",
                    quote!(::core::option::Option<Self::Out>),
                    quote!({ let () = out; ::core::option::Option::Some(#row) }),
                ),
                Yields::Option(_) => ("RowFn", quote!(::core::option::Option<Self::Out>), quote!(out)),
                _ => (
                    "RowFn",
                    quote!(::core::option::Option<Self::Out>),
                    quote!(::core::option::Option::Some(out)),
                ),
            };
            let shape = Ident::new(shape, Span::call_site());
            let body = if signature.fallible {
                quote! {
                    match #call {
                        ::core::result::Result::Ok(out) => ::core::result::Result::Ok(#made),
                        ::core::result::Result::Err(error) => ::core::result::Result::Err(#boxed),
                    }
                }
            } else {
                quote!({ let out = #call; ::core::result::Result::Ok(#made) })
            };
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
                        #cx: &Self::Context,
                    ) -> ::core::result::Result<#returned, Self::Error> {
                        #copy
                        #body
                    }
                }
            }
        }
        (Rows::Iter(_), _) => {
            let (shape, asyncness) = match item.sig.asyncness {
                Some(_) => ("AsyncFoldFn", Some(quote_spanned!(ident.span()=> async))),
                None => ("FoldFn", None),
            };
            let shape = Ident::new(shape, Span::call_site());
            let body = result(signature, &call, &quote!(out));
            quote! {
                #[automatically_derived]
                impl #rt::__private::#shape for #ident {
                    type Context = #context;
                    #[inline(always)]
                    #[allow(unused_variables, clippy::all)]
                    #asyncness fn call<I: ::core::iter::Iterator<Item = Self::In> + ::core::marker::Send>(
                        #args,
                        #row: I,
                        #cx: &Self::Context,
                    ) -> ::core::result::Result<::std::vec::Vec<Self::Out>, #rt::BoxError> {
                        #body
                    }
                }
            }
        }
        (rows, yields) => {
            let made = match yields {
                Yields::Unit => quote!({ let () = out; #rt::Next::reuse(#row) }),
                Yields::Bool => quote!(if out { #rt::Next::reuse(#row) } else { #rt::Next::abort() }),
                Yields::Next(_) => quote!(out),
                _ => quote!(#rt::Next::rows(out)),
            };
            let (shape, taken) = match rows {
                Rows::Slice(_) => ("SliceFn", quote!(&[Self::In])),
                _ => ("VecFn", quote!(::std::vec::Vec<Self::In>)),
            };
            let shape = Ident::new(shape, Span::call_site());
            let copy = (matches!(rows, Rows::Vec(_)) && policy.retry_times > 0).then(|| {
                quote_spanned! {signature.rows_span=>
                    fn copy(rows: &[Self::In]) -> ::core::option::Option<::std::vec::Vec<Self::In>> {
                        ::core::option::Option::Some(rows.iter().map(#rt::__private::copy_row).collect())
                    }
                }
            });
            let body = result(signature, &call, &made);
            let asyncness = quote_spanned!(ident.span()=> async);
            quote! {
                #[automatically_derived]
                impl #rt::__private::#shape for #ident {
                    type Context = #context;
                    #[allow(unused_variables, clippy::all)]
                    #asyncness fn call(
                        #args,
                        #row: #taken,
                        #cx: &Self::Context,
                    ) -> ::core::result::Result<#rt::Next<Self::Out>, #rt::BoxError> {
                        #body
                    }
                    #copy
                }
            }
        }
    }
}

fn result(signature: &Signature, call: &TokenStream, made: &TokenStream) -> TokenStream {
    let rt = runtime();
    if signature.fallible {
        let boxed = quote_spanned!(signature.output_span=> #rt::__private::boxed(error));
        quote! {
            match #call {
                ::core::result::Result::Ok(out) => ::core::result::Result::Ok(#made),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(#boxed),
            }
        }
    } else {
        quote!({ let out = #call; ::core::result::Result::Ok(#made) })
    }
}

/// A connector and the parameters that use it belong together; which parameters do, their types know.
fn connected(function: &Function) -> TokenStream {
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
