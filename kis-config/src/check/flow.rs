use super::context::Cx;
use super::fields::{Field, Fields};
use super::scalar;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::{Flow, Params, Step};
use crate::yaml::{Kind, Node, Value};

pub(super) const KEYS: [&str; 5] = ["kistype", "status", "flow_name", "flow_id", "flows"];
pub(super) const STEP_KEYS: [&str; 3] = ["fname", "fid", "params"];

pub(super) fn read(cx: &mut Cx<'_>, node: &Node) -> Option<Flow> {
    let fields = Fields::read(cx, node, "flow", &KEYS)?;
    let enabled = fields.value(cx, "status", status).unwrap_or(true);
    let name = fields.name(cx, ["flow_name", "flow_id"], "MyFlow");
    let flows = fields.require(cx, "flows", "[{fname: MyFunction}]");
    let steps = flows.map(|flows| steps(cx, flows, name.as_ref().map(|name| &*name.value)));
    Some(Flow { name: name?, enabled, steps: steps.unwrap_or_default() })
}

/// 1 is on, 0 is off. Go takes numbers only, so text is none.
pub(super) fn status(cx: &mut Cx<'_>, field: Field<'_>) -> Option<bool> {
    let node = field.node;
    if let Some(on @ (0 | 1)) = scalar::whole(node) {
        return Some(on == 1);
    }
    let label = Label::new(node.span, "neither 1 nor 0");
    let problem = Diagnostic::error(Code::InvalidStatus, "`status` is 1 (on) or 0 (off)", label);
    cx.report(match meant(node) {
        Some((meant, true)) => problem.help(format!("write it without quotes: `{meant}`")),
        Some((meant, false)) => problem.help(format!("write `{meant}`")),
        None => problem,
    });
    None
}

/// What a status was probably meant to be, and whether only its quotes are wrong.
fn meant(node: &Node) -> Option<(u8, bool)> {
    let Value::Scalar(scalar) = &node.value else { return None };
    match (scalar.text.to_ascii_lowercase().as_str(), scalar.kind) {
        ("1", Kind::Quoted) => Some((1, true)),
        ("0", Kind::Quoted) => Some((0, true)),
        ("true" | "on" | "yes", _) => Some((1, false)),
        ("false" | "off" | "no", _) => Some((0, false)),
        _ => None,
    }
}

fn steps(cx: &mut Cx<'_>, flows: Field<'_>, flow: Option<&str>) -> Vec<Step> {
    let Some(items) = scalar::items(cx, flows, "functions") else { return Vec::new() };
    if items.is_empty() {
        let message = match flow {
            Some(name) => format!("flow `{name}` has no functions"),
            None => "a flow has no functions".to_owned(),
        };
        let problem = Diagnostic::error(
            Code::EmptyFlow,
            message,
            Label::new(flows.node.span, "nothing is listed here"),
        );
        cx.report(problem.help("list its functions, in order, each as `- fname: MyFunction`"));
    }
    items.iter().filter_map(|item| step(cx, item)).collect()
}

fn step(cx: &mut Cx<'_>, node: &Node) -> Option<Step> {
    let fields = Fields::read(cx, node, "step of a flow", &STEP_KEYS)?;
    let function = fields.name(cx, ["fname", "fid"], "MyFunction");
    let params = fields.get("params").map_or_else(Params::default, |field| scalar::params(cx, field));
    Some(Step { function: function?, params })
}
