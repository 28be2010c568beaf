//! `#[kis_function]`: a `fn`, its attribute and its signature become a function of flows.

mod arguments;
mod attribute;
mod check;
mod connected;
mod described;
mod expand;
mod shape;
mod signature;

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ItemFn, Path};

use crate::common::{Errors, shown};
use attribute::{At, Attribute};
use signature::Signature;

/// An annotated function, as far as it could be understood.
struct Function {
    item: ItemFn,
    mode: Mode,
    name: String,
    /// The name, where a type may be called by it.
    alias: Option<Ident>,
    connector: Option<At<String>>,
    policy: Policy,
    jumps: Vec<Path>,
    signature: Signature,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Verify,
    Save,
    Load,
    Calculate,
    Expand,
}

#[derive(Default)]
struct Policy {
    retry_times: u32,
    retry_duration: Duration,
    retry_backoff: bool,
    timeout: Option<Duration>,
    on_error: OnError,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum OnError {
    #[default]
    Fail,
    Skip,
    DeadLetter,
}

/// Expands the attribute. The `fn` stays as it is, whatever is wrong with the rest.
pub(crate) fn annotate(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item: ItemFn = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            let error = match syn::parse2::<syn::Item>(item.clone()) {
                Ok(_) => syn::Error::new_spanned(first_token(&item), "`#[kis_function]` stands above a `fn`"),
                Err(_) => error,
            }
            .into_compile_error();
            return quote!(#error #item);
        }
    };
    let errors = Errors::new();
    let attribute = Attribute::parse(attribute, &errors);
    let signature = Signature::read(&item, &errors);
    let alias = attribute.alias(&item.sig.ident);
    let function =
        signature.and_then(|signature| check::function(item.clone(), attribute, signature, &errors));
    let rest = match function {
        Some(function) if errors.is_empty() => {
            debug_assert!(errors.finish().is_empty());
            expand::function(&function)
        }
        // A method, beside which no type can stand.
        _ if item.sig.receiver().is_some() => errors.finish(),
        _ => expand::stand_in(&item, alias.as_ref(), errors),
    };
    shown(&item.sig.ident.to_string(), quote!(#item #rest))
}

fn first_token(tokens: &TokenStream) -> TokenStream {
    tokens.clone().into_iter().take(1).collect()
}
