//! `cargo xtask build-cost`: what depending on kis-runtime costs a small crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::options::Options;
use crate::{Result, command};

/// The small crate: the quickstart, as a user would write it.
const PROGRAM: &str = include_str!("../../examples/quickstart/main.rs");

struct Build {
    name: &'static str,
    features: &'static [&'static str],
    /// What the README advises to add to the crate's manifest.
    profile: &'static str,
    limit_seconds: Option<f64>,
}

/// SQLite's own makefile compiles it so; cargo passes the profile's level 3 on.
const SQLITE_AT_2: &str = "[profile.release.package.libsqlite3-sys]\nopt-level = 2\n";

const BUILDS: &[Build] = &[
    Build { name: "default features", features: &[], profile: "", limit_seconds: Some(45.0) },
    Build {
        name: "`sqlite` and `prometheus`, SQLite at `-O2`",
        features: &["sqlite", "prometheus"],
        profile: SQLITE_AT_2,
        limit_seconds: Some(120.0),
    },
    Build {
        name: "`sqlite` and `prometheus`",
        features: &["sqlite", "prometheus"],
        profile: "",
        limit_seconds: None,
    },
];

pub(crate) fn run(mut options: Options) -> Result {
    let check = options.flag("--check");
    let runs: u32 = match options.value("--runs")? {
        None => 1,
        Some(text) => text.parse().map_err(|_| format!("`--runs` takes a whole number, not `{text}`"))?,
    };
    options.finish()?;

    let mut table = Vec::new();
    let mut over = Vec::new();
    for build in BUILDS {
        let folder = UserCrate::write(build)?;
        command::run(&mut folder.cargo(&["fetch", "--quiet"]))?;
        let crates = folder.crates()?;
        let mut seconds = f64::INFINITY;
        for _ in 0..runs.max(1) {
            seconds = seconds.min(folder.build()?);
        }
        table.push(format!("| {} | {crates} | {seconds:.0} s |", build.name));
        if let Some(limit) = build.limit_seconds.filter(|limit| seconds > *limit) {
            over.push(format!("{} took {seconds:.1} s, above {limit} s", build.name));
        }
    }
    println!("\n| kis-runtime with | crates | CPU time of a cold release build |\n| --- | ---: | ---: |");
    println!("{}", table.join("\n"));
    match over.is_empty() || !check {
        true => Ok(()),
        false => Err(over.join("; ").into()),
    }
}

/// A crate in a folder of its own, which goes with the value.
struct UserCrate(PathBuf);

impl UserCrate {
    fn write(build: &Build) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("kis-build-cost-{}", std::process::id()));
        let user = UserCrate(folder);
        fs::create_dir_all(user.0.join("src"))?;
        fs::write(user.0.join("Cargo.toml"), manifest(&command::workspace(), build))?;
        fs::write(user.0.join("src/main.rs"), PROGRAM)?;
        // The versions that we test with; cargo drops what this crate does not use.
        fs::copy(command::workspace().join("Cargo.lock"), user.0.join("Cargo.lock"))?;
        Ok(user)
    }

    /// Cargo in this folder, without anything that would keep or share what it builds.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = command::cargo(arguments.iter().copied());
        cargo.current_dir(&self.0).env("CARGO_TARGET_DIR", self.0.join("target"));
        for wrapper in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER", "RUSTFLAGS"]
        {
            cargo.env_remove(wrapper);
        }
        cargo
    }

    /// The CPU seconds of a cold build. What else the machine does makes them more: two programs that share a core
    /// both seem to work longer.
    fn build(&self) -> Result<f64> {
        let target = self.0.join("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        let before = children_cpu_seconds()?;
        command::run(&mut self.cargo(&["build", "--release", "--offline"]))?;
        Ok(children_cpu_seconds()? - before)
    }

    /// How many crates are built, this one not counted.
    fn crates(&self) -> Result<usize> {
        let tree = command::output(&mut self.cargo(&["tree", "--edges=normal,build", "--prefix=none"]))?;
        Ok(count_crates(&tree) - 1)
    }
}

impl Drop for UserCrate {
    fn drop(&mut self) {
        if let Err(problem) = fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {problem}", self.0.display());
        }
    }
}

fn manifest(workspace: &Path, build: &Build) -> String {
    format!(
        r#"[package]
name = "user"
version = "0.1.0"
edition = "2024"

[dependencies]
kis-runtime = {{ path = {path:?}, features = {features:?} }}
serde = {{ version = "1", features = ["derive"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[workspace]

{profile}"#,
        path = workspace.join("kis-runtime"),
        features = build.features,
        profile = build.profile,
    )
}

/// The distinct crates in what `cargo tree --prefix=none` prints.
fn count_crates(tree: &str) -> usize {
    let name_and_version = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    tree.lines().map(name_and_version).filter(|it| !it.is_empty()).collect::<BTreeSet<_>>().len()
}

/// User and system time of all children that have ended, and of theirs.
fn children_cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|problem| format!("CPU time is read from /proc, which Linux has: {problem}"))?;
    children_ticks(&stat)
        .map(|ticks| ticks as f64 / 100.0)
        .ok_or_else(|| format!("/proc/self/stat: {stat}").into())
}

/// `cutime` and `cstime` of proc_pid_stat(5), in hundredths of a second. The program's name stands in
/// parentheses and may hold blanks, so counting starts behind it.
fn children_ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_children_is_the_16th_and_17th_field() {
        let stat = "42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 11 12 130 14 20 0 1";
        assert_eq!(children_ticks(stat), Some(144));
    }

    #[test]
    fn a_crate_counts_once_per_version() {
        let tree = "user v0.1.0 (/tmp/user)\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\nserde v1.0.0 (*)\n\nsyn v2.0.0\nsyn v3.0.0\n";
        assert_eq!(count_crates(tree), 5);
    }
}
