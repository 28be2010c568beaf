use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, parse_quote};

use super::model::{Default, Field, Params, Shape, Variant};
use super::read::read;
use crate::common::{local, runtime, runtime_at};

/// The impls; of wrong parameters, stand-ins, which keep quiet the code that uses them.
pub(super) fn expand(params: &Params<'_>, right: bool) -> TokenStream {
    let runtime = runtime();
    let impls = match &params.shape {
        Shape::Struct { fields, default } => {
            let parts = parts(params, fields, default.as_ref());
            let consts = parts.iter().filter(|_| right).map(|part| &part.constant);
            let params_impl = params_impl(params, &parts, default.as_ref(), right, &runtime);
            let argument_impl = argument_impl(params, &parts, &runtime);
            let checks = parts.iter().filter(|_| right).map(default_check);
            quote!(#(#consts)* #params_impl #argument_impl #(#checks)*)
        }
        Shape::Enum(variants) => value_impl(params, variants, &runtime),
    };
    quote!(const _: () = { #impls };)
}

/// How a function takes `&P`.
fn argument_impl(params: &Params<'_>, parts: &[Part<'_>], runtime: &TokenStream) -> TokenStream {
    let ident = params.ident;
    let from = local("from");
    let generics = bounded(params, parts, runtime);
    let (of, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of #runtime::Argument for #ident #arguments #bounds {
            type Held = Self;
            const PARAMS: &'static [#runtime::Param] = <Self as #runtime::Params>::PARAMS;
            const CONNECTED: bool = false;
            async fn resolve(#from: &mut #runtime::Resolver) -> ::core::option::Option<Self> {
                #from.params()
            }
        }
    }
}

/// A field, with the code that knows how to read it.
pub(super) struct Part<'a> {
    pub(super) field: &'a Field<'a>,
    /// The runtime's `Field`.
    pub(super) reads: TokenStream,
    /// Where it is kept: in a constant, except for generic types.
    constant: Option<TokenStream>,
}

fn parts<'a>(params: &Params<'_>, fields: &'a [Field<'a>], default: Option<&Default>) -> Vec<Part<'a>> {
    let is_generic = !params.generics.params.is_empty();
    let part = |(at, field): (usize, &'a Field<'a>)| {
        let Field { ty, name, .. } = field;
        let runtime = runtime_at(ty.span());
        let has_default = field.default.is_some() || default.is_some();
        let reads = quote_spanned! {ty.span()=>
            <#ty as #runtime::ParamValue>::FIELD.named(#name, #has_default)
        };
        if is_generic || field.skipped {
            return Part { field, reads, constant: None };
        }
        let constant = format_ident!("__KIS_FIELD_{at}", span = Span::mixed_site());
        let kept = quote!(const #constant: #runtime::__private::params::Field<#ty> = #reads;);
        Part { field, reads: quote!(#constant), constant: Some(kept) }
    };
    fields.iter().enumerate().map(part).collect()
}

fn params_impl(
    params: &Params<'_>,
    parts: &[Part<'_>],
    default: Option<&Default>,
    right: bool,
    runtime: &TokenStream,
) -> TokenStream {
    let entries = parts.iter().filter(|part| !part.field.skipped).map(|part| entry(part, right, runtime));
    let texts = local("texts");
    let read = if right { read(parts, default, &texts, runtime) } else { quote!(::core::unreachable!()) };
    let ident = params.ident;
    let generics = bounded(params, if right { parts } else { &[] }, runtime);
    let (of, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of #runtime::Params for #ident #arguments #bounds {
            const PARAMS: &'static [#runtime::Param] = &[#(#entries),*];
            #[allow(unused_mut, unused_variables)]
            fn read(
                #texts: &#runtime::ParamTexts,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<#runtime::ParamProblem>> {
                #read
            }
        }
    }
}

/// The entry of `PARAMS`; in a stand-in, a parameter that may be given or not, and hold anything.
fn entry(part: &Part<'_>, right: bool, runtime: &TokenStream) -> TokenStream {
    let (reads, name) = (&part.reads, &part.field.name);
    if right {
        quote!(#reads.param())
    } else {
        quote!(#runtime::Param::new(#name, #runtime::ParamKind::Other(""), false))
    }
}

/// Checks a default that is text when the type is compiled; of a generic field nothing is known here.
fn default_check(part: &Part<'_>) -> Option<TokenStream> {
    let Some(Default::Text(text)) = &part.field.default else { return None };
    part.constant.as_ref()?;
    let reads = &part.reads;
    let runtime = runtime_at(text.span());
    Some(quote_spanned! {text.span()=>
        const _: () = #runtime::__private::params::check_default(&#reads, #text);
    })
}

fn value_impl(params: &Params<'_>, variants: &[Variant<'_>], runtime: &TokenStream) -> TokenStream {
    let ident = params.ident;
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let idents = variants.iter().map(|variant| variant.ident);
    let text = local("text");
    let (of, arguments, bounds) = params.generics.split_for_impl();
    quote! {
        const __KIS_NAMES: &[&str] = &[#(#names),*];
        #[automatically_derived]
        impl #of #runtime::ParamValue for #ident #arguments #bounds {
            const KIND: #runtime::ParamKind = #runtime::ParamKind::OneOf(__KIS_NAMES);
            fn parse(#text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                match #text {
                    #(#names => ::core::result::Result::Ok(Self::#idents),)*
                    _ => ::core::result::Result::Err(#runtime::__private::params::no_variant(#text, __KIS_NAMES)),
                }
            }
        }
    }
}

/// The generics with the bounds that parameters have.
fn bounded(params: &Params<'_>, parts: &[Part<'_>], runtime: &TokenStream) -> Generics {
    let mut generics = params.generics.clone();
    if !generics.params.is_empty() {
        let (_, arguments, _) = params.generics.split_for_impl();
        let ident = params.ident;
        let clause = generics.make_where_clause();
        let bounds = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
        clause.predicates.push(parse_quote!(#ident #arguments: #bounds));
        for part in parts.iter().filter(|part| !part.field.skipped) {
            let ty = part.field.ty;
            clause.predicates.push(parse_quote!(#ty: #runtime::ParamValue));
        }
    }
    generics
}
