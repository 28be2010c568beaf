//! Scans that read a page after the key of the last one's last row.

use super::cells::Cells;

/// How many rows a page has.
pub(super) const PAGE: usize = 1_000;

/// Where the next page begins.
pub(super) enum Next {
    First,
    /// After the row of this key.
    After(Cells),
    Nowhere,
}

impl Next {
    /// What comes after a page of rows with these columns as their key.
    pub(super) fn after(page: &Cells, keys: &[usize]) -> Self {
        if page.len() < PAGE {
            return Next::Nowhere;
        }
        let last = page.row(page.len() - 1);
        let mut key = Cells::with_capacity(keys.len(), 1);
        key.push_row(keys.iter().map(|index| last.get(*index)));
        Next::After(key)
    }
}
