//! Servers that come as jars: Maven brings what a small pom.xml names.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use super::catalog::program;
use super::start::give_to_server;
use crate::{Result, command, setup};

/// The programs that such a server needs, with the Debian package of each.
pub(crate) const PROGRAMS: &[(&str, &str)] = &[("java", "default-jre-headless"), ("mvn", "maven")];

const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/// The folder with the jars that `xtask/servers/NAME/pom.xml` asks for, in `target/servers/jars`. They are brought once
/// for each content of that file; those of an earlier content are removed.
pub(crate) fn jars(name: &str) -> Result<PathBuf> {
    let pom = command::workspace().join("xtask/servers").join(name).join("pom.xml");
    let text = fs::read_to_string(&pom).map_err(|problem| format!("{}: {problem}", pom.display()))?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let all = command::workspace().join("target/servers/jars");
    let jars = all.join(format!("{name}-{:016x}", hasher.finish()));
    if jars.is_dir() {
        return Ok(jars);
    }
    println!("{name}: Maven brings the jars");
    // What is there under its name is there as a whole, also after a crash.
    let begun = all.join(format!("{name}.{}", process::id()));
    let mut maven = Command::new(program("mvn")?);
    maven.args(["--quiet", "--batch-mode", "-Dstyle.color=never", "--strict-checksums", "--file"]).arg(&pom);
    maven.arg(COPY).arg("-DincludeScope=runtime").arg(format!("-DoutputDirectory={}", begun.display()));
    let brought = command::run(&mut maven);
    if brought.is_err() {
        let _ = fs::remove_dir_all(&begun);
    }
    brought?;
    remove_earlier(&all, name)?;
    match fs::rename(&begun, &jars) {
        // Somebody else was faster.
        Err(_) if jars.is_dir() => fs::remove_dir_all(&begun)?,
        renamed => renamed?,
    }
    Ok(jars)
}

/// As [`jars`], in a folder that the server's user reads: `data/jars` as root, whose own folders may be closed to it.
pub(crate) fn jars_for_server(name: &str, data: &Path) -> Result<PathBuf> {
    let jars = jars(name)?;
    if !setup::is_root() {
        return Ok(jars);
    }
    let copy = data.join("jars");
    fs::create_dir(&copy)?;
    give_to_server(&copy)?;
    for jar in fs::read_dir(&jars)? {
        let jar = jar?;
        let to = copy.join(jar.file_name());
        fs::copy(jar.path(), &to)?;
        give_to_server(&to)?;
    }
    Ok(copy)
}

fn remove_earlier(all: &Path, name: &str) -> Result {
    for folder in fs::read_dir(all)? {
        let folder = folder?;
        if is_of(&folder.file_name().to_string_lossy(), name) {
            fs::remove_dir_all(folder.path())?;
        }
    }
    Ok(())
}

fn is_of(folder: &str, name: &str) -> bool {
    let hash = folder.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_folders_of_the_same_server_are_earlier_ones() {
        assert!(is_of("kafka-0123456789abcdef", "kafka"));
        for other in ["kafka", "kafka.17", "kafka-ui-0123456789abcdef", "es-0123456789abcdef"] {
            assert!(!is_of(other, "kafka"), "{other}");
        }
    }
}
