//! What the signature of an annotated `fn` says.

mod argument;
mod rows;
mod types;
mod yields;

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, Type};

use crate::common::{Errors, local};

/// The signature of a function of flows.
pub(super) struct Signature {
    pub rows: Rows,
    pub yields: Yields,
    /// It returns a `Result`.
    pub fallible: bool,
    pub args: Vec<Arg>,
    pub rows_span: Span,
    pub output_span: Span,
}

/// The first parameter.
pub(super) enum Rows {
    /// `row: T`
    Owned(Type),
    /// `row: &T`
    Borrowed(Type),
    /// `rows: &[T]`
    Slice(Type),
    /// `rows: Vec<T>`
    Vec(Type),
    /// `rows: impl Iterator<Item = T>`
    Iter(Type),
}

/// What is returned, inside the `Result` if there is one.
pub(super) enum Yields {
    Unit,
    Bool,
    One(Type),
    Option(Type),
    Vec(Type),
    Next(Type),
}

/// A parameter after the first.
pub(super) enum Arg {
    Context(Box<Type>),
    /// `handle`: a `Store` or a `Topic`.
    Other {
        ty: Box<Type>,
        handle: bool,
    },
}

impl Rows {
    pub(super) fn is_row(&self) -> bool {
        matches!(self, Rows::Owned(_) | Rows::Borrowed(_))
    }

    pub(super) fn ty(&self) -> &Type {
        match self {
            Rows::Owned(ty) | Rows::Borrowed(ty) | Rows::Slice(ty) | Rows::Vec(ty) | Rows::Iter(ty) => ty,
        }
    }
}

impl Signature {
    /// The type of the rows that leave: where a function only looks at rows, of those that came.
    pub(super) fn out(&self) -> &Type {
        match &self.yields {
            Yields::Unit | Yields::Bool => self.rows.ty(),
            Yields::One(ty) | Yields::Option(ty) | Yields::Vec(ty) | Yields::Next(ty) => ty,
        }
    }

    /// The types of the parameters that are found when a flow is built.
    pub(super) fn argument_types(&self) -> impl Iterator<Item = &Type> {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Context(_) => None,
            Arg::Other { ty, .. } => Some(&**ty),
        })
    }

    /// A variable for each of them.
    pub(super) fn argument_names(&self) -> Vec<Ident> {
        (0..self.argument_types().count()).map(|n| local(&format!("a{n}"))).collect()
    }

    pub(super) fn read(item: &ItemFn, errors: &Errors) -> Option<Self> {
        let sig = &item.sig;
        if !sig.generics.params.is_empty() || sig.generics.where_clause.is_some() {
            let at = if sig.generics.params.is_empty() {
                sig.generics.where_clause.to_token_stream()
            } else {
                sig.generics.params.to_token_stream()
            };
            errors.at(at, "a function of a flow is not generic: a flow names it by one type, so write out its row types");
        }
        if let syn::Safety::Unsafe(token) = &sig.safety {
            errors.at(token, "a function of a flow is not `unsafe`: the flow could not keep its promises");
        }
        if let Some(abi) = &sig.abi {
            errors.at(abi, "a function of a flow is an ordinary Rust `fn`");
        }
        if let Some(variadic) = &sig.variadic {
            errors.at(variadic, "a function of a flow takes no variadic arguments");
        }
        let mut inputs = sig.inputs.iter();
        let first = match inputs.next() {
            Some(FnArg::Typed(first)) => first,
            Some(FnArg::Receiver(receiver)) => {
                errors.at(receiver, "a function of a flow takes no `self`: it is a free `fn`; what it needs comes as `&P`, `&Store<T>` or `&Context`");
                return None;
            }
            None => {
                errors.at(&sig.ident, "a function of a flow takes rows first: `row: T`, `row: &T`, `rows: &[T]`, `rows: Vec<T>` or `rows: impl Iterator<Item = T>`");
                return None;
            }
        };
        let named_row = matches!(&*first.pat, syn::Pat::Ident(name) if name.ident == "row");
        let rows = rows::read(&first.ty, named_row, errors);
        let args = inputs.filter_map(|arg| argument::read(arg, errors)).collect();
        let (yields, fallible, output_span) = yields::read(item, errors);
        Some(Signature {
            rows: rows?,
            yields: yields?,
            fallible,
            args,
            rows_span: first.ty.span(),
            output_span,
        })
    }
}
