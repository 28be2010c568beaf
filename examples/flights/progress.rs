//! Progress bars, on stderr; there are none when that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Follows the bytes of a file that is read.
pub(crate) fn reading(what: &'static str) -> ProgressBar {
    bar(what, "{msg:22} {bar:40} {bytes:>10} of {total_bytes}")
}

/// Follows rows into a flow. While the rows that are in are saved, only the spinner moves.
pub(crate) fn working(what: &'static str, rows: usize) -> ProgressBar {
    let bar = bar(what, "{msg:22} {bar:40} {human_pos:>10} of {human_len} rows {spinner}");
    bar.set_length(rows as u64);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn bar(what: &'static str, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style).with_message(what)
}
