use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, ExprPath, Fields, Generics, Ident, Lit, LitStr, Token, Type,
};

use crate::common::{Case, Errors, SerdeContainer, SerdeDefault, SerdeField, case, each_key, no_value, text};

/// A type that is to be parameters.
pub(super) struct Params<'a> {
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
    pub(super) shape: Shape<'a>,
}

pub(super) enum Shape<'a> {
    /// A set of parameters.
    Struct {
        fields: Vec<Field<'a>>,
        /// Where the fields without a default of their own get it from: the type's own default.
        default: Option<Default>,
    },
    /// One parameter: the name of a variant.
    Enum(Vec<Variant<'a>>),
}

pub(super) struct Field<'a> {
    pub(super) ident: &'a Ident,
    pub(super) ty: &'a Type,
    pub(super) name: String,
    pub(super) default: Option<Default>,
    /// It is no parameter: it always has its default.
    pub(super) skipped: bool,
}

pub(super) struct Variant<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
}

#[derive(Clone)]
pub(super) enum Default {
    /// `Default::default()`.
    Trait,
    /// What the parameter's type reads from this text.
    Text(LitStr),
    Value(Box<Expr>),
    /// A function without parameters.
    Call(ExprPath),
}

impl<'a> Params<'a> {
    /// The model; of a type that cannot be derived, what a stand-in needs.
    pub(super) fn parse(input: &'a DeriveInput, errors: &Errors) -> Self {
        for lifetime in input.generics.lifetimes() {
            errors.at(
                lifetime,
                "parameters own what they hold, so they have no lifetime parameter; hold a `String` instead of a `&str`",
            );
        }
        let is_enum = matches!(input.data, Data::Enum(_));
        let serde = SerdeContainer::parse(&input.attrs, errors);
        let known: &[_] = if is_enum { &["rename_all"] } else { &["rename_all", "default"] };
        let own = Own::parse(&input.attrs, known, errors);
        let rename_all = own.rename_all.or(serde.rename_all.deserialize);
        let default = own.default.or(serde.default.map(Default::from));
        let shape = match &input.data {
            Data::Enum(_) => Shape::Enum(variants(input, rename_all, errors)),
            _ => Shape::Struct { fields: fields(input, rename_all, errors), default },
        };
        Params { ident: &input.ident, generics: &input.generics, shape }
    }
}

impl From<SerdeDefault> for Default {
    fn from(default: SerdeDefault) -> Self {
        match default {
            SerdeDefault::Trait => Default::Trait,
            SerdeDefault::Path(path) => Default::Call(path),
        }
    }
}

fn fields<'a>(input: &'a DeriveInput, rename_all: Option<Case>, errors: &Errors) -> Vec<Field<'a>> {
    const FOR: &str = "`#[derive(Params)]` is for structs with named fields and enums without data";
    let one = format!("a single value of your own is a parameter by `impl ParamValue for {}`", input.ident);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(unnamed) => {
                errors.at(unnamed, format!("{FOR}, and these fields have no names; {one}"));
                Vec::new()
            }
            named => {
                let named = named.iter().filter_map(|field| Some((field, field.ident.as_ref()?)));
                named.map(|(field, ident)| Field::parse(field, ident, rename_all, errors)).collect()
            }
        },
        Data::Union(data) => {
            errors.at(data.union_token, format!("{FOR}, not for unions"));
            Vec::new()
        }
        Data::Enum(_) => Vec::new(),
    }
}

impl<'a> Field<'a> {
    fn parse(field: &'a syn::Field, ident: &'a Ident, rename_all: Option<Case>, errors: &Errors) -> Self {
        let serde = SerdeField::parse(&field.attrs, errors);
        let own = Own::parse(&field.attrs, &["default", "rename"], errors);
        if let Some(flatten) = serde.flatten {
            let message =
                "parameters are flat: write the flattened fields here, or give the function two `&Params`";
            errors.push(syn::Error::new(flatten, message));
        }
        let name = own.rename.or(serde.rename.deserialize).unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            rename_all.map_or(name.clone(), |case| case.field(&name))
        });
        let default = own.default.or(serde.default.map(Default::from));
        Field { ident, ty: &field.ty, name, default, skipped: serde.skip_deserializing }
    }
}

fn variants<'a>(input: &'a DeriveInput, rename_all: Option<Case>, errors: &Errors) -> Vec<Variant<'a>> {
    let Data::Enum(data) = &input.data else { return Vec::new() };
    let mut variants = Vec::new();
    for variant in &data.variants {
        let serde = SerdeField::parse(&variant.attrs, errors);
        let own = Own::parse(&variant.attrs, &["rename"], errors);
        if !matches!(variant.fields, Fields::Unit) {
            let message =
                format!("`{}` has data, but a parameter is only the name of a variant", variant.ident);
            errors.at(&variant.fields, message);
        } else if !serde.skip_deserializing {
            let name = own.rename.or(serde.rename.deserialize).unwrap_or_else(|| {
                let name = variant.ident.unraw().to_string();
                rename_all.map_or(name.clone(), |case| case.variant(&name))
            });
            variants.push(Variant { ident: &variant.ident, name });
        }
    }
    if data.variants.is_empty() {
        errors.at(&input.ident, "an enum without variants has no value that a parameter could be");
    }
    variants
}

/// `#[param(...)]`.
#[derive(std::default::Default)]
struct Own {
    rename: Option<String>,
    rename_all: Option<Case>,
    default: Option<Default>,
}

impl Own {
    fn parse(attributes: &[Attribute], known: &[&'static str], errors: &Errors) -> Self {
        let mut own = Own::default();
        each_key(attributes, "param", known, errors, |key, meta| {
            match key {
                "rename" => own.rename = Some(text(key, meta)?.value()),
                "rename_all" => own.rename_all = Some(case(&text(key, meta)?)?),
                _ if known.contains(&"rename") => own.default = Some(default(meta)?),
                // The type's own: its fields have expressions.
                _ => {
                    no_value(key, meta)?;
                    own.default = Some(Default::Trait);
                }
            }
            Ok(())
        });
        own
    }
}

fn default(meta: &ParseNestedMeta<'_>) -> syn::Result<Default> {
    if !meta.input.peek(Token![=]) {
        return Ok(Default::Trait);
    }
    Ok(match meta.value()?.parse()? {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Default::Text(text),
        value => Default::Value(Box::new(value)),
    })
}
