//! What a server says of single rows of a bulk.

use super::fault::{DISK_FULL, Said};
use crate::connector::near::shortened;

/// How many rows a message names; the others are only counted.
const NAMED: usize = 5;

/// A row that the server refused.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) id: String,
    pub(super) said: Said,
}

/// The rows for a message, those that came first.
pub(super) fn list(refused: &[Refused]) -> String {
    if let Some(first) = refused.first().filter(|_| refused.iter().all(|row| row.said.is_disk_full())) {
        return format!("{DISK_FULL} ({})", first.said);
    }
    let mut rows: Vec<_> =
        refused.iter().take(NAMED).map(|row| format!("`{}` ({})", shortened(&row.id), row.said)).collect();
    if refused.len() > NAMED {
        rows.push(format!("and {} more", refused.len() - NAMED));
    }
    format!("refused: {}", rows.join("; "))
}
