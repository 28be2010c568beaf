use kis_config::near::Nearest;

use super::Named;
use crate::connector::PARAMS_OF_ALL;
use crate::params::check::message::Message;
use crate::same::{contains, same};

/// A param at `at` in a file of a connector that functions use, against those of its type, if they are known.
#[track_caller]
pub const fn conn_param(
    functions: &[Named],
    connector: &str,
    conn_type: &str,
    params: Option<&[&str]>,
    param: &str,
    at: &str,
) {
    let Some(params) = params else { return };
    if contains(params, param) || contains(PARAMS_OF_ALL, param) || !is_used(functions, connector) {
        return;
    }
    let mut message = Message::new();
    message.text("connector ").name(connector).text(" is of type ").name(conn_type);
    message.text(", which has no param ").name(param);
    let mut nearest = Nearest::to(param);
    let mut note = Message::new();
    note.text("\n   = note: its params: ");
    let all = params.len() + PARAMS_OF_ALL.len();
    let mut i = 0;
    while i < all {
        let known = if i < params.len() { params[i] } else { PARAMS_OF_ALL[i - params.len()] };
        nearest.offer(known);
        note.text(if i == 0 { "" } else { ", " }).name(known);
        i += 1;
    }
    message.did_you_mean(nearest.found()).text(note.as_str());
    panic!("{}", message.in_file(at).as_str());
}

const fn is_used(functions: &[Named], connector: &str) -> bool {
    let mut i = 0;
    while i < functions.len() {
        if let Some(about) = functions[i].about
            && let Some(own) = about.connector
            && same(own, connector)
        {
            return true;
        }
        i += 1;
    }
    false
}
