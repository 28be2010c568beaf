use kis_config::near::Nearest;

use super::Named;
use crate::params::check::message::{Message, NOTE};
use crate::row::{FieldEntry, Fields};
use crate::same::same;

/// A field that a function's rows must have.
#[track_caller]
pub const fn must(function: &Named, field: &str, at: &str) {
    let Some(about) = function.about else { return };
    if has(about.fields, field) {
        return;
    }
    let mut message = Message::new();
    message.text("row ").name(about.row).text(", which ").name(function.name);
    message.text(" takes, has no field ").name(field);
    let mut near = Nearest::to(field);
    offer(about.fields, &mut near);
    message.did_you_mean(near.found());
    message.text(NOTE).text("it has ");
    list(about.fields, &mut message, 0);
    panic!("{}", message.in_file(at).as_str());
}

/// Whether the field is there, or may be.
const fn has(fields: Fields, name: &str) -> bool {
    let Fields::Named(entries) = fields else { return true };
    let mut i = 0;
    while i < entries.len() {
        let found = match entries[i] {
            FieldEntry::Field(field) => same(field.name, name),
            FieldEntry::Flattened(fields) => has(fields, name),
        };
        if found {
            return true;
        }
        i += 1;
    }
    false
}

const fn offer(fields: Fields, near: &mut Nearest<'static>) {
    let Fields::Named(entries) = fields else { return };
    let mut i = 0;
    while i < entries.len() {
        match entries[i] {
            FieldEntry::Field(field) => near.offer(field.name),
            FieldEntry::Flattened(fields) => offer(fields, near),
        }
        i += 1;
    }
}

/// Lists the names behind those that are listed already; gives how many there are then.
const fn list(fields: Fields, message: &mut Message, mut listed: usize) -> usize {
    let Fields::Named(entries) = fields else { return listed };
    let mut i = 0;
    while i < entries.len() {
        match entries[i] {
            FieldEntry::Field(field) => {
                message.text(if listed == 0 { "" } else { ", " }).name(field.name);
                listed += 1;
            }
            FieldEntry::Flattened(fields) => listed = list(fields, message, listed),
        }
        i += 1;
    }
    listed
}
