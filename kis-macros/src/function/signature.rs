//! What the signature of an annotated `fn` says.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{FnArg, GenericArgument, Ident, ItemFn, PathArguments, ReturnType, Type, TypeParamBound, TypePath};

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
    Context,
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
            Arg::Context => None,
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
        let rows = rows(&first.ty, named_row, errors);
        let args = inputs.filter_map(|arg| argument(arg, errors)).collect();
        let (yields, fallible, output_span) = output(item, errors);
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

fn rows(ty: &Type, named_row: bool, errors: &Errors) -> Option<Rows> {
    match ty {
        Type::Paren(inner) => rows(&inner.elem, named_row, errors),
        Type::Group(inner) => rows(&inner.elem, named_row, errors),
        Type::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                errors.at(mutability, "rows are not changed in place: take `row: T` or `rows: Vec<T>` and return what they become");
                return None;
            }
            match &*reference.elem {
                Type::Slice(slice) => Some(Rows::Slice((*slice.elem).clone())),
                Type::Path(path) if path.path.is_ident("str") => {
                    errors.at(ty, "a row is an owned value: take `&String`");
                    None
                }
                elem => match generic(elem, "Vec") {
                    Some(row) if !named_row => {
                        let row = row.to_token_stream();
                        errors.at(ty, format_args!("a batch is borrowed as a slice: take `&[{row}]`; for rows that are vectors themselves, call the parameter `row`"));
                        None
                    }
                    _ => Some(Rows::Borrowed(elem.clone())),
                },
            }
        }
        Type::ImplTrait(iterator) => {
            let item = iterator.bounds.iter().find_map(iterator_item);
            if item.is_none() {
                errors.at(ty, "the rows of a batch come as `impl Iterator<Item = T>`, `Vec<T>` or `&[T]`");
            }
            item.map(Rows::Iter)
        }
        ty => match generic(ty, "Vec") {
            Some(row) if !named_row => Some(Rows::Vec(row.clone())),
            _ => Some(Rows::Owned(ty.clone())),
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

fn argument(arg: &FnArg, errors: &Errors) -> Option<Arg> {
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
            let elem = &*reference.elem;
            if named(elem, "Context") {
                return Some(Arg::Context);
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

fn output(item: &ItemFn, errors: &Errors) -> (Option<Yields>, bool, Span) {
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
        Type::Reference(_) => {
            errors.at(ty, "rows that leave a function are owned: return `U`, not `&U`");
            None
        }
        ty => Some(match (generic(ty, "Option"), generic(ty, "Vec"), generic(ty, "Next")) {
            (Some(row), ..) => Yields::Option(row.clone()),
            (_, Some(row), _) => Yields::Vec(row.clone()),
            (.., Some(row)) => Yields::Next(row.clone()),
            _ => Yields::One(ty.clone()),
        }),
    }
}

fn named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The first argument of `…::name<T, …>`.
fn generic<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(TypePath { path, .. }) = ty else { return None };
    let last = path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
