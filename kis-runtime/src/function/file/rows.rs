use super::super::{Kept, Mode};
use super::{About, Named};
use crate::connector::Handle;
use crate::params::check::message::{HELP, Message};
use crate::same::same;

/// The rows that the function at `place` keeps in its connector, against those of the first one that saves there (or,
/// where none saves, uses it at all): one connector holds rows of one type.
#[track_caller]
pub const fn rows(functions: &[Named], place: usize) {
    let Some(this) = Keeper::of(&functions[place]) else { return };
    let Some(first) = Keeper::first(functions, this.connector) else { return };
    if this.rows.may_be(first.rows) {
        return;
    }
    let mut message = Message::new();
    message.text("function ");
    this.says(&mut message);
    message.text(this.preposition()).text(" the connector ").name(this.connector).text(", but ");
    first.says(&mut message);
    message.text(" there\n").text(this.at).text("\n");
    elsewhere(first.at, &mut message);
    message.text(HELP).text("one connector holds rows of one type: give each of the two its own");
    panic!("{}", message.as_str());
}

/// A function that keeps rows in a connector.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    pub(super) name: &'static str,
    pub(super) at: &'static str,
    mode: Mode,
    connector: &'static str,
    rows: Kept,
}

impl Keeper {
    const fn of(function: &Named) -> Option<Keeper> {
        let Some(About { mode, connector: Some(connector), kept: Some(rows), .. }) = function.about else {
            return None;
        };
        Some(Keeper { name: function.name, at: function.at, mode, connector, rows })
    }

    /// Whose rows the connector holds.
    const fn first(functions: &[Named], connector: &str) -> Option<Keeper> {
        let mut first = None;
        let mut i = 0;
        while i < functions.len() {
            if let Some(keeper) = Keeper::of(&functions[i])
                && same(keeper.connector, connector)
            {
                if let Mode::Save = keeper.mode {
                    return Some(keeper);
                }
                if first.is_none() {
                    first = Some(keeper);
                }
            }
            i += 1;
        }
        first
    }

    /// The first that uses the connector by another handle than this one.
    pub(super) const fn by_other(functions: &[Named], connector: &str, handle: Handle) -> Option<Keeper> {
        let mut i = 0;
        while i < functions.len() {
            if let Some(keeper) = Keeper::of(&functions[i])
                && same(keeper.connector, connector)
                && !keeper.handle().is(handle)
            {
                return Some(keeper);
            }
            i += 1;
        }
        None
    }

    pub(super) const fn handle(&self) -> Handle {
        self.rows.handle()
    }

    /// "`SaveOrders` saves rows of `Order`".
    const fn says(&self, message: &mut Message) {
        message.name(self.name).text(match self.mode {
            Mode::Save => " saves rows of ",
            Mode::Load => " loads rows of ",
            _ => " uses rows of ",
        });
        match self.rows.shown() {
            Some(name) => message.name(name),
            None => message.text("another type"),
        };
    }

    const fn preposition(&self) -> &'static str {
        match self.mode {
            Mode::Load => " from",
            _ => " in",
        }
    }
}

/// A further place, with rustc's sign for one.
pub(super) const fn elsewhere(at: &str, message: &mut Message) {
    let bytes = at.as_bytes();
    let mut arrow = 0;
    while arrow < bytes.len() && bytes[arrow] == b' ' {
        arrow += 1;
    }
    let (indent, rest) = at.split_at(arrow);
    message.text(indent).text(":::").text(rest.split_at(3).1);
}
