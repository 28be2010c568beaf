//! The files against what Rust has: every check that needs a description of it.

mod connector;
mod edge;
mod function;
mod params;

use super::context::Cx;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::facts::{Facts, FunctionFacts};
use crate::model::{Config, Flow, Step};

/// Everything that the files say of functions and connectors which they are not.
pub(super) fn check(cx: &mut Cx<'_>, config: &Config, facts: &Facts) {
    for file in config.functions.values() {
        if let Some(function) = facts.functions.get(&file.name.value) {
            function::check(cx, config, file, function);
        }
    }
    for flow in config.flows.values() {
        let steps: Vec<Placed<'_>> = flow
            .steps
            .iter()
            .map(|step| Placed { step, function: facts.functions.get(&step.function.value) })
            .collect();
        for placed in &steps {
            match placed.function {
                None => no_such_function(cx, placed.step, facts),
                Some(function) => {
                    params::check(cx, config, placed.step, function);
                    jumps(cx, flow, &steps, placed.step, function);
                }
            }
        }
        steps.windows(2).for_each(|pair| edge::check(cx, &pair[0], &pair[1]));
    }
    connector::check(cx, config, facts);
}

/// A function's place in a flow, and the function if there is one.
struct Placed<'a> {
    step: &'a Step,
    function: Option<&'a FunctionFacts>,
}

fn no_such_function(cx: &mut Cx<'_>, step: &Step, facts: &Facts) {
    let name = &step.function;
    let near = cx.near(name, facts.functions.keys().map(String::as_str));
    let message = format!("no function named `{}` is registered", name.value);
    let problem = Diagnostic::error(Code::NoSuchFunction, message, Label::new(name.span, ""));
    cx.report(match near {
        Some(_) => problem.near(near),
        None => problem
            .help(format!("register it before the files are loaded, by its own name or as `{}`", name.value)),
    });
}

/// Jumps to functions that the flow does not have.
fn jumps(cx: &mut Cx<'_>, flow: &Flow, steps: &[Placed<'_>], step: &Step, function: &FunctionFacts) {
    // One that is not known may be the target.
    if steps.iter().any(|other| other.function.is_none()) {
        return;
    }
    for (id, target) in &function.jumps {
        if steps.iter().all(|other| other.function.is_none_or(|other| other.id != *id)) {
            let name = &step.function;
            let message = format!(
                "function `{}` jumps to `{target}`, which flow `{}` does not have",
                name.value, flow.name.value
            );
            cx.error(Code::NoJumpTarget, message, name.span, "");
        }
    }
}
