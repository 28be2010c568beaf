use syn::{FnArg, Type};

use super::Arg;
use super::types::{generic, named};
use crate::common::Errors;

/// What a parameter after the first says.
pub(super) fn read(arg: &FnArg, errors: &Errors) -> Option<Arg> {
    const ALLOWED: &str = "after its rows a function takes references: `&Context`, `&Store<T>`, `&Topic<T>`, a connector's client, or `&P` where `P` derives `Params`";
    let FnArg::Typed(typed) = arg else {
        errors.at(arg, ALLOWED);
        return None;
    };
    let mut ty = &*typed.ty;
    while let Type::Paren(syn::TypeParen { elem, .. }) | Type::Group(syn::TypeGroup { elem, .. }) = ty {
        ty = elem;
    }
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => {
            if let Some(lifetime) = &reference.lifetime {
                errors
                    .at(lifetime, "what a function is called with is borrowed for the call alone: take `&T`");
                return None;
            }
            let elem = &*reference.elem;
            if named(elem, "Context") {
                return Some(Arg::Context(Box::new(elem.clone())));
            }
            let handle = generic(elem, "Store").is_some() || generic(elem, "Topic").is_some();
            Some(Arg::Other { ty: Box::new(elem.clone()), handle })
        }
        Type::Reference(_) => {
            errors.at(
                ty,
                "any number of runs share what a function is called with: take it by `&`, not `&mut`",
            );
            None
        }
        _ => {
            errors.at(ty, ALLOWED);
            None
        }
    }
}
