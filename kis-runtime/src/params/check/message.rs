use super::super::ParamKind;

/// A text built by `const fn`s, to panic with. What does not fit is cut off at a character's end.
pub(crate) struct Message {
    bytes: [u8; Message::SIZE],
    length: usize,
    cut: bool,
}

/// What stands before a remark below a message.
pub(crate) const NOTE: &str = "\n   = note: ";
/// The same, before what to do.
pub(crate) const HELP: &str = "\n   = help: ";

impl Message {
    const SIZE: usize = 4096;
    const CUT: &str = " …";

    pub(crate) const fn new() -> Self {
        Message { bytes: [0; Message::SIZE], length: 0, cut: false }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a message that is not UTF-8",
        }
    }

    pub(crate) const fn text(&mut self, text: &str) -> &mut Self {
        if self.cut {
            return self;
        }
        let room = Message::SIZE - Message::CUT.len() - self.length;
        let mut fits = text.len();
        if fits > room {
            fits = room;
            while !text.is_char_boundary(fits) {
                fits -= 1;
            }
        }
        self.push(text, fits);
        if fits < text.len() {
            self.cut = true;
            self.push(Message::CUT, Message::CUT.len());
        }
        self
    }

    const fn push(&mut self, text: &str, count: usize) {
        let mut at = 0;
        while at < count {
            self.bytes[self.length] = text.as_bytes()[at];
            self.length += 1;
            at += 1;
        }
    }

    /// The message with a place in a file after its first line.
    pub(crate) const fn in_file(&self, at: &str) -> Message {
        let mut whole = Message::new();
        let text = self.as_str();
        let mut line = 0;
        while line < text.len() && text.as_bytes()[line] != b'\n' {
            line += 1;
        }
        let (first, rest) = text.split_at(line);
        whole.text(first);
        if !at.is_empty() {
            whole.text("\n").text(at);
        }
        whole.text(rest);
        whole
    }

    /// The text in backticks.
    pub(crate) const fn name(&mut self, name: &str) -> &mut Self {
        self.text("`").text(name).text("`")
    }

    /// The end of a message about an unknown name.
    pub(crate) const fn did_you_mean(&mut self, near: Option<&str>) -> &mut Self {
        match near {
            Some(near) => self.text("; did you mean ").name(near).text("?"),
            None => self,
        }
    }

    /// What parameters of the kind are: `a whole number from 0 to 255`.
    pub(crate) const fn kind(&mut self, kind: &ParamKind) -> &mut Self {
        match kind {
            ParamKind::Integer { min, max } => self
                .text(if *min < 0 { "a whole number from -" } else { "a whole number from " })
                .number(min.unsigned_abs())
                .text(" to ")
                .number(*max),
            ParamKind::Float => self.text("a number"),
            ParamKind::Bool => self.text("`true` or `false`"),
            ParamKind::Char => self.text("one character"),
            ParamKind::Text => self.text("text"),
            ParamKind::Duration => self.text("a duration (`250ms`, `1.5s`, `2m`, `1h30m`, or milliseconds)"),
            ParamKind::OneOf(names) => self.one_of(names),
            ParamKind::List(item) => self.text("a list with commas, each item ").kind(item),
            ParamKind::Other(what) => self.text(what),
        }
    }

    const fn one_of(&mut self, names: &[&str]) -> &mut Self {
        let mut at = 0;
        while at < names.len() {
            self.text(separator(at, names.len(), " or ")).name(names[at]);
            at += 1;
        }
        self
    }

    const fn number(&mut self, number: u128) -> &mut Self {
        let mut digits = [0; 39];
        let mut rest = number;
        let mut start = digits.len();
        while start == digits.len() || rest > 0 {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        match std::str::from_utf8(digits.split_at(start).1) {
            Ok(digits) => self.text(digits),
            Err(_) => self,
        }
    }
}

/// What stands before item `at` of `count`.
pub(super) const fn separator(at: usize, count: usize, last: &'static str) -> &'static str {
    if at == 0 {
        ""
    } else if at + 1 < count {
        ", "
    } else {
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_at_a_characters_end() {
        let mut message = Message::new();
        message.text("a");
        for _ in 0..Message::SIZE {
            message.text("函数");
        }
        assert!(message.as_str().len() <= Message::SIZE);
        assert!(message.as_str().ends_with(" …"), "{}", message.as_str().len());
    }

    #[test]
    fn kinds_have_words() {
        for (kind, words) in [
            (
                ParamKind::Integer { min: 0, max: u128::MAX },
                &*format!("a whole number from 0 to {}", u128::MAX),
            ),
            (ParamKind::Integer { min: -128, max: 127 }, "a whole number from -128 to 127"),
            (ParamKind::OneOf(&["a"]), "`a`"),
            (ParamKind::OneOf(&["a", "b", "c"]), "`a`, `b` or `c`"),
            (ParamKind::List(&ParamKind::Text), "a list with commas, each item text"),
            (ParamKind::Other("an IP address"), "an IP address"),
        ] {
            assert_eq!(kind.to_string(), words);
        }
    }
}
