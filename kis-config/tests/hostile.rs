//! Whatever stands in the files, checking them ends soon and without a panic.

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use kis_config::{Checked, Options, Severity, Sources, check_with, export, render};
use proptest::prelude::*;

/// The processor's time that one check may take, without optimisation.
const LIMIT: Duration = Duration::from_secs(10);

/// The processor's time that this thread has taken, so that other work on the machine does not count; where the system does
/// not tell, the time that has passed.
fn taken() -> Duration {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    let Ok(stat) = fs::read_to_string("/proc/thread-self/stat") else { return STARTED.elapsed() };
    // See proc_pid_stat(5): after the name, which may have anything in it, the 12th and the 13th are in ticks.
    const TICKS: u64 = 100;
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS)
}

/// Checks the text and renders what is wrong in every way.
fn survive(text: &[u8]) -> Checked {
    let mut sources = Sources::new();
    sources.add("a.yml", text);
    let before = taken();
    let checked = check_with(&sources, &Options::new().lints(Severity::Error));
    for problem in checked.diagnostics.iter().take(50) {
        let span = problem.primary.span;
        let file = sources.file(span.file);
        assert!(file.text().get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        assert!(render::human(problem, &sources, render::Style::Ansi).ends_with('\n'));
    }
    let json = render::json(&checked.diagnostics[..checked.diagnostics.len().min(50)], &sources);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    let taken = taken() - before;
    assert!(taken < LIMIT, "{taken:?}");
    checked
}

/// If the text has no errors, its export reads the same.
fn round_trip(text: &[u8]) {
    let checked = survive(text);
    if checked.diagnostics.iter().all(|it| it.code == kis_config::Code::NoFunctionFile) {
        let mut again = Sources::new();
        export::files(&checked.config).iter().for_each(|file| again.add(&file.name, &file.text));
        assert_eq!(kis_config::check(&again).config, checked.config);
    }
}

const WELL: &str = r#"# A comment
kistype: flow
status: 1
flow_name: 每日🙂
flows:
  - fname: f
    params: {school: "Tsing\tHua", max: 999, text: 'it''s', ids: "1,2"}
  - &g {fid: g}
  - *g
---
kistype: func
fname: f
fmode: Save
source: {name: rows, must: [a, b]}
option:
  cname: Cache
  retry_times: 3
  retry_duration: 1.5s
  default_params:
    note: |
      two
      lines
    x: y
---
kistype: conn
cname: Cache
type: redis
addrs: redis://user:secret@10.0.0.1:6379,10.0.0.2:6379
save: [f]
---
kistype: global
prometheus_serve: 0.0.0.0:20004
---
kistype: test
tname: t
flow_name: 每日🙂
rows: [{a: 1, b: [1.5, null, true, {c: d}]}]
stores: {before: {Cache: []}}
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(text in prop::collection::vec(any::<u8>(), 0..200)) {
        round_trip(&text);
    }

    #[test]
    fn any_characters_that_mean_something(text in "[-?:,\\[\\]{}#&*!|>'\"%@` \t\r\na-c0-9.~<=\u{feff}\u{85}é🙂]{0,120}") {
        round_trip(text.as_bytes());
    }

    #[test]
    fn any_value_of_any_key(
        kind in prop::sample::select(vec!["flow", "func", "conn", "global", "source", "test", "x"]),
        entries in prop::collection::vec((
            prop::sample::select(vec![
                "fname", "fid", "fmode", "flow_name", "flows", "status", "cname", "type", "addrs", "key", "params",
                "load", "save", "source", "option", "rows", "expected", "stores", "tname", "sname",
                "prometheus_serve", "prometheus_enable", "fnmae",
            ]),
            "[-?:,\\[\\]{}&*|>'\"~ a-c0-9.@/()=]{0,24}",
        ), 0..8),
    ) {
        let mut text = format!("kistype: {kind}\n");
        entries.iter().for_each(|(key, value)| text.push_str(&format!("{key}: {value}\n")));
        round_trip(text.as_bytes());
    }

    #[test]
    fn a_configuration_with_a_part_replaced(
        at in 0..WELL.len(),
        length in 0..20_usize,
        put in prop::collection::vec(any::<u8>(), 0..8),
        also in "[-?:,\\[\\]{}#&*!|>'\"%@` \t\r\n]{0,3}",
    ) {
        let mut text = WELL.as_bytes().to_vec();
        let end = (at + length).min(text.len());
        text.splice(at..end, put.into_iter().chain(also.bytes()));
        round_trip(&text);
    }

    #[test]
    fn any_text_as_a_name_and_a_parameter_survives_the_export(name in "\\PC{1,20}", value in any::<String>()) {
        let quoted = |text: &str| serde_json::to_string(text).map(|it| it.replace('\u{7f}', "\\u007f"));
        let text = format!(
            "kistype: flow\nflow_name: {}\nflows: [{{fname: f, params: {{{}: {}}}}}]\n",
            quoted(&name).unwrap(), quoted(&name).unwrap(), quoted(&value).unwrap(),
        );
        round_trip(text.as_bytes());
    }
}

