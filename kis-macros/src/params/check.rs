use std::collections::HashMap;

use syn::Ident;

use super::model::{Params, Shape};
use crate::common::Errors;

/// What concerns more than one field or variant at once.
pub(super) fn check(params: &Params<'_>, errors: &Errors) {
    match &params.shape {
        Shape::Struct { fields, .. } => {
            let named = fields.iter().filter(|field| !field.skipped);
            once("parameter", named.map(|field| (field.ident, &field.name)), errors);
        }
        Shape::Enum(variants) => {
            once("variant", variants.iter().map(|variant| (variant.ident, &variant.name)), errors);
        }
    }
}

fn once<'a>(what: &str, named: impl Iterator<Item = (&'a Ident, &'a String)>, errors: &Errors) {
    let mut seen = HashMap::new();
    for (ident, name) in named {
        if let Some(first) = seen.insert(name, ident) {
            errors.at(ident, format!("this {what} is called `{name}` in text, as `{first}` is"));
        }
    }
}
