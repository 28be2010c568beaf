use std::collections::HashMap;

use syn::Type;

use super::model::{Row, Shape};
use crate::common::Errors;

/// What concerns more than one attribute or field at once.
pub(super) fn check(row: &Row<'_>, errors: &Errors) {
    keys(row, errors);
    kinds(row, errors);
    names(row, errors);
}

fn kinds(row: &Row<'_>, errors: &Errors) {
    for field in row.written().filter(|field| field.serde.flatten.is_some()) {
        if let Some((_, span)) = field.kind {
            let message = format!("`{}` has no kind of its own: serde flattens it", field.ident);
            errors.push(syn::Error::new(span, message));
        }
    }
}

fn keys(row: &Row<'_>, errors: &Errors) {
    for field in row.key() {
        let Some(span) = field.key else { continue };
        if field.serde.skipped() {
            let message =
                format!("`{}` cannot be the key: serde skips it, so no store would see it", field.ident);
            errors.push(syn::Error::new(span, message));
        } else if field.serde.flatten.is_some() {
            let message = format!(
                "`{}` cannot be the key: serde flattens it, and a key is fields of the row itself",
                field.ident
            );
            errors.push(syn::Error::new(span, message));
        } else if is_option(field.ty) {
            errors.at(field.ty, "the key of a row cannot be absent: `#[row(key)]` is not for an `Option`");
        }
    }
}

fn names(row: &Row<'_>, errors: &Errors) {
    let Shape::Fields { tag } = &row.shape else { return };
    let mut seen = HashMap::new();
    if let Some(tag) = tag {
        seen.insert(tag.value(), "serde's `tag`".to_owned());
    }
    for field in row.written().filter(|field| field.serde.flatten.is_none()) {
        if let Some(first) = seen.insert(field.name.clone(), format!("the field `{}`", field.ident)) {
            errors.at(field.ident, format!("this field is called `{}` in text, as {first} is", field.name));
        }
    }
}

/// Whether the type is spelled `Option<_>`; the probes find the others.
fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}
