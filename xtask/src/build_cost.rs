//! `cargo xtask build-cost`: what depending on kis-runtime costs a small crate.

use std::collections::BTreeSet;

use crate::options::Options;
use crate::user_crate::{UserCrate, children_cpu_seconds};
use crate::{Result, command, metadata};

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
    let each_feature = options.flag("--each-feature");
    let feature = options.value("--feature")?;
    let runs: u32 = match options.value("--runs")? {
        None => 1,
        Some(text) => text.parse().map_err(|_| format!("`--runs` takes a whole number, not `{text}`"))?,
    };
    options.finish()?;

    let mut table = Vec::new();
    let mut over = Vec::new();
    let by_feature = each_feature || feature.is_some();
    if by_feature {
        let known = metadata::features()?;
        if let Some(feature) = feature.as_ref().filter(|feature| !known.contains(feature)) {
            return Err(format!("`--feature` takes one of {}, not `{feature}`", known.join(", ")).into());
        }
        for feature in known.iter().filter(|name| feature.as_ref().is_none_or(|feature| feature == *name)) {
            let (crates, seconds) = cost(&[feature], "", runs)?;
            println!("`{feature}`: {crates} crates, {seconds:.0} s");
            table.push(format!("| `{feature}` | {crates} | {seconds:.0} s |"));
        }
    }
    for build in BUILDS.iter().filter(|_| !by_feature) {
        let (crates, seconds) = cost(build.features, build.profile, runs)?;
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

/// The crates of the small program with these features, and the CPU seconds of its fastest cold build.
fn cost(features: &[&str], profile: &str, runs: u32) -> Result<(usize, f64)> {
    let user = UserCrate::new("build-cost", features, profile)?;
    user.write("src/main.rs", PROGRAM)?;
    command::run(&mut user.cargo(&["fetch", "--quiet"]))?;
    let crates = crates(&user)?;
    let mut seconds = f64::INFINITY;
    for _ in 0..runs.max(1) {
        seconds = seconds.min(cold_build(&user)?);
    }
    Ok((crates, seconds))
}

/// The CPU seconds of a cold build. What else the machine does makes them more: two programs that share a core
/// both seem to work longer.
fn cold_build(user: &UserCrate) -> Result<f64> {
    user.forget()?;
    let before = children_cpu_seconds()?;
    command::run(&mut user.cargo(&["build", "--release", "--offline"]))?;
    Ok(children_cpu_seconds()? - before)
}

/// How many crates are built, this one not counted.
fn crates(user: &UserCrate) -> Result<usize> {
    let tree = command::output(&mut user.cargo(&["tree", "--edges=normal,build", "--prefix=none"]))?;
    Ok(count_crates(&tree) - 1)
}

/// The distinct crates in what `cargo tree --prefix=none` prints.
fn count_crates(tree: &str) -> usize {
    let name_and_version = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    tree.lines().map(name_and_version).filter(|it| !it.is_empty()).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_per_version() {
        let tree = "user v0.1.0 (/tmp/user)\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\nserde v1.0.0 (*)\n\nsyn v2.0.0\nsyn v3.0.0\n";
        assert_eq!(count_crates(tree), 5);
    }
}
