use super::context::Cx;
use super::engines::{self, CONNECTORS};
use super::fields::Fields;
use super::scalar;
use crate::model::{Connector, Params};
use crate::span::At;
use crate::yaml::Node;

pub(super) const KEYS: [&str; 9] =
    ["kistype", "cname", "cid", "addrs", "type", "key", "params", "load", "save"];

pub(super) fn read(cx: &mut Cx<'_>, node: &Node) -> Option<Connector> {
    let fields = Fields::read(cx, node, "connector", &KEYS)?;
    let name = fields.name(cx, ["cname", "cid"], "MyConnector");
    let own = &cx.options.connector_types;
    let (conn_type, addrs) = engines::read(cx, &fields, "connector", &CONNECTORS, own);
    let key = fields.value(cx, "key", scalar::filled);
    let params = fields.get("params").map_or_else(Params::default, |field| scalar::params(cx, field));
    let [load, save] = ["load", "save"].map(|key| match fields.get(key) {
        Some(field) => scalar::texts(cx, field, "functions"),
        None => Vec::new(),
    });
    let name = name?;
    // A stand-in beside an error.
    let conn_type = conn_type.unwrap_or(At::new(String::new(), name.span));
    Some(Connector { name, conn_type, addrs, key, params, load, save })
}
