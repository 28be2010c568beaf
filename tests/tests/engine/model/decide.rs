//! What the functions decide.

/// A number that looks random.
pub(super) fn mix(row: u64, k: u64) -> u64 {
    let mut mixed =
        row.wrapping_add(k.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(0x6A09_E667_F3BC_C909);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Whether a row fails: one in 10, in 100, … in 100,000.
pub(super) fn fails(row: u64, k: u64) -> bool {
    mix(row, k + 100).is_multiple_of(10_u64.pow(1 + k as u32 % 5))
}

pub(super) fn keep(row: u64, k: u64) -> bool {
    !mix(row, k).is_multiple_of(4)
}

pub(super) fn choose(row: u64, k: u64) -> Option<u64> {
    keep(row, k + 7).then(|| mix(row, k))
}

/// None to three rows.
pub(super) fn spread(row: u64, k: u64) -> Vec<u64> {
    let mixed = mix(row, k);
    (0..mixed % 4).map(|n| mixed.wrapping_add(n)).collect()
}

pub(super) fn sum(rows: &[u64]) -> u64 {
    rows.iter().fold(0, |sum, row| sum.wrapping_add(*row))
}

/// Whether a batch is one of those that are treated otherwise: one in so many.
pub(super) fn one_in(many: u64, rows: &[u64], k: u64) -> bool {
    mix(sum(rows), k).is_multiple_of(many)
}

/// Sum and number of rows.
pub(super) fn total(rows: &[u64]) -> Vec<u64> {
    vec![sum(rows), rows.len() as u64]
}

pub(super) fn sort(mut rows: Vec<u64>) -> Vec<u64> {
    rows.sort_unstable();
    rows
}

/// The rows that a batch goes on with: about a third, often none of a small batch.
pub(super) fn third(rows: &[u64], k: u64) -> Vec<u64> {
    rows.iter().copied().filter(|row| mix(*row, k).is_multiple_of(3)).collect()
}

pub(super) fn change_all(rows: &[u64], k: u64) -> Vec<u64> {
    rows.iter().map(|row| mix(*row, k)).collect()
}

/// How often a batch fails before it goes well.
pub(super) fn failures(rows: &[u64], k: u64) -> u64 {
    mix(sum(rows), k) % 4
}
