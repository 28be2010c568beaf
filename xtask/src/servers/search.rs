//! OpenSearch and Elasticsearch: one node, laid out as its distribution is, out of jars.
//!
//! Tests start nodes of their own from the same files: `java @java.args -Epath.data=… -Ehttp.port=…`.

use std::env;
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

/// What one of the two has of its own.
struct Distribution {
    /// Its folder in `xtask/servers`, and its configuration file.
    name: &'static str,
    /// What its system properties begin with.
    property: &'static str,
    /// What stands between [`HTTP`] and the version in the name of that jar.
    http: &'static str,
    main: &'static str,
    /// A class of ours, which `main` is then.
    source: Option<&'static str>,
}

const OPENSEARCH: Distribution = Distribution {
    name: "opensearch",
    property: "opensearch",
    http: "-client-",
    main: "org.opensearch.bootstrap.OpenSearch",
    source: None,
};

const ELASTICSEARCH: Distribution = Distribution {
    name: "elasticsearch",
    property: "es",
    http: "-",
    main: "KisNode",
    source: Some("KisNode.java"),
};

/// The module that speaks HTTP, which is loaded from a folder of its own.
const HTTP: &str = "transport-netty4";
/// Eclipse's compiler, which a JRE runs.
const COMPILER: &str = "ecj-";

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

pub(super) fn opensearch(data: &Path, port: u16) -> Result<Command> {
    prepare(&OPENSEARCH, data, port)
}

pub(super) fn elasticsearch(data: &Path, port: u16) -> Result<Command> {
    prepare(&ELASTICSEARCH, data, port)
}

fn prepare(distribution: &Distribution, data: &Path, port: u16) -> Result<Command> {
    let home = data.join("home");
    lay_out(distribution, &home)?;
    for written in ["home", "home/config", "rows", "logs", "tmp"] {
        let folder = data.join(written);
        fs::create_dir_all(&folder)?;
        give_to_server(&folder)?;
    }
    let arguments = data.join("java.args");
    fs::write(&arguments, java_arguments(distribution, &home))?;
    let transport = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let mut node = as_server(&program("java")?);
    node.arg(format!("-Djava.io.tmpdir={}", data.join("tmp").display()));
    node.arg(format!("@{}", arguments.display()));
    node.arg(format!("-Epath.data={}", data.join("rows").display()));
    node.arg(format!("-Epath.logs={}", data.join("logs").display()));
    node.arg(format!("-Ehttp.port={port}")).arg(format!("-Etransport.port={transport}"));
    Ok(node)
}

/// `lib`, `modules`, `config` and `classes`; what is empty the node makes itself.
fn lay_out(distribution: &Distribution, home: &Path) -> Result {
    let (lib, module, config) = (home.join("lib"), home.join("modules").join(HTTP), home.join("config"));
    for folder in [&lib, &module, &config] {
        fs::create_dir_all(folder)?;
    }
    let files = command::workspace().join("xtask/servers").join(distribution.name);
    let (mut version, mut compiler) = (String::new(), None);
    for jar in fs::read_dir(maven::jars(distribution.name)?)? {
        let jar = jar?;
        let name = jar.file_name().to_string_lossy().into_owned();
        if name.starts_with(COMPILER) {
            compiler = Some(jar.path());
            continue;
        }
        let of_module = name.strip_prefix(HTTP).and_then(|rest| rest.strip_prefix(distribution.http));
        if let Some(rest) = of_module {
            version = rest.trim_end_matches(".jar").to_owned();
        }
        let is_http = of_module.is_some() || name.starts_with("netty-");
        fs::copy(jar.path(), if is_http { &module } else { &lib }.join(name))?;
    }
    if let Some(source) = distribution.source {
        let compiler = compiler.ok_or("the compiler is not among the jars")?;
        let mut compile = Command::new(program("java")?);
        let jars =
            fs::read_dir(&lib)?.map(|jar| jar.map(|jar| jar.path())).collect::<std::io::Result<Vec<_>>>()?;
        compile.arg("-jar").arg(compiler).args(["-17", "-proc:none", "-cp"]).arg(env::join_paths(jars)?);
        compile.arg("-d").arg(home.join("classes")).arg(files.join(source));
        command::output(&mut compile)?;
    }
    let descriptor = fs::read_to_string(files.join("plugin-descriptor.properties"))?;
    fs::write(module.join("plugin-descriptor.properties"), descriptor.replace("VERSION", &version))?;
    // Where Java's security manager is used.
    let policy = files.join("plugin-security.policy");
    if policy.is_file() {
        fs::copy(policy, module.join("plugin-security.policy"))?;
    }
    for file in [&format!("{}.yml", distribution.name), "log4j2.properties"] {
        fs::copy(files.join(file), config.join(file))?;
    }
    Ok(())
}

/// What `java` reads from a file: one argument a line.
fn java_arguments(distribution: &Distribution, home: &Path) -> String {
    let mut lines: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    let property = distribution.property;
    lines.push(format!("-D{property}.path.home={}", home.display()));
    lines.push(format!("-D{property}.path.conf={}", home.join("config").display()));
    let jars = home.join("lib/*");
    let path = match distribution.source {
        Some(_) => format!("{}:{}", home.join("classes").display(), jars.display()),
        None => jars.display().to_string(),
    };
    lines.extend(["-cp".to_owned(), path]);
    lines.push(distribution.main.to_owned());
    let quoted =
        lines.iter().map(|line| format!("\"{}\"\n", line.replace('\\', "\\\\").replace('"', "\\\"")));
    quoted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_blanks_is_one_argument() {
        let arguments = java_arguments(&OPENSEARCH, Path::new("/tmp/my files"));
        assert!(arguments.contains("\n\"-cp\"\n\"/tmp/my files/lib/*\"\n"), "{arguments}");
        let arguments = java_arguments(&ELASTICSEARCH, Path::new("/tmp/my files"));
        assert!(
            arguments.contains("\n\"/tmp/my files/classes:/tmp/my files/lib/*\"\n\"KisNode\"\n"),
            "{arguments}"
        );
    }
}
