use std::collections::HashMap;

use super::problem::Reason;
use super::tree::{Node, Value};
use crate::span::Span;

/// Nodes that aliases stand for, in a document.
pub(crate) const MOST_ALIASED: usize = 10_000;

/// The nodes that have a name for aliases.
#[derive(Default)]
pub(super) struct Anchors {
    named: HashMap<usize, Anchor>,
    aliased: usize,
}

struct Anchor {
    node: Node,
    count: usize,
    depth: usize,
}

impl Anchors {
    /// Keeps a node under the parser's number for its name; 0 is none.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node) {
        if anchor > 0 {
            let anchored = Anchor { count: node.count(), depth: depth(node), node: node.clone() };
            self.named.insert(anchor, anchored);
        }
    }

    /// What an alias stands for, at the alias's own place; what is in it stays at its own.
    pub(super) fn stand_in(&mut self, anchor: usize, span: Span, depth_left: usize) -> Result<Node, Reason> {
        let Some(anchored) = self.named.get(&anchor) else {
            return Err(Reason::Syntax(
                "this alias stands for something that holds the alias itself".to_owned(),
            ));
        };
        self.aliased += anchored.count;
        if self.aliased > MOST_ALIASED {
            return Err(Reason::Aliases);
        }
        if anchored.depth > depth_left {
            return Err(Reason::Depth);
        }
        Ok(Node { span, value: anchored.node.value.clone() })
    }
}

/// How many collections are within each other.
fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Null | Value::Scalar(_) => 0,
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Map(entries) => {
            1 + entries.iter().map(|(key, value)| depth(key).max(depth(value))).max().unwrap_or_default()
        }
    }
}
