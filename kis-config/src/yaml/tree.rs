use crate::span::Span;

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    /// In the order of the file, repeated keys included.
    Map(Vec<(Node, Node)>),
}

/// Its own text, and what YAML takes it for.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Text without quotes.
    Plain,
    /// Text in quotes, or in a block.
    Quoted,
    Bool(bool),
    Int(i128),
    Float(f64),
}

impl Node {
    /// How many nodes there are, this one included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.value {
            Value::Null | Value::Scalar(_) => 0,
            Value::List(items) => items.iter().map(Node::count).sum(),
            Value::Map(entries) => entries.iter().map(|(key, value)| key.count() + value.count()).sum(),
        }
    }

    /// What stands here, for messages.
    pub(crate) fn found(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Scalar(scalar) => match scalar.kind {
                Kind::Plain | Kind::Quoted => "text",
                Kind::Bool(true) => "`true`",
                Kind::Bool(false) => "`false`",
                Kind::Int(_) => "a whole number",
                Kind::Float(_) => "a number",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}
