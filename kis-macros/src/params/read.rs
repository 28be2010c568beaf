use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::expand::Part;
use super::model::Default;
use crate::common::local;

/// The body of `Params::read`: reads every field, and only then looks whether all are well.
///
/// Its names are hygienic: the expression of a default does not see them.
pub(super) fn read(
    parts: &[Part<'_>],
    default: Option<&Default>,
    texts: &Ident,
    runtime: &TokenStream,
) -> TokenStream {
    let reader = local("reader");
    let fields: Vec<_> = parts.iter().enumerate().map(|(at, part)| Local::new(at, part, default)).collect();
    let inherited = default.map(|default| {
        let taken = fields.iter().filter_map(Local::taken);
        let value = value_of(default);
        quote!(let Self { #(#taken,)* .. } = #value;)
    });
    let read: Vec<_> = fields.iter().filter(|local| !local.part.field.skipped).collect();
    let reads = read.iter().map(|local| local.read(&reader));
    let gate = (!read.is_empty()).then(|| {
        let values: Vec<_> = read.iter().map(|local| &local.value).collect();
        quote! {
            let (#(::core::option::Option::Some(#values),)*) = (#(#values,)*) else {
                return ::core::result::Result::Err(#reader.problems());
            };
        }
    });
    let built = fields.iter().map(Local::built);
    quote! {
        let mut #reader = #runtime::__private::params::Reader::new(#texts);
        #inherited
        #(#reads)*
        #gate
        ::core::result::Result::Ok(Self { #(#built),* })
    }
}

/// A field with its local variables.
struct Local<'a> {
    part: &'a Part<'a>,
    value: Ident,
    /// Its value in the type's own default, if that is where its default comes from.
    inherited: Option<Ident>,
}

impl<'a> Local<'a> {
    fn new(at: usize, part: &'a Part<'a>, default: Option<&Default>) -> Self {
        let name = |name: &str| local(&format!("{name}_{at}"));
        let inherits = part.field.default.is_none() && default.is_some();
        Local { part, value: name("value"), inherited: inherits.then(|| name("default")) }
    }

    fn taken(&self) -> Option<TokenStream> {
        let ident = self.part.field.ident;
        self.inherited.as_ref().map(|inherited| quote!(#ident: #inherited))
    }

    fn read(&self, reader: &Ident) -> TokenStream {
        let (value, reads) = (&self.value, &self.part.reads);
        match (&self.part.field.default, &self.inherited) {
            (Some(Default::Text(text)), _) => quote!(let #value = #reader.or_text(&#reads, #text);),
            (None, None) => quote!(let #value = #reader.required(&#reads);),
            _ => {
                let default = self.default();
                quote!(let #value = #reader.or(&#reads, || #default);)
            }
        }
    }

    fn built(&self) -> TokenStream {
        let ident = self.part.field.ident;
        if self.part.field.skipped {
            let default = self.default();
            return quote!(#ident: #default);
        }
        let value = &self.value;
        quote!(#ident: #value)
    }

    fn default(&self) -> TokenStream {
        match (&self.part.field.default, &self.inherited) {
            (Some(default), _) => value_of(default),
            (None, Some(inherited)) => quote!(#inherited),
            (None, None) => value_of(&Default::Trait),
        }
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
