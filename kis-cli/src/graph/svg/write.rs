use std::fmt::Write as _;

use crate::graph::text::clean;

/// SVG to be written, one element a line.
pub(super) struct Svg {
    out: String,
}

impl Svg {
    pub(super) fn new() -> Self {
        Svg { out: String::new() }
    }

    /// The root, with what screen readers say of it and the background.
    pub(super) fn open(&mut self, width: f64, height: f64, style: &str, title: &str, description: &str) {
        self.line(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"kis\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"kis-title kis-desc\">"
        ));
        self.line(&format!("<title id=\"kis-title\">{}</title>", escaped(title)));
        self.line(&format!("<desc id=\"kis-desc\">{}</desc>", escaped(description)));
        self.line(&format!("<style>\n{style}</style>"));
        self.line("<rect class=\"page\" width=\"100%\" height=\"100%\"/>");
    }

    /// A group with a title, which shows under the pointer.
    pub(super) fn group(&mut self, title: &str) {
        self.line(&format!("<g><title>{}</title>", escaped(title)));
    }

    pub(super) fn end(&mut self) {
        self.line("</g>");
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), round: f64) {
        self.line(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        ));
    }

    pub(super) fn path(&mut self, class: &str, path: &str) {
        self.line(&format!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        self.line(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text)));
    }

    pub(super) fn close(mut self) -> String {
        self.line("</svg>");
        self.out
    }

    fn line(&mut self, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.out, "{text}");
    }
}

fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
