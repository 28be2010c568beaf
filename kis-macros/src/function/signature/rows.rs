use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

use super::Rows;
use super::types::{generic, owned, shown};
use crate::common::Errors;

/// What the first parameter says.
pub(super) fn read(ty: &Type, named_row: bool, errors: &Errors) -> Option<Rows> {
    match ty {
        Type::Paren(inner) => read(&inner.elem, named_row, errors),
        Type::Group(inner) => read(&inner.elem, named_row, errors),
        Type::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                errors.at(mutability, "rows are not changed in place: take `row: T` or `rows: Vec<T>` and return what they become");
                return None;
            }
            if let Some(lifetime) = &reference.lifetime {
                errors.at(lifetime, "rows are borrowed for the call alone: take `&T` or `&[T]`");
                return None;
            }
            match &*reference.elem {
                Type::Slice(slice) => owned(&slice.elem, errors).map(Rows::Slice),
                Type::Path(path) if path.path.is_ident("str") => {
                    errors.at(ty, "a row is an owned value: take `&String`");
                    None
                }
                elem => match generic(elem, "Vec") {
                    Some(row) if !named_row => {
                        let row = shown(row);
                        errors.at(ty, format_args!("a batch is borrowed as a slice: take `&[{row}]`; for rows that are vectors themselves, call the parameter `row`"));
                        None
                    }
                    _ => owned(elem, errors).map(Rows::Borrowed),
                },
            }
        }
        Type::ImplTrait(iterator) => {
            let item = iterator.bounds.iter().find_map(iterator_item);
            if item.is_none() {
                errors.at(ty, "the rows of a batch come as `impl Iterator<Item = T>`, `Vec<T>` or `&[T]`");
            }
            item.and_then(|item| owned(&item, errors)).map(Rows::Iter)
        }
        Type::Slice(slice) => {
            let row = shown(&slice.elem);
            errors.at(
                ty,
                format_args!("a batch comes as a reference or as a vector: take `&[{row}]` or `Vec<{row}>`"),
            );
            None
        }
        ty => match generic(ty, "Vec") {
            Some(row) if !named_row => owned(row, errors).map(Rows::Vec),
            _ => owned(ty, errors).map(Rows::Owned),
        },
    }
}

fn iterator_item(bound: &TypeParamBound) -> Option<Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|segment| segment.ident == "Iterator")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(item) if item.ident == "Item" => Some(item.ty.clone()),
        _ => None,
    })
}
