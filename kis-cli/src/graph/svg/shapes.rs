use super::write::Svg;
use crate::graph::layout::Node;
use crate::graph::model::{Connector, Flow, Source, Step};
use crate::graph::text::{clean, fit, width};

pub(super) const CONNECTOR_HEIGHT: f64 = 60.0;
pub(super) const SOURCE_HEIGHT: f64 = 48.0;

/// The width of a cell, for the sizes of text in the style. Fonts of one width have 0.6 of their height, or less.
const NAME_CELL: f64 = 7.9;
const SMALL_CELL: f64 = 6.7;
const TITLE_CELL: f64 = 8.5;
/// Longer names are cut, and whole in the title that shows under the pointer.
const LONGEST: usize = 44;

/// Within a card, between its side and its functions.
pub(super) const PAD: f64 = 12.0;
/// The flow's name in its card.
pub(super) const HEAD: f64 = 38.0;
const ROW: f64 = 30.0;
const ROW_GAP: f64 = 14.0;
const OFF: &str = "off";

type Corner = (f64, f64);

pub(super) fn flow_size(flow: &Flow) -> Node {
    let rows = flow.steps.iter().map(|step| {
        let mode = step.mode.map_or(0.0, |mode| cells(mode.name(), SMALL_CELL) + 20.0);
        cells(&step.function, NAME_CELL) + mode + 28.0
    });
    let off = if flow.enabled { 0.0 } else { cells(OFF, SMALL_CELL) + 20.0 };
    let widest = rows.fold(cells(&flow.name, TITLE_CELL) + off, f64::max);
    let count = flow.steps.len() as f64;
    let height = HEAD + count * ROW + (count - 1.0).max(0.0) * ROW_GAP + PAD;
    Node { width: (widest + 2.0 * PAD).ceil(), height }
}

/// Where lines to and from a function meet its card, below its top.
pub(super) fn step_middle(step: usize) -> f64 {
    HEAD + step as f64 * (ROW + ROW_GAP) + ROW / 2.0
}

pub(super) fn drum_size(name: &str, kind: &str) -> Node {
    Node { width: labels(name, kind).max(90.0), height: CONNECTOR_HEIGHT }
}

pub(super) fn source_size(name: &str, kind: &str) -> Node {
    Node { width: labels(name, &source_kind(kind)).max(90.0), height: SOURCE_HEIGHT }
}

/// A card: the flow's name, and its functions from top to bottom.
pub(super) fn flow(svg: &mut Svg, corner: Corner, size: Node, flow: &Flow) {
    let (x, y) = corner;
    let off = if flow.enabled { "" } else { " off" };
    svg.group(&format!("flow {}", flow.name));
    svg.rect(&format!("card{off}"), corner, (size.width, size.height), 10.0);
    svg.text("title", (x + PAD, y + 25.0), &shown(&flow.name));
    if !flow.enabled {
        svg.text("small end", (x + size.width - PAD, y + 24.0), OFF);
    }
    for (at, step) in flow.steps.iter().enumerate() {
        let middle = y + step_middle(at);
        let center = x + size.width / 2.0;
        if at > 0 {
            let from = middle - ROW / 2.0 - ROW_GAP;
            svg.path(&format!("chain{off}"), &format!("M{center} {from}v{}", ROW_GAP - 5.0));
            svg.path("tip", &format!("M{center} {}l-4 -6h8z", from + ROW_GAP));
        }
        self::step(svg, (x + PAD, middle - ROW / 2.0), size.width - 2.0 * PAD, step);
    }
    svg.end();
}

fn step(svg: &mut Svg, corner: Corner, width: f64, step: &Step) {
    let (x, y) = corner;
    let mode = step.mode.map_or("unknown", |mode| mode.name());
    svg.group(&match step.mode {
        Some(mode) => format!("{} ({mode})", step.function),
        None => step.function.clone(),
    });
    svg.rect("step", corner, (width, ROW), 5.0);
    let bar = format!("M{} {y}h-2a5 5 0 0 0 -5 5v{}a5 5 0 0 0 5 5h2z", x + 7.0, ROW - 10.0);
    svg.path(&format!("bar {mode}"), &bar);
    svg.text("name", (x + 16.0, y + 19.5), &shown(&step.function));
    if step.mode.is_some() {
        svg.text(&format!("small end {mode}"), (x + width - 10.0, y + 19.0), mode);
    }
    svg.end();
}

/// A drum: the connector's name and type.
pub(super) fn connector(svg: &mut Svg, corner: Corner, size: Node, connector: &Connector) {
    let (x, y) = corner;
    let (half, flat) = (size.width / 2.0, 7.0);
    let body = size.height - 2.0 * flat;
    svg.group(&format!("connector {} ({})", connector.name, connector.conn_type));
    let drum = format!(
        "M{x} {}a{half} {flat} 0 0 1 {w} 0v{body}a{half} {flat} 0 0 1 -{w} 0z",
        y + flat,
        w = size.width
    );
    svg.path("drum", &drum);
    svg.path("rim", &format!("M{x} {}a{half} {flat} 0 0 0 {} 0", y + flat, size.width));
    svg.text("name middle", (x + half, y + 33.0), &shown(&connector.name));
    svg.text("small middle", (x + half, y + 48.0), &shown(&connector.conn_type));
    svg.end();
}

/// A lozenge: the source's name and type.
pub(super) fn source(svg: &mut Svg, corner: Corner, size: Node, source: &Source) {
    let (x, y) = corner;
    let off = if source.enabled { "" } else { " off" };
    let kind = source_kind(&source.source_type);
    svg.group(&format!("source {} ({})", source.name, source.source_type));
    svg.rect(&format!("feeder{off}"), corner, (size.width, size.height), size.height / 2.0);
    svg.text("name middle", (x + size.width / 2.0, y + 22.0), &shown(&source.name));
    svg.text("small middle", (x + size.width / 2.0, y + 37.0), &shown(&kind));
    svg.end();
}

fn source_kind(kind: &str) -> String {
    format!("source: {kind}")
}

fn labels(name: &str, kind: &str) -> f64 {
    (cells(name, NAME_CELL).max(cells(kind, SMALL_CELL)) + 36.0).ceil()
}

fn cells(text: &str, cell: f64) -> f64 {
    width(&shown(text)) as f64 * cell
}

fn shown(text: &str) -> String {
    fit(&clean(text), LONGEST)
}
