//! Walking over a row's fields.

use std::slice::Iter;

use super::{Field, FieldEntry, Fields};

impl Fields {
    /// Each known field in order, those of flattened rows in their places. Opaque rows have none.
    pub fn iter(&self) -> FieldIter {
        FieldIter { levels: vec![self.entries()] }
    }

    /// The names of the known fields, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.iter().map(|field| field.name)
    }

    /// Whether these are all fields that there are, so that a name which is not among them is a mistake: not so
    /// for opaque rows and for rows that flatten one.
    pub const fn is_complete(&self) -> bool {
        let Fields::Named(entries) = self else { return false };
        let mut at = 0;
        while at < entries.len() {
            if let FieldEntry::Flattened(inner) = &entries[at]
                && !inner.is_complete()
            {
                return false;
            }
            at += 1;
        }
        true
    }

    fn entries(&self) -> Iter<'static, FieldEntry> {
        match self {
            Fields::Opaque => [].iter(),
            Fields::Named(entries) => entries.iter(),
        }
    }
}

/// The fields of a row; see [`Fields::iter`].
#[derive(Clone, Debug)]
pub struct FieldIter {
    /// The row's own entries, and above them those of the flattened rows that the walk is in.
    levels: Vec<Iter<'static, FieldEntry>>,
}

impl Iterator for FieldIter {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        loop {
            match self.levels.last_mut()?.next() {
                Some(FieldEntry::Field(field)) => return Some(*field),
                Some(FieldEntry::Flattened(inner)) => self.levels.push(inner.entries()),
                None => {
                    self.levels.pop();
                }
            }
        }
    }
}

impl IntoIterator for &Fields {
    type Item = Field;
    type IntoIter = FieldIter;

    fn into_iter(self) -> FieldIter {
        self.iter()
    }
}
