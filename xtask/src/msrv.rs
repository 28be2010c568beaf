//! The oldest Rust that we support is the one that we test with, and no dependency asks for a newer one.

use std::process::Command;

use crate::{Result, command, metadata};

type Version = (u32, u32, u32);

pub(crate) fn run() -> Result {
    let metadata = metadata::with_dependencies()?;
    let stated = metadata::member(&metadata, "kis-runtime")?["rust_version"]
        .as_str()
        .ok_or("kis-runtime states no rust-version")?
        .to_owned();
    let ours = version(&stated).ok_or_else(|| format!("`rust-version = \"{stated}\"` is no version"))?;

    let verbose = command::output(Command::new("rustc").arg("-vV").current_dir(command::workspace()))?;
    let release = verbose.lines().find_map(|line| line.strip_prefix("release: ")).unwrap_or_default();
    let used = version(release).ok_or_else(|| format!("`rustc -vV` names no release: {release}"))?;
    if (used.0, used.1) != (ours.0, ours.1) || used < ours {
        return Err(format!(
            "the toolchain is {release} and rust-version {stated}: a minimum that is not tested is a guess, so \
             rust-toolchain.toml and rust-version must be the same"
        )
        .into());
    }

    let (mut declared, mut silent, mut problems) = (0, 0, Vec::new());
    for package in metadata::packages(&metadata) {
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        match (package["rust_version"].as_str(), package["source"].is_null()) {
            (Some(theirs), true) if theirs == stated => {}
            (_, true) => problems.push(format!("{name} does not have `rust-version.workspace = true`")),
            (Some(theirs), false) if version(theirs).is_some_and(|theirs| theirs <= ours) => declared += 1,
            (Some(theirs), false) => problems.push(format!("{name} needs Rust {theirs}")),
            (None, false) => silent += 1,
        }
    }
    if !problems.is_empty() {
        return Err(format!("rust-version is {stated}, but {}", problems.join(", ")).into());
    }
    println!(
        "Rust {release} builds it and rust-version is {stated}; {declared} dependencies ask for no newer one, \
         {silent} do not say"
    );
    Ok(())
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `1.95`, `1.95.0` or `1.96.0-nightly`.
fn version(text: &str) -> Option<Version> {
    let numbers = text.split('-').next()?;
    let mut parts = numbers.split('.').map(str::parse);
    let major = parts.next()?.ok()?;
    let minor = parts.next().transpose().ok()?.unwrap_or(0);
    let patch = parts.next().transpose().ok()?.unwrap_or(0);
    Some((major, minor, patch))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_may_be_short() {
        assert_eq!(version("1.95"), Some((1, 95, 0)));
        assert_eq!(version("1.95.1"), Some((1, 95, 1)));
        assert_eq!(version("1.96.0-nightly"), Some((1, 96, 0)));
        assert_eq!(version("stable"), None);
    }
}
