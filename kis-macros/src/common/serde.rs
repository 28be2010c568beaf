//! What serde's attributes say of names and presence. Keys that are not about those are left to serde, which
//! reports its own mistakes.

use kis_config::near::did_you_mean;
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, ExprPath, LitStr, Token, Type};

use super::attribute::skip;
use super::{CASES, Case, Errors};

/// A setting that serde can give once for writing and once for reading.
pub(crate) struct SerdeNames<T> {
    pub(crate) serialize: Option<T>,
    pub(crate) deserialize: Option<T>,
    /// Where it was set.
    pub(crate) span: Option<Span>,
}

impl<T> Default for SerdeNames<T> {
    fn default() -> Self {
        SerdeNames { serialize: None, deserialize: None, span: None }
    }
}

/// Where the value of a field comes from when the text lacks it.
#[derive(Clone)]
pub(crate) enum SerdeDefault {
    /// `Default::default()`.
    Trait,
    /// A function without parameters.
    Path(ExprPath),
}

/// The attributes of a type.
#[derive(Default)]
pub(crate) struct SerdeContainer {
    pub(crate) rename_all: SerdeNames<Case>,
    pub(crate) default: Option<SerdeDefault>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) transparent: bool,
    /// `from` or `try_from`: the type that is read in this one's place.
    pub(crate) from: Option<Type>,
    /// The type that is written in this one's place.
    pub(crate) into: Option<Type>,
}

/// The attributes of a field or a variant.
#[derive(Default)]
pub(crate) struct SerdeField {
    pub(crate) rename: SerdeNames<String>,
    pub(crate) default: Option<SerdeDefault>,
    pub(crate) skip_serializing: bool,
    pub(crate) skip_deserializing: bool,
    /// `skip_serializing_if`: sometimes not written.
    pub(crate) skip_some: bool,
    pub(crate) flatten: Option<Span>,
    /// `with` or `serialize_with`: what is written is not what the type would write.
    pub(crate) with: bool,
}

impl SerdeContainer {
    pub(crate) fn parse(attributes: &[Attribute], errors: &Errors) -> Self {
        let mut serde = SerdeContainer::default();
        each_key(attributes, errors, |key, meta| {
            match key {
                "rename_all" => serde.rename_all = names(meta)?.map_text(case)?,
                "default" => serde.default = Some(default(meta)?),
                "tag" => serde.tag = Some(meta.value()?.parse()?),
                "transparent" => serde.transparent = true,
                "from" | "try_from" => serde.from = Some(meta.value()?.parse::<LitStr>()?.parse()?),
                "into" => serde.into = Some(meta.value()?.parse::<LitStr>()?.parse()?),
                _ => skip(meta)?,
            }
            Ok(())
        });
        serde
    }
}

impl SerdeField {
    pub(crate) fn parse(attributes: &[Attribute], errors: &Errors) -> Self {
        let mut serde = SerdeField::default();
        each_key(attributes, errors, |key, meta| {
            match key {
                "rename" => serde.rename = names(meta)?.map_text(|text| Ok(text.value()))?,
                "default" => serde.default = Some(default(meta)?),
                "flatten" => serde.flatten = Some(span(meta)),
                "skip" => {
                    serde.skip_serializing = true;
                    serde.skip_deserializing = true;
                }
                "skip_serializing" => serde.skip_serializing = true,
                "skip_deserializing" => serde.skip_deserializing = true,
                "skip_serializing_if" => {
                    serde.skip_some = true;
                    skip(meta)?;
                }
                "with" | "serialize_with" => {
                    serde.with = true;
                    skip(meta)?;
                }
                _ => skip(meta)?,
            }
            Ok(())
        });
        serde
    }

    /// Whether serde neither reads nor writes it.
    pub(crate) fn skipped(&self) -> bool {
        self.skip_serializing && self.skip_deserializing
    }
}

fn each_key(
    attributes: &[Attribute],
    errors: &Errors,
    mut take: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        errors.ok(attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            take(&key, &meta)
        }));
    }
}

