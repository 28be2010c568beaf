//! OpenSearch: one node, laid out as its distribution is, out of jars.
//!
//! Tests start nodes of their own from the same files: `java @java.args -Epath.data=… -Ehttp.port=…`.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use super::catalog::program;
use super::maven;
use super::start::{as_server, give_to_server};
use crate::{Result, command};

/// Asks whether the node has elected itself and its indices can be read.
pub(super) const HEALTH: &[u8] =
    b"GET /_cluster/health HTTP/1.1\r\nhost: kis-test\r\nconnection: close\r\n\r\n";

/// What the answer holds then: no shard is still to be started.
pub(super) const HEALTHY: &[u8] = b"\"initializing_shards\":0";

/// The module that speaks HTTP, which OpenSearch loads from a folder of its own.
const HTTP: &str = "transport-netty4";

const FLAGS: &[&str] = &[
    "-Xms512m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    // The node lives for minutes: a quick start is worth more than the last optimisation.
    "-XX:TieredStopAtLevel=1",
    "-Djava.security.manager=allow",
    "-Dfile.encoding=UTF-8",
    "-Djna.nosys=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
];

pub(super) fn prepare(data: &Path, port: u16) -> Result<Command> {
    let home = data.join("home");
    lay_out(&home)?;
    for written in ["home", "home/config", "rows", "logs", "tmp"] {
        let folder = data.join(written);
        fs::create_dir_all(&folder)?;
        give_to_server(&folder)?;
    }
    let arguments = data.join("java.args");
    fs::write(&arguments, java_arguments(&home))?;
    let transport = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let mut node = as_server(&program("java")?);
    node.arg(format!("-Djava.io.tmpdir={}", data.join("tmp").display()));
    node.arg(format!("@{}", arguments.display()));
    node.arg(format!("-Epath.data={}", data.join("rows").display()));
    node.arg(format!("-Epath.logs={}", data.join("logs").display()));
    node.arg(format!("-Ehttp.port={port}")).arg(format!("-Etransport.port={transport}"));
    Ok(node)
}

/// `lib`, `modules` and `config`; what is empty the node makes itself.
fn lay_out(home: &Path) -> Result {
    let (lib, module, config) = (home.join("lib"), home.join("modules").join(HTTP), home.join("config"));
    for folder in [&lib, &module, &config] {
        fs::create_dir_all(folder)?;
    }
    let mut version = String::new();
    for jar in fs::read_dir(maven::jars("opensearch")?)? {
        let jar = jar?;
        let name = jar.file_name().to_string_lossy().into_owned();
        let of_module = name.strip_prefix(HTTP).and_then(|rest| rest.strip_prefix("-client-"));
        if let Some(rest) = of_module {
            version = rest.trim_end_matches(".jar").to_owned();
        }
        let is_http = of_module.is_some() || name.starts_with("netty-");
        fs::copy(jar.path(), if is_http { &module } else { &lib }.join(name))?;
    }
    let files = command::workspace().join("xtask/servers/opensearch");
    let descriptor = fs::read_to_string(files.join("plugin-descriptor.properties"))?;
    fs::write(module.join("plugin-descriptor.properties"), descriptor.replace("VERSION", &version))?;
    fs::copy(files.join("plugin-security.policy"), module.join("plugin-security.policy"))?;
    for file in ["opensearch.yml", "log4j2.properties"] {
        fs::copy(files.join(file), config.join(file))?;
    }
    Ok(())
}

/// What `java` reads from a file: one argument a line.
fn java_arguments(home: &Path) -> String {
    let mut lines: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    lines.push(format!("-Dopensearch.path.home={}", home.display()));
    lines.push(format!("-Dopensearch.path.conf={}", home.join("config").display()));
    lines.extend(["-cp".to_owned(), home.join("lib/*").display().to_string()]);
    lines.push("org.opensearch.bootstrap.OpenSearch".to_owned());
    let quoted =
        lines.iter().map(|line| format!("\"{}\"\n", line.replace('\\', "\\\\").replace('"', "\\\"")));
    quoted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_blanks_is_one_argument() {
        let arguments = java_arguments(Path::new("/tmp/my files"));
        assert!(arguments.contains("\n\"-cp\"\n\"/tmp/my files/lib/*\"\n"), "{arguments}");
    }
}
