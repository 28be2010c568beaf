use std::fmt;

use super::check::message::Message;

/// A parameter of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// Its name in `flow!` and in YAML.
    pub name: &'static str,
    /// What it holds.
    pub kind: ParamKind,
    /// Whether it must be given: it is no `Option<_>` and has no default.
    pub required: bool,
}

impl Param {
    /// A parameter.
    pub const fn new(name: &'static str, kind: ParamKind, required: bool) -> Self {
        Param { name, kind, required }
    }
}

/// What a parameter holds. Its `Display` is the words of messages: `a whole number from 0 to 255`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamKind {
    /// A whole number between the two bounds.
    Integer {
        /// The smallest value.
        min: i128,
        /// The largest value.
        max: u128,
    },
    /// A number, perhaps with a fraction.
    Float,
    /// `true` or `false`.
    Bool,
    /// One character.
    Char,
    /// Any text.
    Text,
    /// Text with units (`250ms`, `1.5s`, `2m`, `1h30m`) or a whole number of milliseconds.
    Duration,
    /// One of these names.
    OneOf(&'static [&'static str]),
    /// Items of this kind, separated by commas.
    List(&'static ParamKind),
    /// Any text that the type itself reads; what it is, for messages (`an IP address`).
    Other(&'static str),
}

impl fmt::Display for ParamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Message::new();
        words.kind(self);
        f.write_str(words.as_str())
    }
}
