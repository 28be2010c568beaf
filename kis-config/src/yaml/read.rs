use serde_yaml::granit_parser::{Event, Options, Parser, Span as Place, StructureStyle};

use super::anchors::Anchors;
use super::documents::Document;
use super::merge::merged;
use super::problem::{Problem, Reason};
use super::scalar;
use super::tree::{Node, Value};
use crate::span::{FileId, Span};

/// Mappings and lists within each other.
pub(crate) const DEEPEST: usize = 64;
/// Nodes of a document, and of a file, without those that aliases stand for.
pub(crate) const MOST_NODES: usize = 100_000;

/// The tree of a document, or none when it is empty or null.
///
/// It is built from the parser's events and not through serde: that keeps every place and every scalar's own text, the
/// depth of a document is not the depth of a stack, and it takes a sixth of the time, which counts at compile time.
pub(crate) fn read(file: FileId, document: Document<'_>) -> Result<Option<Node>, Problem> {
    let mut builder =
        Builder { file, document, open: Vec::new(), anchors: Anchors::default(), nodes: 0, root: None };
    for event in Parser::new_from_str_with_options(document.text, options()) {
        let (event, place) = event.map_err(|error| Problem::of(&error))?;
        builder.take(event, &place)?;
    }
    Ok(builder.root.filter(|root| !matches!(root.value, Value::Null)))
}

fn options() -> Options {
    serde_yaml::granit_parser::options! {
        // Deeper ones are ours to report.
        flow_nesting_limit: 2 * DEEPEST,
        block_nesting_limit: 2 * DEEPEST,
        emit_comments: false,
    }
}

/// A collection whose end has not come.
struct Open {
    span: Span,
    style: StructureStyle,
    anchor: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    /// The entries, and a key that waits for its value.
    Map(Vec<(Node, Node)>, Option<Node>),
}

struct Builder<'t> {
    file: FileId,
    document: Document<'t>,
    open: Vec<Open>,
    anchors: Anchors,
    nodes: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, place: &Place) -> Result<(), Problem> {
        let at_place = |reason| Problem::at(reason, place);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar::value(text, style, tag.as_deref()).map_err(at_place)?;
                let node = Node { span: self.span(place), value };
                self.anchors.keep(anchor, &node);
                self.put(node).map_err(at_place)
            }
            Event::SequenceStart(style, anchor, _) => {
                self.begin(place, style, anchor, Items::List(Vec::new())).map_err(at_place)
            }
            Event::MappingStart(style, anchor, _) => {
                self.begin(place, style, anchor, Items::Map(Vec::new(), None)).map_err(at_place)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((anchor, node)) = self.end(place)? else { return Ok(()) };
                self.anchors.keep(anchor, &node);
                self.put(node).map_err(at_place)
            }
            Event::Alias(anchor) => {
                let left = DEEPEST - self.open.len();
                let node = self.anchors.stand_in(anchor, self.span(place), left).map_err(at_place)?;
                self.put(node).map_err(at_place)
            }
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        place: &Place,
        style: StructureStyle,
        anchor: usize,
        items: Items,
    ) -> Result<(), Reason> {
        if self.open.len() == DEEPEST {
            return Err(Reason::Depth);
        }
        self.open.push(Open { span: self.span(place), style, anchor, items });
        Ok(())
    }

    /// The collection that ends here, and its anchor.
    fn end(&mut self, place: &Place) -> Result<Option<(usize, Node)>, Problem> {
        let Some(Open { mut span, style, anchor, items }) = self.open.pop() else { return Ok(None) };
        let value = match items {
            Items::List(items) => {
                span = items.last().map_or(span, |last| span.to(last.span));
                Value::List(items)
            }
            Items::Map(entries, _) => {
                span = entries.last().map_or(span, |(key, value)| span.to(key.span).to(value.span));
                Value::Map(merged(entries).map_err(|wrong| self.no_merge(wrong))?)
            }
        };
        if style == StructureStyle::Flow {
            span = span.to(self.span(place));
        }
        Ok(Some((anchor, Node { span, value })))
    }

    fn no_merge(&self, wrong: Span) -> Problem {
        let reason = Reason::Syntax("`<<` merges a mapping, or a list of mappings".to_owned());
        Problem { reason, place: Some((wrong.line - self.document.line + 1, wrong.column)) }
    }

    /// Puts a whole node where the open collection wants it.
    fn put(&mut self, mut node: Node) -> Result<(), Reason> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Reason::Nodes);
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map(entries, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    // A value that is not there stands where its key does.
                    if matches!(node.value, Value::Null) && node.span.start == node.span.end {
                        node.span = key.span;
                    }
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }

    fn span(&self, place: &Place) -> Span {
        let range = place.byte_range().unwrap_or_default();
        let text = self.document.text.get(range.clone()).unwrap_or_default();
        let start = self.document.start + range.start as u32;
        Span {
            file: self.file,
            start,
            end: start + text.trim_end().len() as u32,
            line: self.document.line + place.start.line() as u32 - 1,
            column: place.start.col() as u32 + 1,
        }
    }
}
