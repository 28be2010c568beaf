//! What a function is called with beside its rows and its context, as a flow finds it when it is built.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::signature::Signature;
use crate::common::{local, runtime, runtime_at};

/// The parts of `impl Function` that are about the parameters after the rows.
#[derive(Default)]
pub(super) struct Arguments {
    /// Stands before the `impl`: the one place where the compiler says that a type is no argument, and the type of what
    /// a built flow holds. That one is as visible as can be, for others may see the function; its fields, and with them
    /// the parameters' types, need not be.
    pub items: TokenStream,
    /// The lists of `Params`' parameters, likewise.
    pub params: TokenStream,
    /// The rows that each keeps in the connector, likewise.
    pub kept: TokenStream,
    /// The body of `fn resolve`.
    resolve: TokenStream,
}

/// The name of the type of what a built flow holds.
pub(super) fn args_type() -> Ident {
    local("Args")
}

impl Arguments {
    pub(super) fn of(signature: &Signature) -> Self {
        let (checked, from, names) = (local("CHECKED"), local("from"), signature.argument_names());
        let mut arguments = Arguments::default();
        let (mut asked, mut held) = (TokenStream::new(), TokenStream::new());
        for (name, ty) in names.iter().zip(signature.argument_types()) {
            let (at, rt) = (ty.span(), runtime_at(ty.span()));
            let known = quote_spanned!(at=> <#ty as #rt::__private::Known<{ #checked }>>);
            asked.extend(quote_spanned!(at=> let _ = <#ty as #rt::Argument>::CONNECTED;));
            held.extend(quote_spanned!(at=> #known::Held,));
            arguments.params.extend(quote_spanned!(at=> #known::PARAMS,));
            arguments.kept.extend(quote_spanned!(at=> #known::KEPT,));
            arguments.resolve.extend(quote_spanned!(at=> let #name = #known::resolve(#from).await;));
        }
        let args = args_type();
        arguments.items = quote! {
            const #checked: usize = { #asked 0 };
            #[allow(dead_code)]
            pub struct #args(#held);
        };
        arguments.resolve.extend(quote!(::core::option::Option::Some(#args(#(#names?,)*))));
        arguments
    }

    /// `fn resolve`. Without arguments it is done before it begins, and the compiler has no future to look into.
    pub(super) fn resolve(&self) -> TokenStream {
        let (rt, from, body) = (runtime(), local("from"), &self.resolve);
        let found = quote!(::core::option::Option<Self::Args>);
        if self.params.is_empty() {
            return quote! {
                #[allow(refining_impl_trait)]
                fn resolve(_: &mut #rt::Resolver) -> ::core::future::Ready<#found> {
                    ::core::future::ready(#body)
                }
            };
        }
        quote! {
            async fn resolve(#from: &mut #rt::Resolver) -> #found {
                #body
            }
        }
    }
}
