//! Flows that a pool loads from files.
#![allow(clippy::unwrap_used)]

mod any_text;
mod functions;
mod problems;
mod reload;
mod runs;
mod together;
mod watch;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use functions::pool;
use kis_runtime::Pool;
use tempfile::TempDir;

/// A folder of files, which is gone when this is.
struct Conf(TempDir);

impl Conf {
    /// These files. A text may begin with a line break, which is no part of it.
    fn of(files: &[(&str, &str)]) -> Self {
        let conf = Conf(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| conf.write(name, text));
        conf
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.strip_prefix('\n').unwrap_or(text)).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.0.path().join(name)).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// A message about these files, as if they lay in `conf`.
    fn shown(&self, message: &impl ToString) -> String {
        message.to_string().replace(&self.0.path().display().to_string(), "conf")
    }
}

/// What loading these files says, after a line break and without the line that counts.
async fn told(pool: &Pool, files: &[(&str, &str)]) -> String {
    let conf = Conf::of(files);
    let error = pool.load(conf.path()).await.expect_err("something is wrong with these files");
    let shown = conf.shown(&error);
    let (problems, summary) = shown.rsplit_once('\n').unwrap();
    assert!(summary.starts_with(&format!("{} error", error.diagnostics().len())), "{summary}");
    assert!(summary.ends_with("; no flow was loaded from `conf`"), "{summary}");
    format!("\n{problems}")
}

/// One file, and the functions of [`functions`].
async fn told_of(text: &str) -> String {
    told(&pool(), &[("a.yml", text)]).await
}

/// The folder of files that `tests/include.rs` compiles in.
fn students() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conf/students")
}

/// A score of a student, as JSON.
fn score(stu_id: u64, score_1: u32, score_2: u32) -> String {
    format!(r#"{{"stu_id":{stu_id},"score_1":{score_1},"score_2":{score_2}}}"#)
}
