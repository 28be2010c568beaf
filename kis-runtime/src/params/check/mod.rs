//! What the compiler checks about the parameters that `flow!` and YAML give: constants that panic with a message.

pub(crate) mod grammar;
pub(crate) mod message;
pub(crate) mod near;

use grammar::culprit;
use kis_config::near::nearest;
use message::{Message, separator};
use near::near;

use super::read::Field;
use super::{Param, ParamKind};
use crate::same::{contains, same};

/// A literal in `flow!`.
#[derive(Clone, Copy, Debug)]
pub enum Literal<'a> {
    /// Its decimal digits, without `_` and suffix, perhaps after a `-`.
    Int(&'a str),
    /// As `Int`, with a fraction or an exponent.
    Float(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// In single quotes.
    Char(char),
    /// In double quotes, without them.
    Text(&'a str),
}

/// Panics unless one of the function's parameters has the name. `at` shows the place in a file, if it is in one.
#[track_caller]
pub const fn known(function: &str, params: &[&[Param]], name: &str, at: &str) {
    stop_in_file(find_unknown(function, params, name), at);
}

/// Panics unless all required parameters are among the names. `at` shows the place in a file, if they are in one.
#[track_caller]
pub const fn given(function: &str, params: &[&[Param]], names: &[&str], at: &str) {
    stop_in_file(find_missing(function, params, names), at);
}

/// Panics unless the literal is a value of the parameter. Unknown names are [`known`]'s.
#[track_caller]
pub const fn literal(function: &str, params: &[&[Param]], name: &str, literal: Literal<'_>) {
    stop_at(find_wrong_literal(function, params, name, literal));
}

/// Panics unless the text is a value of the parameter. Unknown names are [`known`]'s.
#[track_caller]
pub const fn text(function: &str, params: &[&[Param]], name: &str, text: &str, at: &str) {
    stop_in_file(find_wrong_text(function, params, name, text), at);
}

/// Panics unless the text of a default is a value of the parameter's kind.
#[track_caller]
pub const fn check_default<T>(field: &Field<T>, text: &str) {
    let param = field.param();
    if let Some(culprit) = culprit(&param.kind, text) {
        let mut message = Message::new();
        message.text("the default of parameter ").name(param.name);
        panic!("{}", is_not(message, &param.kind, culprit).as_str());
    }
}

#[track_caller]
const fn stop_in_file(problem: Option<Message>, at: &str) {
    if let Some(message) = problem {
        panic!("{}", message.in_file(at).as_str());
    }
}

#[track_caller]
const fn stop_at(problem: Option<Message>) {
    if let Some(message) = problem {
        panic!("{}", message.as_str());
    }
}

const fn find_unknown(function: &str, params: &[&[Param]], name: &str) -> Option<Message> {
    if find(params, name).is_some() {
        return None;
    }
    let mut message = Message::new();
    message.text("function ").name(function).text(" has no parameter ").name(name);
    message.did_you_mean(near(params, name));
    let mut count = 0;
    let mut outer = 0;
    while outer < params.len() {
        let mut inner = 0;
        while inner < params[outer].len() {
            message.text(if count == 0 { "\n   = note: its parameters: " } else { ", " });
            message.name(params[outer][inner].name);
            count += 1;
            inner += 1;
        }
        outer += 1;
    }
    if count == 0 {
        message.text("\n   = note: it has no parameters");
    }
    Some(message)
}

const fn find_missing(function: &str, params: &[&[Param]], names: &[&str]) -> Option<Message> {
    let missing = missing(params, names, usize::MAX).0;
    if missing == 0 {
        return None;
    }
    let mut message = Message::new();
    message.text("function ").name(function);
    message.text(if missing == 1 { " needs the parameter " } else { " needs the parameters " });
    let mut at = 0;
    while at < missing {
        if let (_, Some(param)) = self::missing(params, names, at) {
            message.text(separator(at, missing, " and ")).name(param.name);
            message.text(" (").kind(&param.kind).text(")");
        }
        at += 1;
    }
    Some(message)
}

/// How many required parameters are not among the names (up to the wanted one), and the wanted one.
const fn missing<'a>(params: &[&'a [Param]], names: &[&str], wanted: usize) -> (usize, Option<&'a Param>) {
    let mut count = 0;
    let mut outer = 0;
    while outer < params.len() {
        let mut inner = 0;
        while inner < params[outer].len() {
            let param = &params[outer][inner];
            if param.required && !contains(names, param.name) && !is_meant(params, names, param.name) {
                if count == wanted {
                    return (count, Some(param));
                }
                count += 1;
            }
            inner += 1;
        }
        outer += 1;
    }
    (count, None)
}

