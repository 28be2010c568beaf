use std::fs;

use crate::{WELL, WRONG, folder, kis, kis_reading, tests};

#[test]
fn an_export_exports_as_itself() {
    let conf = tests("shop/conf");
    let first = kis(&conf, ["export", "."]);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    assert!(first.out.starts_with("kistype: conn\ncname: Mails\n"), "{}", first.out);
    let again = kis_reading(".", ["export", "-"], &first.out);
    assert_eq!((again.code, &again.out), (Some(0), &first.out));
    let checked = kis_reading(".", ["check", "-"], &first.out);
    assert_eq!(checked.out.lines().last(), Some("1 warning in 1 file"));
}

#[test]
fn each_thing_has_a_file() {
    let root = folder(&[("old/a.yml", WELL)]);
    let run = kis(&root, ["export", "old", "-o", "new/conf"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
    let read = |name: &str| fs::read_to_string(root.path().join("new/conf").join(name)).unwrap();
    assert_eq!(read("flow-A.yaml"), "kistype: flow\nstatus: 1\nflow_name: A\nflows:\n    - fname: f\n");
    assert_eq!(read("func-f.yaml"), "kistype: func\nfname: f\nfmode: Verify\n");
    assert_eq!(kis(&root, ["export", "new"]).out, kis(&root, ["export", "old"]).out);
}

#[test]
fn nothing_is_written_over_unless_that_is_asked_for() {
    let root = folder(&[("a.yml", WELL), ("out/flow-A.yaml", "mine\n"), ("out/func-f.yaml", "mine\n")]);
    let read = |name: &str| fs::read_to_string(root.path().join("out").join(name)).unwrap();
    let run = kis(&root, ["export", "a.yml", "-o", "out"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "error: `out/flow-A.yaml` is there already, and 1 more; `--force` writes over it\n");
    assert_eq!((read("flow-A.yaml").as_str(), read("func-f.yaml").as_str()), ("mine\n", "mine\n"));
    let run = kis(&root, ["export", "a.yml", "-o", "out", "--force"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(
        read("flow-A.yaml").starts_with("kistype: flow\n")
            && read("func-f.yaml").starts_with("kistype: func\n")
    );
}

#[test]
fn files_with_errors_are_not_exported() {
    let root = folder(&[("a.yml", WRONG)]);
    let run = kis(&root, ["export", ".", "-o", "out"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.starts_with("error[KIS031]: "), "{}", run.err);
    assert!(!root.path().join("out").exists());
}
