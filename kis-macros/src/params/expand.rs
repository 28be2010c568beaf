use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, parse_quote};

use super::model::{Default, Field, Params, Shape, Variant};
use crate::common::runtime;

/// The impls; of wrong parameters, stand-ins, which keep quiet the code that uses them.
pub(super) fn expand(params: &Params<'_>, right: bool) -> TokenStream {
    let runtime = runtime();
    let impls = match &params.shape {
        Shape::Struct { fields, default } => {
            let params_impl = params_impl(params, fields, default.as_ref(), right, &runtime);
            let argument_impl = argument_impl(params, &runtime);
            let checks = if right { default_checks(params, fields, &runtime) } else { TokenStream::new() };
            quote!(#params_impl #argument_impl #checks)
        }
        Shape::Enum(variants) => value_impl(params, variants, &runtime),
    };
    quote!(const _: () = { #impls };)
}

/// How a function takes `&P`: for the engine to fill in.
fn argument_impl(_params: &Params<'_>, _runtime: &TokenStream) -> TokenStream {
    TokenStream::new()
}

fn params_impl(
    params: &Params<'_>,
    fields: &[Field<'_>],
    default: Option<&Default>,
    right: bool,
    runtime: &TokenStream,
) -> TokenStream {
    let entries = fields.iter().filter(|field| !field.skipped).map(|field| {
        let Field { ty, name, .. } = field;
        let has_default = field.default.is_some() || default.is_some();
        quote_spanned!(ty.span()=> #runtime::__private::params::param::<#ty>(#name, #has_default))
    });
    let read = if right { read(fields, default, runtime) } else { quote!(::core::unreachable!()) };
    let ident = params.ident;
    let generics = bounded(params, fields, runtime);
    let (of, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of #runtime::Params for #ident #arguments #bounds {
            const PARAMS: &'static [#runtime::Param] = &[#(#entries),*];
            #[allow(unused_mut, unused_variables)]
            fn read(
                texts: &#runtime::ParamTexts,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<#runtime::ParamProblem>> {
                #read
            }
        }
    }
}

fn read(fields: &[Field<'_>], default: Option<&Default>, runtime: &TokenStream) -> TokenStream {
    // Hygienic names: a default's expression does not see them.
    let reader = Ident::new("reader", Span::mixed_site());
    let value = |at: usize| Ident::new(&format!("value_{at}"), Span::mixed_site());
    let inherited = |at: usize| Ident::new(&format!("default_{at}"), Span::mixed_site());
    let defaults = default.map(|default| {
        let taken =
            fields.iter().enumerate().filter(|(_, field)| field.default.is_none()).map(|(at, field)| {
                let (ident, inherited) = (field.ident, inherited(at));
                quote!(#ident: #inherited)
            });
        let value = value_of(default);
        quote!(let Self { #(#taken,)* .. } = #value;)
    });
    let reads = fields.iter().enumerate().filter(|(_, field)| !field.skipped).map(|(at, field)| {
        let (value, name) = (value(at), &field.name);
        let method = match (&field.default, default) {
            (Some(Default::Text(text)), _) => quote!(or_text(#name, #text)),
            (Some(default), _) => {
                let default = value_of(default);
                quote!(or(#name, || #default))
            }
            (None, Some(_)) => {
                let inherited = inherited(at);
                quote!(or(#name, || #inherited))
            }
            (None, None) => quote!(required(#name)),
        };
        quote!(let #value = #reader.#method;)
    });
    let values: Vec<_> =
        fields.iter().enumerate().filter(|(_, field)| !field.skipped).map(|(at, _)| value(at)).collect();
    let gate = (!values.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#values),)*) = (#(#values,)*) else {
                return ::core::result::Result::Err(#reader.problems());
            };
        }
    });
    let built = fields.iter().enumerate().map(|(at, field)| {
        let ident = field.ident;
        let value = match (&field.default, default) {
            _ if !field.skipped => {
                let value = value(at);
                quote!(#value)
            }
            (Some(default), _) => value_of(default),
            (None, Some(_)) => {
                let inherited = inherited(at);
                quote!(#inherited)
            }
            (None, None) => value_of(&Default::Trait),
        };
        quote!(#ident: #value)
    });
    quote! {
        let mut #reader = #runtime::__private::params::Reader::new(texts);
        #defaults
        #(#reads)*
        #gate
        ::core::result::Result::Ok(Self { #(#built),* })
    }
}

fn value_of(default: &Default) -> TokenStream {
    match default {
        Default::Trait => quote!(::core::default::Default::default()),
        Default::Text(text) => quote!(#text),
        Default::Value(value) => quote!(#value),
        Default::Call(path) => quote!(#path()),
    }
}

/// Checks the defaults that are text when the type is compiled; of generic fields nothing is known here.
fn default_checks(params: &Params<'_>, fields: &[Field<'_>], runtime: &TokenStream) -> TokenStream {
    let checked = fields.iter().filter(|field| !field.skipped && params.generics.params.is_empty());
    checked
        .filter_map(|field| {
            let Some(Default::Text(text)) = &field.default else { return None };
            let Field { ty, name, .. } = field;
            Some(quote_spanned! {text.span()=>
                const _: () = #runtime::__private::params::default_text(
                    #name,
                    <#ty as #runtime::ParamValue>::KIND,
                    #text,
                );
            })
        })
        .collect()
}

fn value_impl(params: &Params<'_>, variants: &[Variant<'_>], runtime: &TokenStream) -> TokenStream {
    let ident = params.ident;
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let idents = variants.iter().map(|variant| variant.ident);
    let (of, arguments, bounds) = params.generics.split_for_impl();
    let text = format_ident!("text", span = Span::mixed_site());
    quote! {
        const NAMES: &[&str] = &[#(#names),*];
        #[automatically_derived]
        impl #of #runtime::ParamValue for #ident #arguments #bounds {
            const KIND: #runtime::ParamKind = #runtime::ParamKind::OneOf(NAMES);
            fn parse(#text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                match #text {
                    #(#names => ::core::result::Result::Ok(Self::#idents),)*
                    _ => ::core::result::Result::Err(#runtime::__private::params::no_variant(#text, NAMES)),
                }
            }
        }
    }
}

/// The generics with the bounds that parameters have.
fn bounded(params: &Params<'_>, fields: &[Field<'_>], runtime: &TokenStream) -> Generics {
    let mut generics = params.generics.clone();
    if !generics.params.is_empty() {
        let (_, arguments, _) = params.generics.split_for_impl();
        let ident = params.ident;
        let clause = generics.make_where_clause();
        let bounds = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
        clause.predicates.push(parse_quote!(#ident #arguments: #bounds));
        for Field { ty, .. } in fields.iter().filter(|field| !field.skipped) {
            clause.predicates.push(parse_quote!(#ty: #runtime::ParamValue));
        }
    }
    generics
}
