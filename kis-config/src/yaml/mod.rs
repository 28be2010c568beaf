//! YAML as a tree in which every node knows where it is.

mod documents;
mod plain;
mod problem;
mod read;
mod tree;

pub(crate) use documents::{Document, MOST_DOCUMENTS, documents};
pub(crate) use plain::is_plain_text;
pub(crate) use problem::{Problem, Reason};
pub(crate) use read::{DEEPEST, MOST_ALIASED, MOST_NODES, read};
pub(crate) use tree::{Kind, Node, Scalar, Value};
