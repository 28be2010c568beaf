//! `#[derive(Row)]`.

mod check;
mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::common::{Errors, shown};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let errors = Errors::new();
    let row = model::Row::parse(input, &errors);
    check::check(&row, &errors);
    let item = expand::expand(&row, errors.is_empty());
    let errors = errors.finish();
    shown(&input.ident.to_string(), quote::quote!(#item #errors))
}