fn span(meta: &ParseNestedMeta<'_>) -> Span {
    meta.path.get_ident().map_or_else(Span::call_site, syn::Ident::span)
}

/// `= "text"`, `(serialize = "text", deserialize = "text")`, or one of the two.
fn names(meta: &ParseNestedMeta<'_>) -> syn::Result<SerdeNames<LitStr>> {
    let mut names = SerdeNames { span: Some(span(meta)), ..SerdeNames::default() };
    if meta.input.peek(Token![=]) {
        let text: LitStr = meta.value()?.parse()?;
        names.serialize = Some(text.clone());
        names.deserialize = Some(text);
        return Ok(names);
    }
    meta.parse_nested_meta(|meta| {
        if meta.path.is_ident("serialize") {
            names.serialize = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("deserialize") {
            let text: LitStr = meta.value()?.parse()?;
            names.deserialize.get_or_insert(text);
        } else {
            return Err(meta.error("serde knows `serialize` and `deserialize` here"));
        }
        Ok(())
    })?;
    Ok(names)
}

impl SerdeNames<LitStr> {
    fn map_text<T>(self, read: impl Fn(&LitStr) -> syn::Result<T>) -> syn::Result<SerdeNames<T>> {
        Ok(SerdeNames {
            serialize: self.serialize.as_ref().map(&read).transpose()?,
            deserialize: self.deserialize.as_ref().map(&read).transpose()?,
            span: self.span,
        })
    }
}

/// The rule that `text` names.
pub(crate) fn case(text: &LitStr) -> syn::Result<Case> {
    let name = text.value();
    Case::named(&name).ok_or_else(|| {
        let known = CASES.map(|(name, _)| name);
        let near = did_you_mean(&name, known);
        let known = known.map(|name| format!("`{name}`")).join(", ");
        syn::Error::new(text.span(), format!("unknown rule `{name}`{near}\nknown: {known}"))
    })
}

fn default(meta: &ParseNestedMeta<'_>) -> syn::Result<SerdeDefault> {
    if meta.input.peek(Token![=]) {
        Ok(SerdeDefault::Path(meta.value()?.parse::<LitStr>()?.parse()?))
    } else {
        Ok(SerdeDefault::Trait)
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn field(attribute: Attribute) -> SerdeField {
        let errors = Errors::new();
        let serde = SerdeField::parse(&[attribute], &errors);
        assert_eq!(errors.finish().to_string(), "");
        serde
    }

    #[test]
    fn a_field_is_renamed_once_or_twice() {
        let once = field(parse_quote!(#[serde(alias = "c", rename = "a", bound(serialize = "x"))])).rename;
        assert_eq!((once.serialize.as_deref(), once.deserialize.as_deref()), (Some("a"), Some("a")));
        let twice = field(parse_quote!(#[serde(rename(serialize = "a", deserialize = "b"))])).rename;
        assert_eq!((twice.serialize.as_deref(), twice.deserialize.as_deref()), (Some("a"), Some("b")));
    }

    #[test]
    fn skipping_takes_both_ways() {
        assert!(field(parse_quote!(#[serde(skip)])).skipped());
        assert!(field(parse_quote!(#[serde(skip_serializing, skip_deserializing)])).skipped());
        assert!(!field(parse_quote!(#[serde(skip_serializing)])).skipped());
        assert!(!field(parse_quote!(#[serde(skip_serializing_if = "Option::is_none")])).skipped());
    }

    #[test]
    fn defaults_are_functions_or_the_trait() {
        assert!(matches!(field(parse_quote!(#[serde(default)])).default, Some(SerdeDefault::Trait)));
        let path = field(parse_quote!(#[serde(default = "limits::rows")])).default;
        assert!(matches!(path, Some(SerdeDefault::Path(_))));
    }

    #[test]
    fn an_unknown_rule_names_the_near_one() {
        let errors = Errors::new();
        SerdeContainer::parse(&[parse_quote!(#[serde(rename_all = "camel_case")])], &errors);
        let text = errors.finish().to_string();
        assert!(text.contains("unknown rule `camel_case`; did you mean `camelCase`?"), "{text}");
    }
}
