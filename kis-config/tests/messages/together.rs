//! Many problems at once, and none that only follows from another.

use kis_config::{Sources, check};

use super::rendered;

/// Where each problem is, and which.
fn places(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(path, text.strip_prefix('\n').unwrap_or(text));
    }
    let place = |problem: &kis_config::Diagnostic| {
        let span = problem.primary.span;
        let path = sources.file(span.file).path().display();
        format!("{path}:{}:{} {}: {}", span.line, span.column, problem.code, problem.message)
    };
    check(&sources).diagnostics.iter().map(place).collect()
}

#[test]
fn ten_mistakes_over_four_files_are_ten_problems() {
    let conn = r"
kistype: conn
cname: ScoreCache
type: rediss
addrs: 127.0.0.1:6379
---
kistype: conn
cname: Scores
type: kafka
addrs: 127.0.0.1:90920
save:
  - SaveScore
";
    let flow = r"
kistype: flow
status: 1
flow_name: CalStuAvgScore
flow_name: CalStuAvg
flows:
  - fname: VerifyStu
    parms: {school: TsingHua}
  - fname: SaveScore
    params: {town: }
";
    let func = r"
kistype: func
fname: VerifyStu
fmode: Verfy
---
kistype: func
fname: SaveScore
fmode: Save
source: {name: scores, must: student_id}
option:
  cname: Score
  retry_times: -3
";
    let more = r"
kistype: func
fname: VerifyStu
fmode: Verify
";
    assert_eq!(
        places(&[
            ("conf/conn.yml", conn),
            ("conf/flow.yml", flow),
            ("conf/func.yml", func),
            ("conf/more.yml", more)
        ]),
        [
            "conf/conn.yml:3:7 KIS021: unknown connector type `rediss`",
            "conf/conn.yml:9:18 KIS022: `addrs` holds what cannot be an address",
            "conf/flow.yml:4:1 KIS013: key `flow_name` is given twice",
            "conf/flow.yml:7:5 KIS012: unknown key `parms`",
            "conf/flow.yml:9:14 KIS016: `town` takes text, and null is none",
            "conf/func.yml:3:8 KIS020: unknown mode `Verfy`",
            "conf/func.yml:8:30 KIS014: `must` takes a list of field names, not text",
            "conf/func.yml:10:10 KIS032: connector `Score` is not declared",
            "conf/func.yml:11:16 KIS024: `retry_times` is a whole number from 0 to 1000",
            "conf/more.yml:2:8 KIS030: function `VerifyStu` is declared twice",
        ]
    );
}

#[test]
fn names_in_a_document_that_cannot_be_read_may_be_declared() {
    let func = "kistype: func\nfname: f\nfmode: Save\noption: {cname: Cache}\n";
    for broken in [
        "kistype: conn\ncname: Cache\ntype: [memory\n",
        "kistyp0: conn\nkistype: cann\ncname: Cache\n",
        "cname: Cache\ntype: memory\n",
        "kistype: conn\ncname: [Cache]\ntype: memory\n",
    ] {
        let found = places(&[("conn.yml", broken), ("func.yml", func)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("conn.yml"), "{found:#?}");
    }
    let found = places(&[("conn.yml", "kistype: conn\ncname: Store\ntype: [memory\n"), ("func.yml", func)]);
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_misspelt_key_is_one_problem_and_its_value_is_used() {
    let text = r"
kistype: func
fnam: f
fmod: Save
opton:
  cnam: Cash
---
kistype: conn
cname: Cache
typ: memory
";
    assert_eq!(
        places(&[("a.yml", text)]),
        [
            "a.yml:2:1 KIS012: unknown key `fnam`",
            "a.yml:3:1 KIS012: unknown key `fmod`",
            "a.yml:4:1 KIS012: unknown key `opton`",
            "a.yml:5:3 KIS012: unknown key `cnam`",
            "a.yml:5:9 KIS032: connector `Cash` is not declared",
            "a.yml:9:1 KIS012: unknown key `typ`",
        ]
    );
}

#[test]
fn problems_of_a_function_are_no_problems_of_its_connector() {
    let text = r"
kistype: conn
cname: Cache
type: memory
save: [f, g, h]
---
kistype: func
fname: f
fmode: Sav
option: {cname: Cache}
---
kistype: func
fname: g
fmode: Save
option: {cname: }
---
kistype: func
fname: h
fmode: Save
";
    assert_eq!(
        places(&[("a.yml", text)]),
        [
            "a.yml:8:8 KIS020: unknown mode `Sav`",
            "a.yml:14:10 KIS016: `cname` takes text, and null is none",
            "a.yml:18:8 KIS033: function `h` saves to a connector, but names none",
        ]
    );
}

#[test]
fn nothing_at_all_is_no_problem() {
    assert_eq!(rendered::<&str>(&[]), "\n");
    assert_eq!(rendered(&[("a.yml", ""), ("b.yml", "# later\n---\n---\n# more\n")]), "\n");
}
