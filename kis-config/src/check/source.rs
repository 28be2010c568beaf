use super::context::Cx;
use super::engines::{self, SOURCES};
use super::fields::Fields;
use super::{flow, scalar};
use crate::model::{Params, Source};
use crate::span::At;
use crate::yaml::Node;

pub(super) const KEYS: [&str; 9] =
    ["kistype", "sname", "flow_name", "flow_id", "type", "addrs", "key", "status", "params"];

pub(super) fn read(cx: &mut Cx<'_>, node: &Node) -> Option<Source> {
    let fields = Fields::read(cx, node, "source", &KEYS)?;
    let name = fields.require(cx, "sname", "MySource").and_then(|field| scalar::name(cx, field));
    let flow = fields.name(cx, ["flow_name", "flow_id"], "MyFlow");
    let own = &cx.options.source_types;
    let (source_type, addrs) = engines::read(cx, &fields, "source", &SOURCES, own);
    let key = fields.value(cx, "key", scalar::filled);
    let enabled = fields.value(cx, "status", flow::status).unwrap_or(true);
    let params = fields.get("params").map_or_else(Params::default, |field| scalar::params(cx, field));
    let name = name?;
    // Stand-ins beside an error.
    let nothing = At::new(String::new(), name.span);
    let flow = flow.unwrap_or_else(|| nothing.clone());
    let source_type = source_type.unwrap_or(nothing);
    Some(Source { name, flow, source_type, addrs, key, enabled, params })
}
