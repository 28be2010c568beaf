//! What stands between the brackets of `#[kis_function(…)]`.

use kis_config::near::did_you_mean;
use std::time::Duration;

use kis_config::duration;
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, Path, Token, parenthesized, token};

use super::{Mode, OnError};
use crate::common::Errors;

const KEYS: [&str; 9] = [
    "mode",
    "name",
    "connector",
    "retry_times",
    "retry_duration",
    "retry_backoff",
    "on_error",
    "jumps",
    "timeout",
];

const MODES: [(&str, &str, Mode); 5] = [
    ("Verify", "V", Mode::Verify),
    ("Save", "S", Mode::Save),
    ("Load", "L", Mode::Load),
    ("Calculate", "C", Mode::Calculate),
    ("Expand", "E", Mode::Expand),
];

const MOST_RETRIES: u32 = 1_000;

/// The longest time that an attribute may say.
const LONGEST: Duration = Duration::from_secs(3_600);

/// A value and where it stands.
pub(super) struct At<T> {
    pub value: T,
    pub span: Span,
}

/// The attribute's keys that were given, and could be read.
#[derive(Default)]
pub(super) struct Attribute {
    pub mode: Option<Mode>,
    pub mode_missing: bool,
    pub name: Option<At<String>>,
    pub connector: Option<At<String>>,
    pub retry_times: Option<At<u32>>,
    pub retry_duration: Option<At<Duration>>,
    pub retry_backoff: Option<At<bool>>,
    pub on_error: Option<At<OnError>>,
    pub timeout: Option<At<Duration>>,
    pub jumps: Option<At<Vec<Path>>>,
}

/// `key = value`, `key(…)` or `key` alone.
struct Entry {
    key: Ident,
    value: Value,
}

enum Value {
    None,
    Expr(Expr),
    List(TokenStream, Span),
}

impl Parse for Entry {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        const KEYS_FIRST: &str = "expected a key and its value: `mode = \"Verify\"`";
        let key = input.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), KEYS_FIRST))?;
        let value = if input.peek(token::Paren) {
            let list;
            let paren = parenthesized!(list in input);
            Value::List(list.parse()?, paren.span.join())
        } else if input.parse::<Option<Token![=]>>()?.is_some() {
            if input.is_empty() || input.peek(Token![,]) {
                return Err(syn::Error::new(key.span(), format!("the value of `{key}` is missing")));
            }
            Value::Expr(input.parse()?)
        } else if input.is_empty() || input.peek(Token![,]) {
            Value::None
        } else {
            return Err(input.error(format!("expected `=` and a value after `{key}`")));
        };
        Ok(Entry { key, value })
    }
}

impl Attribute {
    pub(super) fn parse(tokens: TokenStream, errors: &Errors) -> Self {
        let mut attribute = Attribute::default();
        let entries = match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(entries) => entries,
            Err(error) => {
                errors.push(error);
                return attribute;
            }
        };
        let mut seen: Vec<String> = Vec::new();
        for Entry { key, value } in entries {
            let name = key.to_string();
            if seen.contains(&name) {
                errors.at(&key, format_args!("`{name}` is given twice"));
                continue;
            }
            attribute.take(&key, &name, value, errors);
            seen.push(name);
        }
        attribute.mode_missing = !seen.iter().any(|name| name == "mode");
        attribute
    }

    /// The name that `name = "…"` gives, where a type may be called by it and is not already.
    pub(super) fn alias(&self, function: &Ident) -> Option<Ident> {
        let mut alias: Ident = syn::parse_str(&self.name.as_ref()?.value).ok()?;
        alias.set_span(function.span());
        (alias.unraw() != function.unraw()).then_some(alias)
    }

    fn take(&mut self, key: &Ident, name: &str, value: Value, errors: &Errors) {
        match name {
            "mode" => {
                self.mode = text(key, value, "mode = \"Verify\"", errors).and_then(|at| mode(at, errors))
            }
            "name" => {
                self.name =
                    text(key, value, "name = \"VerifyStu\"", errors).and_then(|at| filled(at, "name", errors))
            }
            "connector" => {
                self.connector = text(key, value, "connector = \"Scores\"", errors)
                    .and_then(|at| filled(at, "connector", errors));
            }
            "retry_times" => self.retry_times = retries(key, value, errors),
            "retry_duration" => self.retry_duration = time(key, value, "retry_duration", errors),
            "timeout" => {
                self.timeout =
                    time(key, value, "timeout", errors).and_then(|at| longer_than_nothing(at, errors))
            }
            "retry_backoff" => self.retry_backoff = flag(key, value, errors),
            "on_error" => {
                self.on_error =
                    text(key, value, "on_error = \"skip\"", errors).and_then(|at| on_error(at, errors))
            }
            "jumps" => self.jumps = jumps(key, value, errors),
            _ => {
                let near = did_you_mean(name, KEYS);
                let keys = KEYS.map(|key| format!("`{key}`")).join(", ");
                errors.at(key, format_args!("unknown key `{name}`{near}\nthe keys are {keys}"));
            }
        }
    }
}

