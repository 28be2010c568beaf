use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide a text is, in the cells of a terminal: Chinese letters and emoji take two.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text without what has no place in a drawing or in XML: control characters, and marks that turn text around.
pub(super) fn clean(text: &str) -> String {
    let is_bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().map(|c| if is_bad(c) { '\u{fffd}' } else { c }).collect()
}

/// The text, or as much of it as fits in so many cells, with `…` where it was cut.
pub(super) fn fit(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut taken = 0;
    let shown = text.chars().take_while(|c| {
        taken += c.width().unwrap_or(0);
        taken < cells
    });
    shown.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_its_cells() {
        assert_eq!(fit("CheckOrder", 10), "CheckOrder");
        assert_eq!(fit("CheckOrders", 10), "CheckOrde…");
        assert_eq!(fit("测试函数", 8), "测试函数");
        assert_eq!(fit("测试函数", 7), "测试函…");
        assert_eq!(width(&fit("测试函数", 6)), 5);
    }

    #[test]
    fn what_xml_forbids_is_replaced() {
        assert_eq!(clean("a\u{0}\u{1b}\u{202e}b\u{ffff}测"), "a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}测");
    }
}
