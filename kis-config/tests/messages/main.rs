//! Every diagnostic, with its exact text.

mod carets;
mod files;
mod kinds;
mod links;
mod lints;
mod missing;
mod shape;
mod together;
mod values;

use kis_config::{Options, Severity, Sources, check_with, render};

/// All messages about the files, after a line break. A text may begin with a line break too, which is no part of it.
fn rendered<T: AsRef<[u8]>>(files: &[(&str, T)]) -> String {
    with(files, &Options::new())
}

/// As [`rendered`], with the lints of the command line.
fn linted<T: AsRef<[u8]>>(files: &[(&str, T)]) -> String {
    with(files, &Options::new().lints(Severity::Warning))
}

fn with<T: AsRef<[u8]>>(files: &[(&str, T)], options: &Options) -> String {
    let mut sources = Sources::new();
    for (path, text) in files {
        let text = text.as_ref();
        sources.add(path, text.strip_prefix(b"\n").unwrap_or(text));
    }
    let problems = check_with(&sources, options).diagnostics;
    let texts: Vec<_> =
        problems.iter().map(|problem| render::human(problem, &sources, render::Style::Plain)).collect();
    format!("\n{}", texts.join("\n"))
}
