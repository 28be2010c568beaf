//! What is asked of types.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type, TypePath};

use crate::common::Errors;

/// The type of a row, unless it borrows something: rows outlive the call.
pub(super) fn owned(ty: &Type, errors: &Errors) -> Option<Type> {
    if borrows(ty.to_token_stream()) {
        let ty_shown = shown(ty);
        errors.at(ty, format_args!("rows are owned, and `{ty_shown}` borrows: use a type without references and lifetimes, such as `String` for `&str`"));
        return None;
    }
    Some(ty.clone())
}

/// Whether the type has a reference or a lifetime that is not `'static`.
fn borrows(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(and) if and.as_char() == '&' => {
                if !matches!(tokens.peek(), Some(TokenTree::Punct(quote)) if quote.as_char() == '\'') {
                    return true;
                }
            }
            TokenTree::Punct(quote) if quote.as_char() == '\'' => {
                if !matches!(tokens.peek(), Some(TokenTree::Ident(name)) if name == "static") {
                    return true;
                }
            }
            TokenTree::Group(group) if borrows(group.stream()) => return true,
            _ => {}
        }
    }
    false
}

/// The type as the source has it.
pub(super) fn shown(ty: &Type) -> String {
    ty.span().source_text().unwrap_or_else(|| ty.to_token_stream().to_string())
}

pub(super) fn named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The first argument of `…::name<T, …>`.
pub(super) fn generic<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(TypePath { path, .. }) = ty else { return None };
    let last = path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
