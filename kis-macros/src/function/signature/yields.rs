use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{ItemFn, ReturnType, Type};

use super::Yields;
use super::types::{generic, owned};
use crate::common::Errors;

/// What the function returns, whether in a `Result`, and where it says so.
pub(super) fn read(item: &ItemFn, errors: &Errors) -> (Option<Yields>, bool, Span) {
    let ReturnType::Type(_, ty) = &item.sig.output else {
        return (Some(Yields::Unit), false, item.sig.ident.span());
    };
    match generic(ty, "Result") {
        Some(inner) => (yields(inner, errors), true, ty.span()),
        None => (yields(ty, errors), false, ty.span()),
    }
}

fn yields(ty: &Type, errors: &Errors) -> Option<Yields> {
    match ty {
        Type::Paren(inner) => yields(&inner.elem, errors),
        Type::Group(inner) => yields(&inner.elem, errors),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Some(Yields::Unit),
        Type::Path(path) if path.path.is_ident("bool") => Some(Yields::Bool),
        Type::ImplTrait(_) => {
            errors.at(ty, "a function of a flow names the rows that it yields: return `Vec<U>`, or `U` from a row function");
            None
        }
        Type::Never(_) => {
            errors.at(ty, "a function of a flow returns: an error ends the run, `Result<…>`, and so does `Next::abort()`");
            None
        }
        ty => match (generic(ty, "Option"), generic(ty, "Vec"), generic(ty, "Next")) {
            (Some(row), ..) => owned(row, errors).map(Yields::Option),
            (_, Some(row), _) => owned(row, errors).map(Yields::Vec),
            (.., Some(row)) => owned(row, errors).map(Yields::Next),
            _ => owned(ty, errors).map(Yields::One),
        },
    }
}
