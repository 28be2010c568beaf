//! Any bytes, as one file or several: they are checked, what is wrong is told in every way, and what is not wrong is
//! exported and read again as the same.

#![no_main]

use std::collections::BTreeSet;

use kis_config::{Checked, Options, Severity, Sources, check_with, export, render};
use libfuzzer_sys::fuzz_target;

/// Where a file ends and the next begins: a byte that no configuration has.
const NEXT_FILE: u8 = 0x1e;

fuzz_target!(|bytes: &[u8]| {
    let mut sources = Sources::new();
    for (at, file) in bytes.split(|byte| *byte == NEXT_FILE).enumerate() {
        sources.add(format!("conf/{at}.yml"), file);
    }
    let checked = check(&sources);
    // The pages of all codes make SARIF long, so it is read in a part of the runs.
    tell(&checked, &sources, bytes.len().is_multiple_of(8));
    if !checked.has_errors() {
        read_again(&checked);
    }
});

fn check(sources: &Sources) -> Checked {
    check_with(sources, &Options::new().lints(Severity::Warning))
}

/// Every problem has a place, in the order of the files, and every report is what it should be.
fn tell(checked: &Checked, sources: &Sources, with_sarif: bool) {
    let problems = &checked.diagnostics;
    let places = || problems.iter().map(|problem| (problem.primary.span.file, problem.primary.span.start));
    assert!(places().is_sorted());
    for problem in problems {
        for label in problem.secondary.iter().chain([&problem.primary]) {
            let text = sources.file(label.span.file).text();
            let range = label.span.start as usize..label.span.end as usize;
            assert!(text.get(range).is_some(), "{:?} is no place in {text:?}", label.span);
        }
        let plain = render::human(problem, sources, render::Style::Plain);
        assert!(!plain.contains(|c: char| c.is_control() && c != '\n'), "{plain:?}");
        assert!(plain.contains(problem.code.as_str()) && plain.ends_with('\n'));
        let colored = render::human(problem, sources, render::Style::Ansi);
        assert!(colored.len() > plain.len());
        assert!(!render::message(problem, sources).is_empty());
    }
    let json: serde_json::Value = serde_json::from_str(&render::json(problems, sources)).expect("it is JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(problems.len()));
    if with_sarif {
        let sarif = render::sarif(problems, sources);
        let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("it is JSON");
        assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(problems.len()));
    }
}

/// What is exported has a file each, and reads as what it was made of.
fn read_again(checked: &Checked) {
    let files = export::files(&checked.config);
    let names: BTreeSet<_> = files.iter().map(|file| &file.name).collect();
    assert_eq!(names.len(), files.len());
    let mut sources = Sources::new();
    files.iter().for_each(|file| sources.add(&file.name, &file.text));
    let again = check(&sources);
    assert!(!again.has_errors(), "{:#?}\n{files:#?}", again.diagnostics);
    assert_eq!(export::files(&again.config), files);
    // Not a number is not even equal to itself.
    #[expect(clippy::eq_op)]
    let is_comparable = checked.config == checked.config;
    assert!(!is_comparable || again.config == checked.config, "{files:#?}");
    // It is also one file of many documents, as the command line prints it, if there are not too many.
    let texts: Vec<&str> = files.iter().map(|file| file.text.as_str()).collect();
    let mut stream = Sources::new();
    stream.add("stream.yml", texts.join("---\n"));
    let streamed = check(&stream);
    if !streamed.has_errors() {
        assert_eq!(export::files(&streamed.config), files);
    }
}