fn text(key: &Ident, value: Value, example: &str, errors: &Errors) -> Option<At<String>> {
    match value {
        Value::Expr(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
            Some(At { value: text.value(), span: text.span() })
        }
        value => wrong(key, &value, &format!("`{key}` takes a text: `{example}`"), errors),
    }
}

fn wrong<T>(key: &Ident, value: &Value, message: &str, errors: &Errors) -> Option<T> {
    let span = match value {
        Value::None => key.span(),
        Value::Expr(expr) => expr.span(),
        Value::List(_, span) => *span,
    };
    errors.push(syn::Error::new(span, message));
    None
}

fn filled(at: At<String>, key: &str, errors: &Errors) -> Option<At<String>> {
    if at.value.trim().is_empty() {
        errors.push(syn::Error::new(at.span, format!("`{key}` is empty")));
        return None;
    }
    Some(at)
}

fn mode(at: At<String>, errors: &Errors) -> Option<Mode> {
    let found = MODES.iter().find(|(long, short, _)| at.value == *long || at.value == *short);
    if found.is_none() {
        let near = did_you_mean(&at.value, MODES.map(|(long, ..)| long));
        let modes = MODES.map(|(long, short, _)| format!("`{long}` (`{short}`)")).join(", ");
        let message = format!("unknown mode `{}`{near}\nthe modes are {modes}", at.value);
        errors.push(syn::Error::new(at.span, message));
    }
    found.map(|(.., mode)| *mode)
}

fn on_error(at: At<String>, errors: &Errors) -> Option<At<OnError>> {
    let value = match &*at.value {
        "fail" => OnError::Fail,
        "skip" => OnError::Skip,
        "dead_letter" => OnError::DeadLetter,
        other => {
            let near = did_you_mean(other, ["fail", "skip", "dead_letter"]);
            let message = format!(
                "`on_error` cannot be `{other}`{near}\nit is `fail` (the run ends), `skip` (the row is left out and counted) or `dead_letter` (the row goes to the dead letters)"
            );
            errors.push(syn::Error::new(at.span, message));
            return None;
        }
    };
    Some(At { value, span: at.span })
}

fn retries(key: &Ident, value: Value, errors: &Errors) -> Option<At<u32>> {
    if let Value::Expr(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) = &value
        && let Ok(times @ 0..=MOST_RETRIES) = number.base10_parse()
    {
        return Some(At { value: times, span: number.span() });
    }
    wrong(
        key,
        &value,
        &format!("`retry_times` is a whole number from 0 to {MOST_RETRIES}: `retry_times = 3`"),
        errors,
    )
}

fn time(key: &Ident, value: Value, name: &str, errors: &Errors) -> Option<At<Duration>> {
    let found = match &value {
        Value::Expr(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => duration::parse(&text.value()),
        Value::Expr(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => {
            number.base10_parse().ok().map(Duration::from_millis)
        }
        _ => None,
    };
    match (found, &value) {
        (Some(time), Value::Expr(expr)) if time <= LONGEST => Some(At { value: time, span: expr.span() }),
        (Some(_), _) => wrong(key, &value, &format!("`{name}` is at most one hour"), errors),
        _ => {
            let message = format!(
                "`{name}` is a time: text with a unit (`\"500ms\"`, `\"1.5s\"`, `\"2m\"`, `\"1h\"`) or a whole number of milliseconds"
            );
            wrong(key, &value, &message, errors)
        }
    }
}

fn longer_than_nothing(at: At<Duration>, errors: &Errors) -> Option<At<Duration>> {
    if at.value.is_zero() {
        errors.push(syn::Error::new(at.span, "a `timeout` of 0 leaves no time at all"));
        return None;
    }
    Some(at)
}

fn flag(key: &Ident, value: Value, errors: &Errors) -> Option<At<bool>> {
    match value {
        Value::None => Some(At { value: true, span: key.span() }),
        Value::Expr(Expr::Lit(ExprLit { lit: Lit::Bool(flag), .. })) => {
            Some(At { value: flag.value, span: flag.span })
        }
        value => wrong(
            key,
            &value,
            &format!("`{key}` is `true` or `false`: `{key} = true`, or `{key}` alone"),
            errors,
        ),
    }
}

fn jumps(key: &Ident, value: Value, errors: &Errors) -> Option<At<Vec<Path>>> {
    const HOW: &str = "`jumps` lists the functions that this one may go to: `jumps(halve, crate::faas::avg)`";
    let Value::List(list, span) = value else { return wrong(key, &value, HOW, errors) };
    match Punctuated::<Path, Token![,]>::parse_terminated.parse2(list) {
        Ok(targets) if !targets.is_empty() => Some(At { value: targets.into_iter().collect(), span }),
        _ => {
            errors.push(syn::Error::new(span, HOW));
            None
        }
    }
}
