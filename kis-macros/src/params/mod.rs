//! `#[derive(Params)]`.

mod check;
mod expand;
mod model;
mod read;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::common::{Errors, shown};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let errors = Errors::new();
    let params = model::Params::parse(input, &errors);
    check::check(&params, &errors);
    let item = expand::expand(&params, errors.is_empty());
    let errors = errors.finish();
    shown(&input.ident.to_string(), quote::quote!(#item #errors))
}
