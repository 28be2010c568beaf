//! The values that a flow gives its functions' parameters.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// A literal: its text as a configuration would have it, and what kind it is.
pub(crate) struct Literal {
    pub text: String,
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Int,
    Float,
    Bool,
    Char,
    Text,
}

impl Literal {
    pub(super) fn read(value: &Expr) -> syn::Result<Literal> {
        let (text, kind) = match value {
            Expr::Lit(ExprLit { lit, .. }) => positive(lit),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
                Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                    positive(lit).map(|(text, kind)| (format!("-{text}"), kind))
                }
                _ => None,
            },
            _ => None,
        }
        .ok_or_else(|| {
            syn::Error::new_spanned(
                value,
                "a parameter is a literal: a number, `true` or `false`, a char or a text; one that is known only at run time is given by `.param(function, name, value)` when the flow is built",
            )
        })?;
        Ok(Literal { text, kind, span: value.span() })
    }

    /// The literal for the runtime's checks.
    pub(super) fn tokens(&self, rt: &TokenStream) -> TokenStream {
        let text = &self.text;
        let kind = quote!(#rt::__private::params::Literal);
        match self.kind {
            Kind::Int => quote!(#kind::Int(#text)),
            Kind::Float => quote!(#kind::Float(#text)),
            Kind::Text => quote!(#kind::Text(#text)),
            Kind::Bool => {
                let value = text == "true";
                quote!(#kind::Bool(#value))
            }
            Kind::Char => {
                let value = text.chars().next().unwrap_or_default();
                quote!(#kind::Char(#value))
            }
        }
    }
}

fn positive(literal: &Lit) -> Option<(String, Kind)> {
    match literal {
        Lit::Int(number) => Some((number.base10_digits().to_owned(), Kind::Int)),
        Lit::Float(number) => Some((number.base10_digits().to_owned(), Kind::Float)),
        Lit::Bool(flag) => Some((flag.value.to_string(), Kind::Bool)),
        Lit::Char(char) => Some((char.value().to_string(), Kind::Char)),
        Lit::Str(text) => Some((text.value(), Kind::Text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Option<String> {
        Literal::read(&syn::parse_str(source).unwrap()).ok().map(|literal| literal.text)
    }

    #[test]
    fn literals_have_the_text_that_a_configuration_would_have() {
        for (source, expected) in [
            ("999", "999"),
            ("1_000u64", "1000"),
            ("0xff", "255"),
            ("-7", "-7"),
            ("1.50", "1.50"),
            ("true", "true"),
            ("'x'", "x"),
            ("\"Tsing Hua\"", "Tsing Hua"),
        ] {
            assert_eq!(text(source).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for source in ["MAX", "1 + 2", "f()", "b\"x\"", "-true", "[1]"] {
            assert_eq!(text(source), None, "{source}");
        }
    }
}
