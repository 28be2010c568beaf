//! The graph as an SVG picture that needs no other program, no script and no font of its own.

mod shapes;
mod write;

use super::layout::{self, Edge, Line, Node, Page, Port};
use super::model::{Does, Graph, Link};
use shapes::{CONNECTOR_HEIGHT, SOURCE_HEIGHT};
use write::Svg;

const MARGIN: f64 = 24.0;
const STYLE: &str = include_str!("style.css");

/// Draws the graph: a card for each flow with its functions from top to bottom, a drum for each connector.
pub(super) fn draw(graph: &Graph) -> String {
    let (nodes, edges) = (nodes(graph), edges(graph));
    let joined: Vec<Edge> = edges.iter().map(|edge| edge.0).collect();
    let page = layout::place(&nodes, &joined);
    let mut svg = Svg::new();
    let size = if nodes.is_empty() { (160.0, 20.0) } else { (page.width, page.height) };
    svg.open(size.0 + 2.0 * MARGIN, size.1 + 2.0 * MARGIN, STYLE, &title(graph), &description(graph));
    if nodes.is_empty() {
        svg.text("note", (MARGIN, MARGIN + 14.0), "no flow is declared");
    }
    things(graph, &nodes, &page, |corner, node, thing| match thing {
        Thing::Flow(at) => shapes::flow(&mut svg, corner, node, &graph.flows[at]),
        Thing::Connector(at) => shapes::connector(&mut svg, corner, node, &graph.connectors[at]),
        Thing::Source(at) => shapes::source(&mut svg, corner, node, &graph.sources[at]),
    });
    for ((edge, class), line) in edges.iter().zip(&page.lines) {
        arrow(&mut svg, class, line, ends(graph, edge));
    }
    svg.close()
}

enum Thing {
    Flow(usize),
    Connector(usize),
    Source(usize),
}

/// Each node with what it is: flows, then connectors, then sources.
fn things(graph: &Graph, nodes: &[Node], page: &Page, mut draw: impl FnMut((f64, f64), Node, Thing)) {
    let flows = (0..graph.flows.len()).map(Thing::Flow);
    let connectors = (0..graph.connectors.len()).map(Thing::Connector);
    let sources = (0..graph.sources.len()).map(Thing::Source);
    for (thing, (node, corner)) in flows.chain(connectors).chain(sources).zip(nodes.iter().zip(&page.nodes)) {
        draw((corner.0 + MARGIN, corner.1 + MARGIN), *node, thing);
    }
}

fn nodes(graph: &Graph) -> Vec<Node> {
    let flows = graph.flows.iter().map(shapes::flow_size);
    let connectors = graph.connectors.iter().map(|it| shapes::drum_size(&it.name, &it.conn_type));
    let sources = graph.sources.iter().map(|it| shapes::source_size(&it.name, &it.source_type));
    flows.chain(connectors).chain(sources).collect()
}

/// The lines, and the class of each.
fn edges(graph: &Graph) -> Vec<(Edge, String)> {
    let off = |enabled: bool| if enabled { "" } else { " off" };
    let links = graph.links.iter().map(|link| {
        let step = Port { node: link.flow, offset: shapes::step_middle(link.step) };
        let middle = CONNECTOR_HEIGHT / 2.0;
        let drum = |offset| Port { node: graph.flows.len() + link.connector, offset };
        let enabled = off(graph.flows[link.flow].enabled);
        // Rows that a flow saves where it loads others come back; they have an end of their own.
        let loads = |it: &Link| (it.flow, it.connector, it.does) == (link.flow, link.connector, Does::Load);
        let is_feedback = link.does != Does::Load && graph.links.iter().any(loads);
        let drum = drum(if is_feedback { middle + 10.0 } else { middle });
        match link.does {
            Does::Save => (Edge { from: step, to: drum, is_feedback }, format!("save{enabled}")),
            Does::Load => (Edge { from: drum, to: step, is_feedback }, format!("load{enabled}")),
            Does::Use => (Edge { from: step, to: drum, is_feedback }, "use".to_owned()),
        }
    });
    let feeds = graph.sources.iter().enumerate().map(|(at, source)| {
        let node = graph.flows.len() + graph.connectors.len() + at;
        let from = Port { node, offset: SOURCE_HEIGHT / 2.0 };
        let to = Port { node: source.flow, offset: shapes::HEAD / 2.0 };
        let enabled = off(source.enabled && graph.flows[source.flow].enabled);
        (Edge { from, to, is_feedback: false }, format!("feed{enabled}"))
    });
    links.chain(feeds).collect()
}

/// How far a line goes on into each of its boxes: into a card, to the function's own box below the flow's name.
fn ends(graph: &Graph, edge: &Edge) -> [f64; 2] {
    [edge.from, edge.to].map(|port| match port.node < graph.flows.len() && port.offset > shapes::HEAD {
        true => shapes::PAD,
        false => 0.0,
    })
}

fn arrow(svg: &mut Svg, class: &str, line: &Line, [from, to]: [f64; 2]) {
    let [first, last] = if line.is_reversed { [to, from] } else { [from, to] };
    let count = line.levels.len();
    let levels: Vec<(f64, f64, f64)> = line
        .levels
        .iter()
        .enumerate()
        .map(|(at, level)| {
            let left = if at == 0 { level.left - first } else { level.left };
            let right = if at + 1 == count { level.right + last } else { level.right };
            (left + MARGIN, right + MARGIN, level.y + MARGIN)
        })
        .collect();
    let (Some(start), Some(end)) = (levels.first(), levels.last()) else { return };
    let mut path = format!("M{} {}H{}", start.0, start.2, start.1);
    for pair in levels.windows(2) {
        let (before, (left, right, y)) = (pair[0], pair[1]);
        let middle = (before.1 + left) / 2.0;
        path.push_str(&format!("C{middle} {} {middle} {y} {left} {y}H{right}", before.2));
    }
    svg.path(&format!("edge {class}"), &path);
    if class != "use" {
        let (x, y, back) = if line.is_reversed { (start.0, start.2, 8) } else { (end.1, end.2, -8) };
        svg.path(&format!("head {class}"), &format!("M{x} {y}l{back} -4v8z"));
    }
}

fn title(graph: &Graph) -> String {
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![count(graph.flows.len(), "flow"), count(graph.connectors.len(), "connector")];
    if !graph.sources.is_empty() {
        parts.push(count(graph.sources.len(), "source"));
    }
    parts.join(", ")
}

/// What the picture shows, for those who hear it.
fn description(graph: &Graph) -> String {
    let flows = graph.flows.iter().map(|flow| {
        let off = if flow.enabled { "" } else { ", which is off" };
        let steps: Vec<&str> = flow.steps.iter().map(|step| step.function.as_str()).collect();
        format!("Flow {}{off}: {}.", flow.name, steps.join(", "))
    });
    let links = graph.links.iter().map(|link| {
        let does = match link.does {
            Does::Save => "saves to",
            Does::Load => "loads from",
            Does::Use => "uses",
        };
        let function = &graph.flows[link.flow].steps[link.step].function;
        format!("{function} {does} {}.", graph.connectors[link.connector].name)
    });
    flows.chain(links).collect::<Vec<_>>().join(" ")
}
