//! What is asked of types.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
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
        let next = tokens.peek();
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '&' => match next {
                Some(TokenTree::Punct(quote)) if quote.as_char() == '\'' => {}
                _ => return true,
            },
            TokenTree::Punct(mark) if mark.as_char() == '\'' => match next {
                Some(TokenTree::Ident(name)) if name == "static" => {}
                _ => return true,
            },
            TokenTree::Group(group) if borrows(group.stream()) => return true,
            _ => {}
        }
    }
    false
}

/// The type as one would write it. (A span has the source's text, but on stable only that of its first token.)
pub(super) fn shown(ty: &Type) -> String {
    let mut text = String::new();
    write(ty.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if text.ends_with([',', ';']) || is_word && text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            token => text.push_str(&token.to_string()),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_shown_as_they_are_written() {
        for text in ["u64", "&str", "Vec<Vec<(u8, String)>>", "a::B<'_, [u8; 3]>", "Box<dyn Fn(u8)>"] {
            assert_eq!(shown(&syn::parse_str(text).unwrap()), text);
        }
    }

    #[test]
    fn rows_that_borrow_are_refused() {
        for (text, refused) in [
            ("String", false),
            ("&'static str", false),
            ("Vec<(u8, &'static str)>", false),
            ("&str", true),
            ("Line<'_>", true),
            ("(u8, Vec<&'a str>)", true),
        ] {
            let errors = Errors::new();
            owned(&syn::parse_str(text).unwrap(), &errors);
            assert_eq!(!errors.finish().is_empty(), refused, "{text}");
        }
    }
}
