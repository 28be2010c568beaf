use std::fmt::Write as _;

use super::model::{Does, Graph};
use super::text::clean;

const HEAD: &str = "\
digraph kisflow {
    rankdir=LR
    newrank=true
    node [fontname=\"monospace\" fontsize=11 shape=box style=rounded]
    edge [fontname=\"sans-serif\" fontsize=9]
";

/// The graph in the language of Graphviz.
pub(super) fn draw(graph: &Graph) -> String {
    let mut out = String::from(HEAD);
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "    {text}");
    };
    for (at, source) in graph.sources.iter().enumerate() {
        let label = format!("{}\\nsource: {}", escaped(&source.name), escaped(&source.source_type));
        let style = if source.enabled { "solid" } else { "dashed" };
        line(format!("s{at} [label=\"{label}\" shape=oval style=\"{style}\"]"));
    }
    for (at, connector) in graph.connectors.iter().enumerate() {
        let label = format!("{}\\n{}", escaped(&connector.name), escaped(&connector.conn_type));
        line(format!("c{at} [label=\"{label}\" shape=cylinder style=solid]"));
    }
    for (at, flow) in graph.flows.iter().enumerate() {
        let (style, off) = if flow.enabled { ("rounded", "") } else { ("rounded,dashed", " (off)") };
        line(format!("subgraph cluster_f{at} {{"));
        line(format!("    label=\"{}{off}\" fontname=\"sans-serif\" style=\"{style}\"", escaped(&flow.name)));
        for (place, step) in flow.steps.iter().enumerate() {
            let mode = step.mode.map(|mode| format!("\\n{mode}")).unwrap_or_default();
            line(format!("    f{at}n{place} [label=\"{}{mode}\"]", escaped(&step.function)));
        }
        for place in 1..flow.steps.len() {
            line(format!("    f{at}n{} -> f{at}n{place}", place - 1));
        }
        line("}".to_owned());
    }
    for (at, source) in graph.sources.iter().enumerate() {
        let style = if source.enabled && graph.flows[source.flow].enabled { "solid" } else { "dashed" };
        line(format!("s{at} -> f{}n0 [style={style}]", source.flow));
    }
    for link in &graph.links {
        let (step, connector) = (format!("f{}n{}", link.flow, link.step), format!("c{}", link.connector));
        let style = if graph.flows[link.flow].enabled { "solid" } else { "dashed" };
        line(match link.does {
            Does::Save => format!("{step} -> {connector} [label=save style={style}]"),
            Does::Load => format!("{connector} -> {step} [label=load style={style}]"),
            Does::Use => format!("{step} -> {connector} [label=use dir=none style=dotted]"),
        });
    }
    out.push_str("}\n");
    out
}

/// In Graphviz's quotes a backslash begins an escape, and an ampersand an entity.
fn escaped(text: &str) -> String {
    clean(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}
