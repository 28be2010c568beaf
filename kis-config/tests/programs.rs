//! What is rendered for programs.

use kis_config::{Code, Sources, check, render};
use serde_json::{Value, json};

fn sources() -> Sources {
    let mut sources = Sources::new();
    sources.add("conf/a b.yml", "kistype: flow\nflow_name: 每日\nflows: []\n");
    sources.add("conf/b.yml", "kistype: flow\nflow_name: \"每日\"\nflows: [{fname: f}]\n");
    sources.add("conf/c.yml", vec![b'#'; (1 << 20) + 1]);
    sources
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("what is rendered is JSON")
}

#[test]
fn json_has_every_fact() {
    let sources = sources();
    let json = parsed(&render::json(&check(&sources).diagnostics, &sources));
    assert_eq!(
        json[1],
        json!({
            "code": "KIS030", "severity": "error", "message": "flow `每日` is declared twice",
            "label": "declared again here", "file": "conf/b.yml",
            "line": 2, "column": 12, "end_line": 2, "end_column": 16, "start": 25, "end": 33,
            "secondary": [{
                "label": "first declared here", "file": "conf/a b.yml",
                "line": 2, "column": 12, "end_line": 2, "end_column": 14, "start": 25, "end": 31,
            }],
            "help": [], "notes": [],
        })
    );
    assert_eq!(json[0]["help"][0], "list its functions, in order, each as `- fname: MyFunction`");
    assert_eq!(json[2]["file"], "conf/c.yml");
    assert_eq!(json[2].get("line"), None);
    assert_eq!(parsed(&render::json(&[], &sources)), json!([]));
}

#[test]
fn sarif_has_rules_and_results() {
    let sources = sources();
    let sarif = parsed(&render::sarif(&check(&sources).diagnostics, &sources));
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "kis");
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), Code::ALL.len());
    let result = &run["results"][1];
    assert_eq!(result["ruleId"], "KIS030");
    let rule = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "KIS030");
    assert_eq!(result["level"], "error");
    assert_eq!(
        result["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": {"uri": "conf/b.yml"},
            "region": {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 16},
        })
    );
    let related = &result["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "conf/a%20b.yml");
    assert_eq!(related["message"]["text"], "first declared here");
    assert_eq!(run["results"][2]["locations"][0]["physicalLocation"].get("region"), None);
}

#[test]
fn a_place_over_several_lines_ends_on_the_last_one() {
    let mut sources = Sources::new();
    sources.add("a.yml", "kistype: func\nfname:\n  - 测\n  - b\nfmode: Verify\n");
    let json = parsed(&render::json(&check(&sources).diagnostics, &sources));
    let place = ["line", "column", "end_line", "end_column"].map(|key| json[0][key].as_u64().unwrap());
    assert_eq!(place, [3, 3, 4, 6]);
}

#[test]
fn colours_are_those_of_rustc() {
    let mut sources = Sources::new();
    sources.add("a.yml", "kistype: flow\nflow_name: A\nflow_name: B\nflows: [{fname: f}]\n");
    let text = render::human(&check(&sources).diagnostics[0], &sources, render::Style::Ansi);
    let shown = text.replace('\u{1b}', "");
    let expected = "[1;31merror[KIS013][0m[1m: key `flow_name` is given twice[0m
[1;34m -->[0m a.yml:3:1
[1;34m  |[0m
[1;34m2 |[0m flow_name: A
[1;34m  |[0m [1;34m--------- first given here[0m
[1;34m3 |[0m flow_name: B
[1;34m  |[0m [1;31m^^^^^^^^^ given again here[0m
";
    assert_eq!(shown, expected);
}
