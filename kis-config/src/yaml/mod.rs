//! YAML as a tree in which every node knows where it is.

mod anchors;
mod documents;
mod merge;
mod plain;
mod problem;
mod read;
mod scalar;
mod tree;

pub(crate) use anchors::MOST_ALIASED;
pub(crate) use documents::{Document, MOST_DOCUMENTS, documents};
pub(crate) use plain::is_plain_text;
pub(crate) use problem::{Problem, Reason};
pub(crate) use read::{DEEPEST, MOST_NODES, read};
pub(crate) use tree::{Kind, Node, Scalar, Value};
