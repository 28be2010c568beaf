//! `cargo xtask setup`: the programs and libraries that the checks need, installed when they are missing.

use std::path::Path;
use std::process::Command;

use crate::options::Options;
use crate::{Result, command};

/// What is needed, the Debian packages that bring it, and what it is for.
const NEEDED: &[(Need, &[&str], &str)] = &[
    (Need::Program("cc"), &["gcc", "libc6-dev"], "compiles SQLite and librdkafka, and links"),
    (Need::Program("c++"), &["g++"], "compiles librdkafka"),
    (Need::Program("make"), &["make"], "compiles librdkafka"),
    (Need::Program("pkg-config"), &["pkg-config"], "finds OpenSSL"),
    (Need::Library("openssl"), &["libssl-dev"], "is what librdkafka speaks TLS with"),
    (Need::Program("valgrind"), &["valgrind", "libc6-dbg"], "counts instructions and allocations per row"),
];

enum Need {
    Program(&'static str),
    /// With what is needed to compile against it, as pkg-config knows it.
    Library(&'static str),
}

impl Need {
    fn name(&self) -> &'static str {
        match self {
            Need::Program(name) | Need::Library(name) => name,
        }
    }

    fn is_there(&self) -> bool {
        match self {
            Need::Program(program) => command::is_there(program),
            Need::Library(library) => {
                let mut found = Command::new("pkg-config");
                found.args(["--exists", library]).status().is_ok_and(|status| status.success())
            }
        }
    }
}

pub(crate) fn run(options: Options) -> Result {
    options.finish()?;
    install()?;
    println!("all there: {}", NEEDED.iter().map(|(need, ..)| need.name()).collect::<Vec<_>>().join(", "));
    Ok(())
}

/// Installs what is missing; the error says what to install by hand.
pub(crate) fn install() -> Result {
    let missing = || NEEDED.iter().filter(|(need, ..)| !need.is_there()).collect::<Vec<_>>();
    let absent = missing();
    if absent.is_empty() {
        return Ok(());
    }
    for (need, _, what) in &absent {
        println!("`{}` is missing: it {what}", need.name());
    }
    let packages: Vec<&str> = absent.iter().flat_map(|(_, packages, _)| packages.iter().copied()).collect();
    let by_hand = format!("install {} with your system's package manager and try again", packages.join(", "));
    apt_install(&packages)?;

    match missing().first() {
        None => Ok(()),
        Some((need, ..)) => {
            Err(format!("`{}` is still missing after apt-get; {by_hand}", need.name()).into())
        }
    }
}

/// Installs Debian packages; the error says what to install by hand.
pub(crate) fn apt_install(packages: &[&str]) -> Result {
    let by_hand = format!("install {} with your system's package manager and try again", packages.join(", "));
    if !Path::new("/etc/debian_version").exists() || !command::is_there("apt-get") {
        return Err(format!("this is no Debian with apt-get; {by_hand}").into());
    }
    let Some(prefix) = as_root() else { return Err(format!("not root, and no sudo; {by_hand}").into()) };

    let mut words = prefix.to_vec();
    words.extend(["apt-get", "--quiet", "update"]);
    let updated = command::run(Command::new(words[0]).args(&words[1..]));
    words.truncate(prefix.len());
    words.extend(["apt-get", "--quiet", "install", "--yes", "--no-install-recommends"]);
    words.extend(packages);
    updated
        .and_then(|()| command::run(Command::new(words[0]).args(&words[1..])))
        .map_err(|problem| format!("{problem}; {by_hand}").into())
}

pub(crate) fn is_root() -> bool {
    command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The words to put before a command that only root may run; none if there is no way.
fn as_root() -> Option<&'static [&'static str]> {
    const QUIET: &str = "DEBIAN_FRONTEND=noninteractive";
    if is_root() {
        return Some(&["env", QUIET]);
    }
    command::is_there("sudo").then_some(&["sudo", "env", QUIET])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_is_missing() {
        assert!(Need::Program("cargo").is_there());
        assert!(!Need::Program("no-such-program").is_there());
        assert!(!Need::Library("no-such-library").is_there());
    }
}
