use super::super::Param;

/// The longest names that are compared, in characters.
const LONGEST: usize = 48;

/// The parameter that `name` was probably meant to be.
pub(crate) const fn near(params: &[&[Param]], name: &str) -> Option<&'static str> {
    let mut best = Best::new();
    let mut outer = 0;
    while outer < params.len() {
        let mut inner = 0;
        while inner < params[outer].len() {
            best.offer(name, params[outer][inner].name);
            inner += 1;
        }
        outer += 1;
    }
    best.name
}

/// The one of `names` that `name` was probably meant to be.
pub(crate) const fn near_name<'a>(names: &[&'a str], name: &str) -> Option<&'a str> {
    let mut best = Best::new();
    let mut at = 0;
    while at < names.len() {
        best.offer(name, names[at]);
        at += 1;
    }
    best.name
}

pub(crate) struct Best<'a> {
    name: Option<&'a str>,
    slips: usize,
}

impl<'a> Best<'a> {
    pub(crate) const fn new() -> Self {
        Best { name: None, slips: usize::MAX }
    }

    pub(crate) const fn name(&self) -> Option<&'a str> {
        self.name
    }

    /// Takes the candidate if it is nearer than the one before, and near enough for its length.
    pub(crate) const fn offer(&mut self, name: &str, candidate: &'a str) {
        let (Some(a), Some(b)) = (letters(name), letters(candidate)) else { return };
        let longer = if a.count > b.count { a.count } else { b.count };
        let slips = slips(&a, &b);
        if slips <= longer / 3 && slips < self.slips {
            self.name = Some(candidate);
            self.slips = slips;
        }
    }
}

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
            ("maxId", "max_id"),
            ("max-id", "max_id"),
            ("测试函树", "测试函数"),
            ("KEY", "key"),
        ] {
            assert_eq!(near_name(&["other", meant, "long_unrelated"], name), Some(meant), "{name}");
        }
    }

    #[test]
    fn another_word_is_not_near() {
        assert_eq!(near_name(&["b", "id"], "a"), None);
        assert_eq!(near_name(&["school"], "colour"), None);
        assert_eq!(near_name(&["x"; 3], &"x".repeat(LONGEST + 1)), None);
    }
}
