//! A small crate that depends on kis-runtime, as a user's would, and what cargo spends on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, command};

/// A crate in a folder of its own, which goes with the value.
pub(crate) struct UserCrate(PathBuf);

impl UserCrate {
    /// A crate without sources; `chore` names its folder, `profile` ends its manifest.
    pub(crate) fn new(chore: &str, features: &[&str], profile: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("kis-{chore}-{}", std::process::id()));
        let user = UserCrate(folder);
        user.write("Cargo.toml", &manifest(&command::workspace(), features, profile))?;
        // The versions that we test with; cargo drops what this crate does not use.
        fs::copy(command::workspace().join("Cargo.lock"), user.0.join("Cargo.lock"))?;
        Ok(user)
    }

    /// Writes a file of the crate, and the folders that lead to it.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result {
        let path = self.0.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    /// Cargo in this folder, without anything that would keep or share what it builds.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = command::cargo(arguments.iter().copied());
        cargo.current_dir(&self.0).env("CARGO_TARGET_DIR", self.target());
        for wrapper in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER", "RUSTFLAGS"]
        {
            cargo.env_remove(wrapper);
        }
        cargo
    }

    /// Removes all that was built.
    pub(crate) fn forget(&self) -> Result {
        let target = self.target();
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        Ok(())
    }

    fn target(&self) -> PathBuf {
        self.0.join("target")
    }
}

impl Drop for UserCrate {
    fn drop(&mut self) {
        if let Err(problem) = fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {problem}", self.0.display());
        }
    }
}

fn manifest(workspace: &Path, features: &[&str], profile: &str) -> String {
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
    )
}

/// User and system time of all children that have ended, and of theirs.
pub(crate) fn children_cpu_seconds() -> Result<f64> {
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
}
