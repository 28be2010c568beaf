use kis_config::near::nearest;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Meta, Token};

use super::Errors;

/// Reads the keys of `#[name(key, key = value, …)]`, however many such attributes an item has.
///
/// `take` sees each known key once and reads its value, if it has one. An unknown key is an error; if it is near
/// a known one, it is taken for that, so that no second error follows from the first.
pub(crate) fn each_key(
    attributes: &[Attribute],
    name: &str,
    known: &[&'static str],
    errors: &Errors,
    mut take: impl FnMut(&'static str, &ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    let mut taken = Vec::new();
    let mut key = |meta: ParseNestedMeta<'_>| {
        let text = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let meant = nearest(&text, known);
        let slip = !known.contains(&text.as_str());
        if slip {
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("it knows {}", listed(known)),
            };
            errors.push(meta.error(format!("`#[{name}(...)]` has no `{text}` here; {help}")));
        }
        let Some(key) = known.iter().copied().find(|known| Some(*known) == meant) else { return skip(&meta) };
        if taken.contains(&key) {
            if !slip {
                errors.push(meta.error(format!("`{key}` stands here twice")));
            }
            return skip(&meta);
        }
        taken.push(key);
        take(key, &meta)
    };
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        if matches!(attribute.meta, Meta::List(_)) {
            errors.ok(attribute.parse_nested_meta(&mut key));
        } else {
            errors
                .at(attribute, format!("`#[{name}(...)]` lacks its parentheses; it knows {}", listed(known)));
        }
    }
}

/// The error of a key that has a value and takes none.
pub(crate) fn no_value(key: &str, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) || meta.input.peek(syn::token::Paren) {
        return Err(meta.input.error(format!("`{key}` takes no value")));
    }
    Ok(())
}

/// The value of a key that is text.
pub(crate) fn text(key: &str, meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    if !meta.input.peek(Token![=]) {
        return Err(meta.error(format!("`{key}` needs its text: `{key} = \"…\"`")));
    }
    let value = meta.value()?;
    if !value.peek(LitStr) {
        return Err(value.error(format!("`{key}` takes text in double quotes")));
    }
    value.parse()
}

/// Passes over the value of a key, if it has one.
pub(super) fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// `a`, `b`.
pub(crate) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn read(attributes: &[Attribute]) -> (Vec<&'static str>, String) {
        let errors = Errors::new();
        let mut taken = Vec::new();
        each_key(attributes, "param", &["default", "rename"], &errors, |key, meta| {
            taken.push(key);
            skip(meta)
        });
        (taken, errors.finish().to_string())
    }

    #[test]
    fn keys_may_stand_in_one_attribute_or_in_many() {
        let one = read(&[parse_quote!(#[param(rename = "a", default)])]);
        let many = read(&[parse_quote!(#[param(rename = "a")]), parse_quote!(#[param(default)])]);
        assert_eq!(one, (vec!["rename", "default"], String::new()));
        assert_eq!(one, many);
    }

    #[test]
    fn a_slip_is_taken_for_what_was_meant() {
        let (taken, errors) = read(&[parse_quote!(#[param(defalt = 3, colour = 4)])]);
        assert_eq!(taken, ["default"]);
        assert!(errors.contains("has no `defalt` here; did you mean `default`?"), "{errors}");
        assert!(errors.contains("has no `colour` here; it knows `default`, `rename`"), "{errors}");
    }

    #[test]
    fn a_key_stands_once() {
        let (taken, errors) = read(&[parse_quote!(#[param(default)]), parse_quote!(#[param(default)])]);
        assert_eq!(taken, ["default"]);
        assert!(errors.contains("`default` stands here twice"), "{errors}");
    }
}
