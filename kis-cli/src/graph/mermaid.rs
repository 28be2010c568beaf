use std::fmt::Write as _;

use super::model::{Does, Graph};
use super::text::clean;

/// The graph as a Mermaid flowchart.
pub(super) fn draw(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "    {text}");
    };
    for (at, source) in graph.sources.iter().enumerate() {
        let (name, kind) = (escaped(&source.name), escaped(&source.source_type));
        line(format!("s{at}([\"{name}<br/><i>source: {kind}</i>\"])"));
    }
    for (at, connector) in graph.connectors.iter().enumerate() {
        let (name, kind) = (escaped(&connector.name), escaped(&connector.conn_type));
        line(format!("c{at}[(\"{name}<br/><i>{kind}</i>\")]"));
    }
    for (at, flow) in graph.flows.iter().enumerate() {
        let off = if flow.enabled { "" } else { " (off)" };
        line(format!("subgraph f{at}[\"{}{off}\"]", escaped(&flow.name)));
        line("    direction TB".to_owned());
        for (place, step) in flow.steps.iter().enumerate() {
            let mode = step.mode.map(|mode| format!("<br/><i>{mode}</i>")).unwrap_or_default();
            line(format!("    f{at}n{place}[\"{}{mode}\"]", escaped(&step.function)));
        }
        for place in 1..flow.steps.len() {
            line(format!("    f{at}n{} --> f{at}n{place}", place - 1));
        }
        line("end".to_owned());
    }
    for (at, source) in graph.sources.iter().enumerate() {
        let arrow = if source.enabled && graph.flows[source.flow].enabled { "-->" } else { "-.->" };
        line(format!("s{at} {arrow} f{}n0", source.flow));
    }
    for link in &graph.links {
        let step = format!("f{}n{}", link.flow, link.step);
        let enabled = graph.flows[link.flow].enabled;
        let arrow = |word: &str| if enabled { format!("-->|{word}|") } else { format!("-.->|{word}|") };
        let connector = link.connector;
        line(match link.does {
            Does::Save => format!("{step} {} c{connector}", arrow("save")),
            Does::Load => format!("c{connector} {} {step}", arrow("load")),
            Does::Use => format!("{step} -.-|use| c{connector}"),
        });
    }
    for (at, _) in graph.flows.iter().enumerate().filter(|(_, flow)| !flow.enabled) {
        line(format!("style f{at} stroke-dasharray: 6 4"));
    }
    for (at, _) in graph.sources.iter().enumerate().filter(|(_, source)| !source.enabled) {
        line(format!("style s{at} stroke-dasharray: 6 4"));
    }
    out
}

/// Anything that could mean something to Mermaid, Markdown or HTML becomes a character by its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in clean(text).chars() {
        if c.is_alphanumeric() || " _-.,:/".contains(c) || !c.is_ascii() {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", c as u32);
        }
    }
    out
}
