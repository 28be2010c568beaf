//! Configurations as Go KisFlow's users have them, in both dialects, are read unchanged.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kis_config::{Checked, Mode, Options, Severity, Sources, check, check_with, export, render};

fn conf(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conf").join(name)
}

/// What is in the folder, which must be free of problems, lints included.
fn read(name: &str) -> Checked {
    let sources = Sources::read(conf(name)).expect("the folder is part of the project");
    let checked = check_with(&sources, &Options::new().lints(Severity::Error));
    let problems: Vec<_> = checked.diagnostics.iter().map(|it| render::message(it, &sources)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    checked
}

#[test]
fn the_current_dialect_is_read() {
    let config = read("current").config;
    assert_eq!(config.flows.keys().collect::<Vec<_>>(), ["ScoresByPupil", "ScoresByTown"]);
    let flow = &config.flows["ScoresByPupil"];
    let steps: Vec<_> = flow.steps.iter().map(|step| step.function.as_str()).collect();
    assert_eq!(steps, ["CheckPupil", "AvgOfTwo", "KeepAvg", "ShowAvg"]);
    assert_eq!(&**flow.steps[0].params.get("max_id").unwrap().value, "999");
    assert!(!config.flows["ScoresByTown"].enabled);
    let keep = &config.functions["KeepAvg"];
    assert_eq!(keep.mode.value, Mode::Save);
    assert_eq!(keep.connector.as_deref().unwrap(), "AvgCache");
    assert_eq!(keep.retry_duration.as_deref(), Some(&Duration::from_millis(500)));
    assert_eq!(config.functions["CheckPupil"].connector, None);
    let cache = &config.connectors["AvgCache"];
    assert_eq!(cache.addrs.as_deref().unwrap(), "10.0.0.1:6379,10.0.0.2:6379");
    let global = config.global.unwrap();
    assert_eq!(global.prometheus_serve.as_deref().unwrap(), "0.0.0.0:20004");
}

#[test]
fn the_older_dialect_is_read() {
    let config = read("older").config;
    let flow = &config.flows["每日学分"];
    let steps: Vec<_> = flow.steps.iter().map(|step| step.function.as_str()).collect();
    assert_eq!(steps, ["显示", "保存学分", "显示"]);
    assert_eq!(&**flow.steps[2].params.get("标题").unwrap().value, "结束");
    let keep = &config.functions["保存学分"];
    assert_eq!(keep.connector.as_deref().unwrap(), "学分库");
    assert_eq!(keep.retry_times.as_deref(), Some(&3));
    assert_eq!(keep.retry_duration.as_deref(), Some(&Duration::from_millis(500)));
    assert_eq!(config.connectors["学分库"].save[0].value, "保存学分");
}

#[test]
fn what_go_exports_is_read() {
    let config = read("exported").config;
    let keep = &config.functions["keepRows"];
    assert_eq!(keep.connector.as_deref().unwrap(), "Rows");
    assert_eq!(config.functions["checkRows"].connector, None);
    assert_eq!(config.connectors["Rows"].save.len(), 2);
}

#[test]
fn what_is_new_here_is_read() {
    let config = read("new").config;
    let source = &config.sources["ScoreFiles"];
    assert_eq!((source.flow.as_str(), source.source_type.as_str()), ("Scores", "file"));
    assert_eq!(&**source.params.get("batch_rows").unwrap().value, "1000");
    let test = &config.tests["one_pupil"];
    assert_eq!(test.rows.len(), 2);
    assert_eq!(test.expected.as_ref().unwrap().len(), 1);
    assert_eq!(test.before["ScoreStore"].1, []);
    assert_eq!(test.after["ScoreStore"].1.len(), 1);
    let check = &config.functions["Check"];
    assert_eq!(check.timeout.as_deref(), Some(&Duration::from_secs(2)));
}

#[test]
fn an_export_is_read_as_what_it_was_made_of() {
    for name in ["current", "older", "exported", "new"] {
        let config = read(name).config;
        let files = export::files(&config);
        let mut again = Sources::new();
        files.iter().for_each(|file| again.add(&file.name, &file.text));
        let checked = check(&again);
        let problems: Vec<_> = checked.diagnostics.iter().map(|it| render::message(it, &again)).collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert_eq!(checked.config, config, "{name}");
        assert_eq!(export::files(&checked.config), files, "{name}");
    }
}

#[test]
fn scalars_are_taken_as_their_own_text() {
    let mut sources = Sources::new();
    sources.add(
        "a.yml",
        "kistype: func\nfname: 123\nfmode: V\nsource: {must: [no, 1.50, 0x1F, 007, 1_000, true, '~', .inf]}\n",
    );
    let checked = check(&sources);
    assert!(checked.diagnostics.is_empty());
    let must: Vec<_> = checked.config.functions["123"].source.must.iter().map(|it| it.as_str()).collect();
    assert_eq!(must, ["no", "1.50", "0x1F", "007", "1_000", "true", "~", ".inf"]);
}

#[test]
fn aliases_and_merged_mappings_are_read_where_they_are_used() {
    let mut sources = Sources::new();
    sources.add(
        "a.yml",
        "kistype: flow\nflow_name: A\nflows:\n- fname: f\n  params: &p {n: 1.50, t: x}\n- fname: g\n  params: *p\n- fname: h\n  params:\n    <<: *p\n    n: 2\n",
    );
    let checked = check(&sources);
    assert!(checked.diagnostics.is_empty());
    let steps = &checked.config.flows["A"].steps;
    let values = |at: usize| steps[at].params.iter().map(|it| it.value.as_str()).collect::<Vec<_>>();
    assert_eq!([values(0), values(1), values(2)], [["1.50", "x"], ["1.50", "x"], ["2", "x"]]);
}

#[test]
fn every_thing_knows_its_place() {
    let text = "kistype: func\nfid: \"测\"\nfmode: Verify\nsource:\n  must: [a, 'b']\noption:\n  default_params: {k: v}\n";
    let mut sources = Sources::new();
    sources.add("a.yml", text);
    let function = &check(&sources).config.functions["测"];
    let must = &function.source.must[1];
    let param = function.default_params.get("k").unwrap();
    let places = [function.name.span, function.mode.span, must.span, param.name.span, param.value.span];
    let texts = places.map(|span| (span.line, span.column, sources.text(span)));
    let expected = [(2, 6, "\"测\""), (3, 8, "Verify"), (5, 13, "'b'"), (7, 20, "k"), (7, 23, "v")];
    assert_eq!(texts, expected);
}

#[test]
fn debug_shows_no_password() {
    let mut sources = Sources::new();
    sources.add(
        "a.yml",
        "kistype: conn\ncname: C\ntype: redis\naddrs: redis://u:hunter2@h:1\nparams: {password: hunter2, url: 'x://u:hunter2@h'}\n",
    );
    let shown = format!("{:?}", check(&sources).config);
    assert!(shown.contains("redis://u:*******@h:1") && !shown.contains("hunter2"), "{shown}");
}