#[test]
fn the_configuration_that_is_mutated_is_well() {
    let checked = survive(WELL.as_bytes());
    let codes: Vec<_> = checked.diagnostics.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["KIS036"], "{:#?}", checked.diagnostics);
}

#[test]
fn a_large_file_of_anything_ends_soon() {
    // The largest file, or a part of it where nothing is optimised.
    let size = if cfg!(debug_assertions) { 1 << 18 } else { 1 << 20 };
    let repeat = |unit: &str| unit.repeat(size / unit.len());
    let documents = |unit: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for at in 0.. {
            let next = unit(at);
            if text.len() + next.len() > size {
                return text;
            }
            text.push_str(&next);
        }
        text
    };
    for text in [
        repeat("["),
        repeat("{a: "),
        repeat("- "),
        repeat("a: &a *a\n"),
        repeat("---\n"),
        repeat("...\n"),
        repeat("\r"),
        repeat("'"),
        repeat("é"),
        repeat("? a\n: "),
        repeat("%"),
        repeat("#\n"),
        format!("kistype: flow\nflow_name: A\nflows: [{}]\n", "{fnam: f, x: 1}, ".repeat(size / 32)),
        format!("kistype: flow\nflow_name: A\nflows: [{}]\n", "a, ".repeat(size / 4)),
        format!("kistype: test\ntname: T\nflow_name: A\nrows: [{}]\n", "{a: a, a: b}, ".repeat(size / 64)),
        format!("kistype: flow\n{}", "unknown: 1\n".repeat(size / 16)),
        documents(&|at| {
            format!("---\nkistype: func\nfname: f{at}\nfmode: S\noption: {{cname: connector{at}}}\n")
        }),
        documents(&|at| {
            format!(
                "---\nkistype: conn\ncname: conector{at}\ntype: x{at}\n---\nkistype: func\nfname: f{at}\nfmode: S\noption: {{cname: connector{at}}}\n"
            )
        }),
        documents(&|at| {
            format!("---\nkistype: func\nfname: f{at}\nfmode: S\noption: {{cname: c{at}}}\n---\nkistype: [\n")
        }),
        documents(&|at| {
            format!("---\n- &a{at} [1, 1, 1, 1, 1, 1, 1, 1, 1]\n- [*a{at}, *a{at}, *a{at}, *a{at}, *a{at}]\n")
        }),
        documents(&|_| {
            "--- [&a [1,1,1,1,1,1,1,1,1,1], &b [*a,*a,*a,*a,*a,*a,*a,*a], &c [*b,*b,*b,*b,*b,*b,*b], [*c,*c,*c,*c]]\n".to_owned()
        }),
    ] {
        survive(text.as_bytes());
    }
}
