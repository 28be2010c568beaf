use kis_config::near::nearest;
use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, FieldsNamed, Generics, Ident, LitStr, Token, Type};

use crate::common::{Case, Errors, SerdeContainer, SerdeField, SerdeNames, each_key, listed, no_value};

/// A type that is to be a row.
pub(super) struct Row<'a> {
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
    pub(super) shape: Shape,
    pub(super) fields: Vec<Field<'a>>,
}

/// Where the names of the row's text come from.
pub(super) enum Shape {
    /// Its fields, and before them the key that serde adds with the type's name (`tag`).
    Fields { tag: Option<LitStr> },
    /// Another type: the only field (`transparent`), or what is read and written in its place (`from`, `into`).
    Like(Box<Type>),
    /// They are not known.
    Opaque,
}

pub(super) struct Field<'a> {
    pub(super) ident: &'a Ident,
    pub(super) ty: &'a Type,
    /// Its name in text.
    pub(super) name: String,
    /// Where `key` stands.
    pub(super) key: Option<Span>,
    /// What its text is, and where that is said.
    pub(super) kind: Option<(LogicalType, Span)>,
    pub(super) serde: SerdeField,
}

/// What a field's text is when it has a standard form.
#[derive(Clone, Copy)]
pub(super) enum LogicalType {
    Date,
    Time,
    DateTime,
    Timestamp,
    Decimal,
}

const LOGICAL_TYPES: [(&str, LogicalType); 5] = [
    ("date", LogicalType::Date),
    ("time", LogicalType::Time),
    ("datetime", LogicalType::DateTime),
    ("timestamp", LogicalType::Timestamp),
    ("decimal", LogicalType::Decimal),
];

impl LogicalType {
    /// The type that is called so; an error that names them all, or the near one.
    fn parse(name: &LitStr) -> syn::Result<Self> {
        let text = name.value();
        if let Some((_, logical)) = LOGICAL_TYPES.iter().find(|(known, _)| *known == text) {
            return Ok(*logical);
        }
        let known = LOGICAL_TYPES.map(|(known, _)| known);
        let help = match nearest(&text, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}; other types need none", listed(&known)),
        };
        Err(syn::Error::new(name.span(), format!("there is no kind `{text}`; {help}")))
    }

    /// Its variant in the runtime.
    pub(super) fn variant(self) -> &'static str {
        match self {
            LogicalType::Date => "Date",
            LogicalType::Time => "Time",
            LogicalType::DateTime => "DateTime",
            LogicalType::Timestamp => "Timestamp",
            LogicalType::Decimal => "Decimal",
        }
    }
}

impl<'a> Row<'a> {
    /// The model; of a type that cannot be derived, what a stand-in needs.
    pub(super) fn parse(input: &'a DeriveInput, errors: &Errors) -> Self {
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("row")) {
            errors.at(
                attribute,
                "`#[row(...)]` belongs to a field: `key` marks the field that is the row's key, `kind` says what text it is",
            );
        }
        for lifetime in input.generics.lifetimes() {
            errors.at(
                lifetime,
                "a row owns what it holds, so it has no lifetime parameter; hold a `String` instead of a `&str`",
            );
        }
        let serde = SerdeContainer::parse(&input.attrs, errors);
        let (fields, shape) = match named_fields(input, errors) {
            Some(named) => {
                let rename_all = one_rule(&serde.rename_all, errors);
                let fields: Vec<_> = named
                    .named
                    .iter()
                    .filter_map(|field| Some(Field::parse(field, field.ident.as_ref()?, rename_all, errors)))
                    .collect();
                let shape = shape(serde, &fields);
                (fields, shape)
            }
            None => (Vec::new(), Shape::Opaque),
        };
        Row { ident: &input.ident, generics: &input.generics, shape, fields }
    }

    /// The fields that are the key.
    pub(super) fn key(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.key.is_some())
    }

    /// The fields that serde reads or writes.
    pub(super) fn written(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| !field.serde.skipped())
    }
}

impl<'a> Field<'a> {
    fn parse(field: &'a syn::Field, ident: &'a Ident, rename_all: Option<Case>, errors: &Errors) -> Self {
        let (mut key, mut kind) = (None, None);
        each_key(&field.attrs, "row", &["key", "kind"], errors, |name, meta| {
            if name == "kind" {
                if !meta.input.peek(Token![=]) {
                    return Err(meta.error("`kind` takes a text: `kind = \"date\"`"));
                }
                let text: LitStr = meta.value()?.parse()?;
                kind = Some((LogicalType::parse(&text)?, text.span()));
                return Ok(());
            }
            key = meta.path.get_ident().map(Ident::span);
            no_value(name, meta)
        });
        let serde = SerdeField::parse(&field.attrs, errors);
        let own = ident.unraw().to_string();
        let own = rename_all.map_or(own.clone(), |case| case.field(&own));
        let name = one_name(&serde.rename, own, errors);
        Field { ident, ty: &field.ty, name, key, kind, serde }
    }
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &Errors) -> Option<&'a FieldsNamed> {
    const FOR: &str = "`#[derive(Row)]` is for structs with named fields";
    let opaque = format!("`impl Row for {} {{}}` makes it a row whose fields nobody checks", input.ident);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(fields) => errors.at(fields, format!("{FOR}, and these have no names; {opaque}")),
            Fields::Unit => {
                errors.at(&input.ident, format!("{FOR}, and `{}` has none; {opaque}", input.ident))
            }
        },
        Data::Enum(data) => errors.at(data.enum_token, format!("{FOR}, not for enums; {opaque}")),
        Data::Union(data) => errors.at(data.union_token, format!("{FOR}, not for unions; {opaque}")),
    }
    None
}

fn shape(serde: SerdeContainer, fields: &[Field<'_>]) -> Shape {
    match (serde.from, serde.into) {
        (Some(from), Some(into))
            if from.to_token_stream().to_string() == into.to_token_stream().to_string() =>
        {
            return Shape::Like(Box::new(into));
        }
        (None, None) => {}
        // Read in one form and written in another: neither's names hold for both.
        _ => return Shape::Opaque,
    }
    if serde.transparent {
        let mut written = fields.iter().filter(|field| !field.serde.skipped());
        return match (written.next(), written.next()) {
            (Some(only), None) => Shape::Like(Box::new(only.ty.clone())),
            _ => Shape::Opaque,
        };
    }
    Shape::Fields { tag: serde.tag }
}

/// The rule of `rename_all`, which must be the same for writing and reading.
fn one_rule(rename_all: &SerdeNames<Case>, errors: &Errors) -> Option<Case> {
    if rename_all.serialize != rename_all.deserialize
        && let Some(span) = rename_all.span
    {
        let message = "a row is written and read under the same names: `rename_all` needs one rule for both";
        errors.push(syn::Error::new(span, message));
    }
    rename_all.serialize.or(rename_all.deserialize)
}

/// The name that `rename` gives a field, which must be the same for writing and reading.
fn one_name(rename: &SerdeNames<String>, own: String, errors: &Errors) -> String {
    let written = rename.serialize.as_ref().unwrap_or(&own);
    let read = rename.deserialize.as_ref().unwrap_or(&own);
    if written != read
        && let Some(span) = rename.span
    {
        let message = format!(
            "a row is written and read under the same names: this field would be written as `{written}` and read \
             as `{read}`; `alias` adds names to read"
        );
        errors.push(syn::Error::new(span, message));
    }
    written.clone()
}
