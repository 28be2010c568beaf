use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Generics, parse_quote};

use super::model::{Field, Row, Shape};
use crate::common::{runtime, runtime_at};

/// The impls; of a wrong row, stand-ins, which keep quiet the code that uses it.
pub(super) fn expand(row: &Row<'_>, right: bool) -> TokenStream {
    let runtime = runtime();
    let row_impl = row_impl(row, &runtime);
    let keyed_impl = keyed_impl(row, right, &runtime);
    let checks =
        if right { [key_checks(row), kind_checks(row)].into_iter().collect() } else { TokenStream::new() };
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #runtime::__private::row::Fallback as _;
            #row_impl
            #keyed_impl
            #checks
        };
    }
}

fn row_impl(row: &Row<'_>, runtime: &TokenStream) -> TokenStream {
    let ident = row.ident;
    let name = ident.unraw().to_string();
    let fields = match &row.shape {
        Shape::Fields { tag } => {
            let tag = tag.iter().map(|tag| {
                quote!(#runtime::FieldEntry::Field(#runtime::Field::new(#tag, #runtime::FieldKind::Text)))
            });
            let entries = tag.chain(row.written().map(|field| entry(field, runtime)));
            quote!(#runtime::Fields::Named(&[#(#entries),*]))
        }
        Shape::Like(inner) => quote!(#runtime::__private::row::RowProbe::<#inner>::FIELDS),
        Shape::Opaque => quote!(#runtime::Fields::Opaque),
    };
    let generics = owned(row);
    let (of, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of #runtime::Row for #ident #arguments #bounds {
            const NAME: &'static str = #name;
            const PATH: &'static str = ::core::concat!(::core::module_path!(), "::", #name);
            const FIELDS: #runtime::Fields = #fields;
        }
    }
}

fn entry(field: &Field<'_>, runtime: &TokenStream) -> TokenStream {
    let Field { ty, name, .. } = field;
    if field.serde.flatten.is_some() {
        return quote!(#runtime::FieldEntry::Flattened(#runtime::__private::row::RowProbe::<#ty>::FIELDS));
    }
    // What a function of the user's writes may be anything.
    let kind = match field.kind {
        Some((logical, _)) => {
            let variant = format_ident!("{}", logical.variant());
            quote!(#runtime::FieldKind::Logical(#runtime::LogicalType::#variant))
        }
        None if field.serde.with => quote!(#runtime::FieldKind::Any),
        None => quote!(#runtime::__private::row::KindProbe::<#ty>::KIND),
    };
    let optional = if field.serde.skip_some { quote!(true) } else { optional(field, runtime) };
    let key = field.key.is_some();
    quote!(#runtime::__private::row::field(#name, #kind, #optional, #key))
}

fn optional(field: &Field<'_>, runtime: &TokenStream) -> TokenStream {
    let ty = field.ty;
    quote! {
        #runtime::__private::row::KindProbe::<#ty>::OPTIONAL || #runtime::__private::row::OptionProbe::<#ty>::OPTIONAL
    }
}

fn keyed_impl(row: &Row<'_>, right: bool, runtime: &TokenStream) -> Option<TokenStream> {
    row.key().next()?;
    // What is flattened is no key; without it the stand-in has no second error.
    let parts: Vec<_> = row.key().filter(|field| field.serde.flatten.is_none()).collect();
    let types: Vec<_> = parts.iter().map(|field| field.ty).collect();
    let key = if let [only] = types[..] { quote!(#only) } else { quote!((#(#types),*)) };
    let clones = parts
        .iter()
        .map(|Field { ident, ty, .. }| quote_spanned!(ty.span()=> ::core::clone::Clone::clone(&self.#ident)));
    let value = match parts[..] {
        _ if !right => quote!(::core::unreachable!()),
        // Through the trait's own bound: a key that is not `Clone` is one error, not two.
        [Field { ident, .. }] => quote!(#runtime::__private::row::clone_key::<Self>(&self.#ident)),
        _ => quote!((#(#clones),*)),
    };
    let ident = row.ident;
    let mut generics = owned(row);
    if !generics.params.is_empty() {
        let clause = generics.make_where_clause();
        for ty in types {
            let bounds = quote!(::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static);
            clause.predicates.push(parse_quote!(#ty: #bounds));
        }
    }
    let (of, arguments, bounds) = generics.split_for_impl();
    Some(quote! {
        #[automatically_derived]
        impl #of #runtime::Keyed for #ident #arguments #bounds {
            type Key = #key;
            fn key(&self) -> Self::Key {
                #value
            }
        }
    })
}

/// Finds, by their types, keys that can be absent; of generic rows nothing is known here.
fn key_checks(row: &Row<'_>) -> TokenStream {
    let checked = row.key().filter(|_| row.generics.params.is_empty());
    checked
        .map(|field| {
            let runtime = runtime_at(field.ty.span());
            let optional = optional(field, &runtime);
            quote_spanned! {field.ty.span()=>
                const _: () = #runtime::__private::row::key_is_present(#optional);
            }
        })
        .collect()
}

/// Finds, by their types, fields that have a kind for text and are none; of generic rows nothing is known here.
fn kind_checks(row: &Row<'_>) -> TokenStream {
    let told = row.written().filter(|field| field.kind.is_some() && !field.serde.with);
    let checked = told.filter(|_| row.generics.params.is_empty());
    checked
        .map(|Field { ty, .. }| {
            let runtime = runtime_at(ty.span());
            quote_spanned! {ty.span()=>
                const _: () =
                    #runtime::__private::row::is_text(#runtime::__private::row::KindProbe::<#ty>::KIND);
            }
        })
        .collect()
}

/// The generics with the bound that every row has: `Send + 'static`.
fn owned(row: &Row<'_>) -> Generics {
    let mut generics = row.generics.clone();
    if !generics.params.is_empty() {
        let (_, arguments, _) = row.generics.split_for_impl();
        let ident = row.ident;
        let bound = parse_quote!(#ident #arguments: ::core::marker::Send + 'static);
        generics.make_where_clause().predicates.push(bound);
    }
    generics
}
