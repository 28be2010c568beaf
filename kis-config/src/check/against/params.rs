use std::collections::BTreeMap;

use super::super::context::Cx;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::facts::{FunctionFacts, ParamFacts, Refused};
use crate::model::{Config, Function, Param, Step};
use crate::secrets::{is_secret, masked};

/// Parameters by name: the function's own, under those of its place.
type Given<'a> = BTreeMap<&'a str, &'a Param>;

/// The parameters of a function at a place in a flow.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config, step: &Step, function: &FunctionFacts) {
    let file = config.functions.get(&step.function.value);
    let defaults = file.into_iter().flat_map(|file| &file.default_params);
    let given: Given<'_> = defaults.chain(&step.params).map(|param| (&*param.name.value, param)).collect();
    let name = &step.function.value;
    step.params.iter().for_each(|param| known(cx, name, param, function));
    refused(cx, name, &given, function);
    missing(cx, step, &given, function);
}

/// The parameters of a function's file, which may be at no place.
pub(super) fn defaults(cx: &mut Cx<'_>, file: &Function, function: &FunctionFacts) {
    let given: Given<'_> = file.default_params.iter().map(|param| (&*param.name.value, param)).collect();
    file.default_params.iter().for_each(|param| known(cx, &file.name.value, param, function));
    refused(cx, &file.name.value, &given, function);
}

fn names(function: &FunctionFacts) -> impl Iterator<Item = &str> {
    function.params.iter().map(|param| &*param.name)
}

fn known(cx: &mut Cx<'_>, name: &str, param: &Param, function: &FunctionFacts) {
    if names(function).any(|known| known == param.name.value) {
        return;
    }
    let near = cx.near(&param.name, names(function));
    let message = format!("function `{name}` has no parameter `{}`", param.name.value);
    let problem = Diagnostic::error(Code::UnknownParam, message, Label::new(param.name.span, "")).near(near);
    cx.report(match function.params.is_empty() {
        true => problem.note("it has no parameters"),
        false => {
            let names: Vec<String> = names(function).map(|name| format!("`{name}`")).collect();
            problem.note(format!("its parameters: {}", names.join(", ")))
        }
    });
}

/// Texts that are no values.
fn refused(cx: &mut Cx<'_>, name: &str, given: &Given<'_>, function: &FunctionFacts) {
    let texts: Vec<(&str, &str)> = given.iter().map(|(name, param)| (*name, &*param.value.value)).collect();
    for Refused { param, expected, culprit, reason, near } in (function.reader.0)(&texts) {
        let Some(given) = given.get(&*param) else { continue };
        let hidden = is_secret(&param);
        let culprit = match &*culprit {
            _ if hidden => "what stands here".to_owned(),
            "" => "empty text".to_owned(),
            culprit => format!("`{}`", masked(culprit)),
        };
        let message = format!("parameter `{param}` of `{name}` is {expected}, not {culprit}");
        let reason = if hidden { String::new() } else { masked(&reason) };
        let problem = Diagnostic::error(Code::InvalidParam, message, Label::new(given.value.span, reason));
        cx.report(problem.near(near.as_deref()));
    }
}

/// Required parameters that nobody gives, and nobody meant to give under another name.
fn missing(cx: &mut Cx<'_>, step: &Step, given: &Given<'_>, function: &FunctionFacts) {
    let all: Vec<&str> = names(function).collect();
    let strangers = given.keys().filter(|name| !all.contains(name));
    let meant: Vec<&str> = strangers.filter_map(|name| cx.near(name, all.iter().copied())).collect();
    let is_missing = |param: &&ParamFacts| {
        param.is_required && !given.contains_key(&*param.name) && !meant.contains(&&*param.name)
    };
    let missing: Vec<String> = function
        .params
        .iter()
        .filter(is_missing)
        .map(|param| format!("`{}` ({})", param.name, param.expected))
        .collect();
    let (last, rest) = match missing.split_last() {
        None => return,
        Some((last, rest)) => (last, rest.join(", ")),
    };
    let name = &step.function;
    let message = match rest.is_empty() {
        true => format!("function `{}` needs the parameter {last}", name.value),
        false => format!("function `{}` needs the parameters {rest} and {last}", name.value),
    };
    cx.error(Code::MissingParam, message, name.span, "");
}
