use super::Named;
use super::rows::{Keeper, elsewhere};
use crate::connector::{Handle, only_handle};
use crate::params::check::message::{HELP, Message};

/// A connector of the library's type at `at` in a file, against the handles by which the functions use it.
#[track_caller]
pub const fn handles(functions: &[Named], connector: &str, conn_type: &str, at: &str) {
    let Some(only) = only_handle(conn_type) else { return };
    let Some(user) = Keeper::by_other(functions, connector, only) else { return };
    let wanted = user.handle();
    let mut message = Message::new();
    message.text("connector ").name(connector).text(" is of type ").name(conn_type);
    message.text(", which has no ").text(wanted.plural()).text(", but ").name(user.name);
    handle(message.text(" takes "), wanted).text("\n").text(at).text("\n");
    elsewhere(user.at, &mut message);
    handle(message.text(HELP).text("take "), only);
    message.text(" instead, or a connector of a type that has ").text(wanted.plural());
    panic!("{}", message.as_str());
}

const fn handle(message: &mut Message, handle: Handle) -> &mut Message {
    message.text("`&").text(handle.name()).text("<…>`")
}
