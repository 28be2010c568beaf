//! The order in which rows are written.

use crate::connector::cells::Cells;
use crate::connector::key::write_key;

/// Which rows to write, in the order of their keys; of several with one key the last.
///
/// Whoever writes locks the rows in one order, so that no two wait for each other.
pub(in crate::connector) fn in_key_order(rows: &Cells, keys: &[usize]) -> Vec<u32> {
    let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(rows.len()));
    for row in rows.rows() {
        write_key(&mut bytes, keys.iter().map(|key| row.get(*key)));
        ends.push(bytes.len());
    }
    let key = |row: u32| {
        let row = row as usize;
        &bytes[row.checked_sub(1).map_or(0, |before| ends[before])..ends[row]]
    };
    let mut order: Vec<u32> = (0..ends.len() as u32).collect();
    if order.is_sorted_by(|a, b| key(*a) < key(*b)) {
        return order;
    }
    // The later row first, so that it is the one that stays.
    order.sort_unstable_by(|a, b| key(*a).cmp(key(*b)).then(b.cmp(a)));
    order.dedup_by(|later, first| key(*later) == key(*first));
    order
}
