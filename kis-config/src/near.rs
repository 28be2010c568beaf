//! Which name was probably meant: the one rule for "did you mean".
//!
//! A candidate is near when few slips lie between it and the name, for the length of the longer one: at most a third
//! of its letters were added, left out, exchanged, or swapped with their neighbour. Case (of ASCII), `_` and `-` are
//! no slips. Everything here also works in constants.

/// The longest names that are compared, in letters.
const LONGEST: usize = 48;

/// The one of `candidates` that `name` was probably meant to be; of equally near ones the first.
///
/// ```
/// use kis_config::near::nearest;
///
/// const NEAR: Option<&str> = nearest("flow-nmae", &["fname", "flow_name"]);
/// assert_eq!(NEAR, Some("flow_name"));
/// assert_eq!(nearest("colour", &["fname", "flow_name"]), None);
/// ```
#[must_use]
pub const fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let mut nearest = Nearest::to(name);
    let mut at = 0;
    while at < candidates.len() {
        nearest.offer(candidates[at]);
        at += 1;
    }
    nearest.found()
}

/// The end of a message about an unknown name: ``; did you mean `name`?``, or nothing.
///
/// ```
/// use kis_config::near::did_you_mean;
///
/// assert_eq!(did_you_mean("kee", ["key"]), "; did you mean `key`?");
/// assert_eq!(did_you_mean("colour", ["key"]), "");
/// ```
#[must_use]
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let mut nearest = Nearest::to(name);
    candidates.into_iter().for_each(|candidate| nearest.offer(candidate));
    nearest.found().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// What else types of connectors are called: products that speak what the type speaks, and formats.
const OTHER_NAMES: [(&str, &str); 13] = [
    ("csv", "file"),
    ("elastic", "es"),
    ("elasticsearch", "es"),
    ("jetstream", "nats"),
    ("json", "file"),
    ("jsonl", "file"),
    ("mariadb", "mysql"),
    ("mem", "memory"),
    ("opensearch", "es"),
    ("pg", "postgres"),
    ("pgsql", "postgres"),
    ("postgresql", "postgres"),
    ("valkey", "redis"),
];

/// The one of `types`, of connectors or sources, that is also called `name`.
///
/// ```
/// use kis_config::near::type_called;
///
/// assert_eq!(type_called("MariaDB", ["mysql", "memory"]), Some("mysql"));
/// assert_eq!(type_called("mysqll", ["mysql", "memory"]), None);
/// ```
#[must_use]
pub fn type_called<'a>(name: &str, types: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (_, meant) = OTHER_NAMES.iter().find(|(other, _)| name.eq_ignore_ascii_case(other))?;
    types.into_iter().find(|known| known == meant)
}

/// A search for the nearest candidate, where they come one by one.
///
/// ```
/// use kis_config::near::Nearest;
///
/// let mut nearest = Nearest::to("schol");
/// nearest.offer("max_id");
/// nearest.offer("school");
/// assert_eq!(nearest.found(), Some("school"));
/// ```
#[derive(Clone, Debug)]
pub struct Nearest<'a> {
    name: Option<Letters>,
    found: Option<&'a str>,
    slips: usize,
}

impl<'a> Nearest<'a> {
    /// A search for what `name` was meant to be.
    #[must_use]
    pub const fn to(name: &str) -> Self {
        Nearest { name: letters(name), found: None, slips: usize::MAX }
    }

    /// Takes the candidate if it is nearer than the ones before, and near enough for its length.
    pub const fn offer(&mut self, candidate: &'a str) {
        let Some(name) = &self.name else { return };
        let Some(letters) = letters(candidate) else { return };
        let longer = if name.count > letters.count { name.count } else { letters.count };
        // The difference in length alone is that many slips.
        if longer - min(name.count, letters.count) > longer / 3 {
            return;
        }
        let slips = slips(name, &letters);
        if slips <= longer / 3 && slips < self.slips {
            self.found = Some(candidate);
            self.slips = slips;
        }
    }

    /// The nearest candidate so far.
    #[must_use]
    pub const fn found(&self) -> Option<&'a str> {
        self.found
    }
}

#[derive(Clone, Debug)]
struct Letters {
    letters: [char; LONGEST],
    count: usize,
}

/// The letters of a name without `_`, `-` and ASCII's case, which are no slips; `None` if there are too many.
const fn letters(name: &str) -> Option<Letters> {
    let bytes = name.as_bytes();
    let mut found = Letters { letters: ['\0'; LONGEST], count: 0 };
    let mut at = 0;
    while at < bytes.len() {
        let first = bytes[at] as u32;
        let (length, bits) = match first {
            0..0x80 => (1, first),
            0x80..0xe0 => (2, first & 0x1f),
            0xe0..0xf0 => (3, first & 0x0f),
            _ => (4, first & 0x07),
        };
        let mut code = bits;
        let mut next = 1;
        while next < length {
            code = code << 6 | (bytes[at + next] & 0x3f) as u32;
            next += 1;
        }
        at += length;
        if first == '_' as u32 || first == '-' as u32 {
            continue;
        }
        if found.count == LONGEST {
            return None;
        }
        let Some(letter) = char::from_u32(code) else { return None };
        found.letters[found.count] = letter.to_ascii_lowercase();
        found.count += 1;
    }
    Some(found)
}

/// How many letters were added, left out, exchanged, or swapped with their neighbour.
const fn slips(a: &Letters, b: &Letters) -> usize {
    let mut table = [[0; LONGEST + 1]; LONGEST + 1];
    let mut i = 0;
    while i <= a.count {
        let mut j = 0;
        while j <= b.count {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = a.letters[i - 1] == b.letters[j - 1];
                let mut least = min(table[i - 1][j], table[i][j - 1]) + 1;
                least = min(least, table[i - 1][j - 1] + !same as usize);
                let swapped = i > 1
                    && j > 1
                    && a.letters[i - 1] == b.letters[j - 2]
                    && a.letters[i - 2] == b.letters[j - 1];
                if swapped { min(least, table[i - 2][j - 2] + 1) } else { least }
            };
            j += 1;
        }
        i += 1;
    }
    table[a.count][b.count]
}

const fn min(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near() {
        for (name, meant) in [
            ("schol", "school"),
            ("shcool", "school"),
            ("kye", "key"),
            ("maxId", "max_id"),
            ("max-id", "max_id"),
            ("retrytimes", "retry_times"),
            ("defalt", "default"),
            ("测试函树", "测试函数"),
            ("KEY", "key"),
        ] {
            assert_eq!(nearest(name, &["other", meant, "long_unrelated"]), Some(meant), "{name}");
        }
    }

    #[test]
    fn another_word_is_not_near() {
        assert_eq!(nearest("a", &["b", "id"]), None);
        assert_eq!(nearest("id", &["no", "it"]), None);
        assert_eq!(nearest("colour", &["school", "key"]), None);
        assert_eq!(nearest("x", &["x"; 3]), Some("x"));
        assert_eq!(nearest(&"x".repeat(LONGEST + 1), &["x"; 3]), None);
    }

    #[test]
    fn the_nearest_wins_and_ties_go_to_the_first() {
        assert_eq!(nearest("score_12", &["score_1", "score_123", "score12"]), Some("score12"));
        assert_eq!(nearest("scores", &["score_a", "score_b"]), Some("score_a"));
    }
}
