use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{NO_FILE, WELL, WRONG, folder, kis, kis_reading};

/// Ten different mistakes over four files.
const MISTAKES: &str = "ten_mistakes";

fn shared() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conf")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn ten_mistakes_are_told_in_the_order_of_the_files() {
    let run = kis(shared(), ["check", MISTAKES]);
    assert_eq!(run.out, include_str!("ten_mistakes.txt"));
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
}

#[test]
fn ten_mistakes_are_ten_objects_with_their_places() {
    let run = kis(shared(), ["check", MISTAKES, "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let json = parsed(&run.out);
    let found: Vec<_> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            assert_eq!(it["severity"], "error");
            let [code, file] = ["code", "file"].map(|key| it[key].as_str().unwrap());
            format!("{code} {file}:{}:{}-{}", it["line"], it["column"], it["end_column"])
        })
        .collect();
    assert_eq!(
        found,
        [
            "KIS021 ten_mistakes/conn.yml:4:7-12",
            "KIS022 ten_mistakes/conn.yml:11:18-24",
            "KIS023 ten_mistakes/flow.yml:2:9-11",
            "KIS012 ten_mistakes/flow.yml:6:5-10",
            "KIS031 ten_mistakes/flow.yml:12:8-10",
            "KIS020 ten_mistakes/func.yml:3:8-13",
            "KIS032 ten_mistakes/func.yml:12:10-19",
            "KIS024 ten_mistakes/func.yml:13:16-18",
            "KIS030 ten_mistakes/func.yml:23:8-18",
            "KIS035 ten_mistakes/source.yml:5:12-17",
        ]
    );
}

#[test]
fn ten_mistakes_are_ten_results_of_sarif() {
    let run = kis(shared(), ["check", MISTAKES, "--format", "sarif"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let results = &parsed(&run.out)["runs"][0]["results"];
    assert_eq!(results.as_array().unwrap().len(), 10);
    let first = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(first["artifactLocation"]["uri"], "ten_mistakes/conn.yml");
    assert_eq!(first["region"]["startLine"], 4);
}

#[test]
fn warnings_are_errors_when_that_is_asked_for() {
    let root = folder(&[("a.yml", NO_FILE)]);
    let run = kis(&root, ["check", "."]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.starts_with("warning[KIS036]: function `f` has no file\n"), "{}", run.out);
    assert!(run.out.ends_with("\n\n1 warning in 1 file\n"), "{}", run.out);
    let run = kis(&root, ["check", ".", "--strict"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("error[KIS036]: function `f` has no file\n"), "{}", run.out);
    assert!(run.out.ends_with("\n\n1 error in 1 file\n"), "{}", run.out);
    let run = kis(&root, ["check", ".", "--strict", "--format", "json"]);
    assert_eq!(parsed(&run.out)[0]["severity"], "error");
}

#[test]
fn the_last_line_sums_up() {
    let root = folder(&[
        ("a.yml", WRONG),
        ("b.yml", "kistype: flow\nflow_name: B\nflows: [{fname: e}, {fname: g}]\n"),
        ("c.yml", "{kistype: func, fname: e, fmode: Expand}\n"),
    ]);
    let run = kis(&root, ["check", "."]);
    assert_eq!(run.out.lines().last(), Some("1 error, 2 warnings in 3 files"));
    let root = folder(&[("a.yml", WELL)]);
    assert_eq!(kis(&root, ["check", "a.yml"]).out, "no problems in 1 file\n");
    assert_eq!(kis(&root, ["check", "a.yml", "--format", "json"]).out, "[]\n");
}

#[test]
fn without_a_path_the_folder_conf_is_checked() {
    let root = folder(&[("conf/a.yml", WELL), ("other.yml", WRONG)]);
    assert_eq!(kis(&root, ["check"]).out, "no problems in 1 file\n");
    let run = kis(root.path().join("conf"), ["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(
        run.err,
        "error: no path is given, and there is no folder `conf` here; name the files or folders to read\n"
    );
}

#[test]
fn what_is_given_twice_is_read_once() {
    let root = folder(&[("conf/a.yml", WELL), ("conf/sub/b.yml", "# nothing\n")]);
    let run = kis(&root, ["check", "conf/a.yml", "conf", "./conf/sub", "conf"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no problems in 2 files\n"));
}

#[test]
fn the_standard_input_is_a_file() {
    let run = kis_reading(".", ["check", "-"], WRONG);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("\n --> <stdin>:3:8\n"), "{}", run.out);
    let root = folder(&[("func.yml", "{kistype: func, fname: f, fmode: V}\n")]);
    let run = kis_reading(&root, ["check", "-", "func.yml", "-"], NO_FILE);
    assert_eq!(run.out, "no problems in 2 files\n");
    let large = "#".repeat((1 << 20) + 1);
    assert!(kis_reading(".", ["check", "-"], &large).out.starts_with("error[KIS002]: "));
}

#[test]
fn what_cannot_be_read_is_neither_well_nor_wrong() {
    let root = folder(&[("a.yml", WELL), ("empty/readme.txt", "")]);
    let run = kis(&root, ["check", "a.yml", "missing"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.starts_with("error: cannot read `missing`: "), "{}", run.err);
    let run = kis(&root, ["check", "empty"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "error: there is no `.yml` or `.yaml` file under `empty`\n");
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read_is_told_with_the_rest() {
    let root = folder(&[("conf/a.yml", WRONG)]);
    std::os::unix::fs::symlink("nowhere", root.path().join("conf/b.yml")).unwrap();
    let run = kis(&root, ["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("error[KIS031]") && run.out.contains("error[KIS001]"), "{}", run.out);
    assert_eq!(run.err, "error: `conf/b.yml` could not be read, so there may be more to find\n");
}

#[test]
fn own_types_are_allowed_where_they_are_named() {
    let conn = "{kistype: conn, cname: L, type: iceberg}\n---\n";
    let source = "{kistype: source, sname: S, type: pulsar, flow_name: A}\n---\n";
    let root = folder(&[("a.yml", &[conn, source, WELL].concat())]);
    assert_eq!(kis(&root, ["check", "."]).out.lines().last(), Some("2 errors in 1 file"));
    let run = kis(&root, ["check", ".", "--connector-type", "iceberg", "--source-type=pulsar"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no problems in 1 file\n"));
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let root = folder(&[("a.yml", WRONG)]);
    assert!(!kis(&root, ["check", "."]).out.contains('\u{1b}'));
    assert!(!kis(&root, ["check", ".", "--color", "never"]).out.contains('\u{1b}'));
    let run = kis(&root, ["--color", "always", "check", "."]);
    assert!(run.out.starts_with("\u{1b}[1;31merror[KIS031]\u{1b}[0m"), "{}", run.out);
    let run = kis(&root, ["check", "missing", "--color", "always"]);
    assert!(run.err.starts_with("\u{1b}[1;31merror\u{1b}[0m: "), "{}", run.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let many: String =
        (0..900).map(|at| format!("---\n{{kistype: flow, flow_name: F{at}, flows: []}}\n")).collect();
    let root = folder(&[("a.yml", &many)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_kis"))
        .args(["check", "."])
        .current_dir(&root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Much more is printed than a pipe holds, so somebody has to read it.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1));
}
