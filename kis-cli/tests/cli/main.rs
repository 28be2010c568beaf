//! The binary as people and scripts meet it: exit codes, and what is printed where.

mod check;
mod explain;
mod export;
mod graph;
mod schema;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the binary came to.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs `kis` in a folder.
fn kis<A: AsRef<OsStr>>(folder: impl AsRef<Path>, arguments: impl IntoIterator<Item = A>) -> Run {
    kis_reading(folder, arguments, "")
}

/// As [`kis`], with a text on the standard input.
fn kis_reading<A: AsRef<OsStr>>(
    folder: impl AsRef<Path>,
    arguments: impl IntoIterator<Item = A>,
    input: &str,
) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kis"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is built");
    // Who does not read it may be gone already.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the binary ends");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder of this crate's tests.
fn tests(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A temporary folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("there is room for temporary files");
    for (name, text) in files {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    root
}

const WELL: &str =
    "kistype: flow\nflow_name: A\nflows: [{fname: f}]\n---\n{kistype: func, fname: f, fmode: V}\n";
const NO_FILE: &str = "kistype: flow\nflow_name: A\nflows: [{fname: f}]\n";
const WRONG: &str = "kistype: flow\nflow_name: A\nflows: []\n";

#[test]
fn help_teaches() {
    for (command, says) in [
        ("check", "--strict"),
        ("graph", "dot -Tpdf"),
        ("schema", "# yaml-language-server: $schema=kis.schema.json"),
        ("export", "passwords in addresses included"),
        ("explain", "kis explain KIS012"),
    ] {
        let run = kis(".", [command, "--help"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.out.contains(says) && run.out.contains("Example"), "{command}: {}", run.out);
    }
    let run = kis(".", ["--help"]);
    assert!(run.out.contains("Exit codes:\n  0  no errors\n  1  errors were found\n  2  could not run"));
}

#[test]
fn wrong_arguments_are_told_with_the_right_ones() {
    let run = kis(".", ["chekc"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("'check'"), "{}", run.err);
    assert_eq!(kis(".", ["check", "--format", "xml"]).code, Some(2));
    assert_eq!(kis(".", [""; 0]).code, Some(2));
}