/// Whether one of the names is a slip for the parameter's, which [`known`] tells of.
const fn is_meant(params: &[&[Param]], names: &[&str], param: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if find(params, names[at]).is_none()
            && let Some(meant) = near(params, names[at])
            && same(meant, param)
        {
            return true;
        }
        at += 1;
    }
    false
}

const fn find_wrong_literal(
    function: &str,
    params: &[&[Param]],
    name: &str,
    literal: Literal<'_>,
) -> Option<Message> {
    let Some(param) = find(params, name) else { return None };
    let message = parameter_of(function, name);
    match fit(&param.kind, literal) {
        Fit::Good => None,
        Fit::WrongValue(culprit) => Some(is_not(message, &param.kind, culprit)),
        Fit::WrongKind => Some(is_not_a(message, &param.kind, literal)),
    }
}

const fn find_wrong_text(function: &str, params: &[&[Param]], name: &str, text: &str) -> Option<Message> {
    let Some(param) = find(params, name) else { return None };
    match culprit(&param.kind, text) {
        Some(culprit) => Some(is_not(parameter_of(function, name), &param.kind, culprit)),
        None => None,
    }
}

/// How a literal stands to a kind.
enum Fit<'a> {
    Good,
    /// This is no value of it.
    WrongValue(&'a str),
    /// No literal of this sort is a value of it.
    WrongKind,
}

const fn fit<'a>(kind: &ParamKind, literal: Literal<'a>) -> Fit<'a> {
    let culprit = match (kind, literal) {
        (ParamKind::Integer { .. } | ParamKind::Duration, Literal::Int(text))
        | (
            ParamKind::Char | ParamKind::Duration | ParamKind::OneOf(_) | ParamKind::List(_),
            Literal::Text(text),
        ) => culprit(kind, text),
        (ParamKind::Float, Literal::Int(_) | Literal::Float(_))
        | (ParamKind::Bool, Literal::Bool(_))
        | (ParamKind::Char, Literal::Char(_))
        | (ParamKind::Text, Literal::Text(_))
        | (ParamKind::Other(_), _) => None,
        (ParamKind::List(item), _) => return fit(item, literal),
        _ => return Fit::WrongKind,
    };
    match culprit {
        Some(culprit) => Fit::WrongValue(culprit),
        None => Fit::Good,
    }
}

const fn parameter_of(function: &str, name: &str) -> Message {
    let mut message = Message::new();
    message.text("parameter ").name(name).text(" of ").name(function);
    message
}

const fn is_not(mut message: Message, kind: &ParamKind, culprit: &str) -> Message {
    message.text(" is ").kind(kind).text(", not ");
    if culprit.is_empty() {
        message.text("empty text");
    } else {
        message.name(culprit);
    }
    if let ParamKind::OneOf(names) | ParamKind::List(ParamKind::OneOf(names)) = kind {
        message.did_you_mean(nearest(culprit, names));
    }
    message
}

const fn is_not_a(mut message: Message, kind: &ParamKind, literal: Literal<'_>) -> Message {
    message.text(" is ").kind(kind).text(", not ");
    match literal {
        Literal::Int(_) => message.text("a whole number"),
        Literal::Float(_) => message.text("a number with a fraction"),
        Literal::Bool(true) => message.text("`true`"),
        Literal::Bool(false) => message.text("`false`"),
        Literal::Char(_) => message.text("a character"),
        Literal::Text(_) => message.text("text"),
    };
    match (kind, literal) {
        (ParamKind::Integer { .. } | ParamKind::Float | ParamKind::Bool, Literal::Text(text))
            if culprit(kind, text).is_none() =>
        {
            message.text("; write it without quotes: ").name(text);
        }
        (ParamKind::Text, Literal::Int(text) | Literal::Float(text)) => {
            message.text("; write it in quotes: `\"").text(text).text("\"`");
        }
        (ParamKind::Text, _) => {
            message.text("; write it in double quotes");
        }
        _ => {}
    }
    message
}

const fn find<'a>(params: &[&'a [Param]], name: &str) -> Option<&'a Param> {
    let mut outer = 0;
    while outer < params.len() {
        let mut inner = 0;
        while inner < params[outer].len() {
            if same(params[outer][inner].name, name) {
                return Some(&params[outer][inner]);
            }
            inner += 1;
        }
        outer += 1;
    }
    None
}

#[cfg(test)]
mod tests;
