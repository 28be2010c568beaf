/// Whether two texts are equal, in constants, where `==` is not to be had.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len()
}

/// Whether a name is among others, in constants.
pub(crate) const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// What a table has beside a name, in constants.
pub(crate) const fn beside<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let mut i = 0;
    while i < table.len() {
        if same(table[i].0, name) {
            return Some(table[i].1);
        }
        i += 1;
    }
    None
}
