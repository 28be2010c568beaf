//! Which servers there are, and how each is started.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::start::as_server;
use super::{kafka, maven, redis_cluster, search};
use crate::{Result, command};

/// A server that connectors are tested against.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    /// Where tests look for its address; when it is set already, that server is used.
    pub(crate) variable: &'static str,
    /// The programs it needs, with the Debian package of each.
    pub(crate) programs: &'static [(&'static str, &'static str)],
    /// How many ports in a row it takes.
    pub(crate) ports: u16,
    /// Prepares the data folder; gives what to run there.
    pub(crate) prepare: fn(data: &Path, port: u16) -> Result<Command>,
    /// The signal that ends it soon and well.
    pub(crate) end: &'static str,
    /// Whether it answers.
    pub(crate) ready: fn(port: u16) -> bool,
    pub(crate) url: fn(port: u16) -> String,
}

pub(crate) const CATALOG: &[Server] = &[
    Server {
        name: "redis",
        variable: "KIS_TEST_REDIS_URL",
        programs: &[("redis-server", "redis-server")],
        ports: 1,
        prepare: redis,
        end: "TERM",
        ready: |port| asks(port, b"AUTH kis-test\r\nPING\r\n", b"+PONG"),
        url: |port| format!("redis://:kis-test@127.0.0.1:{port}/"),
    },
    Server {
        name: "redis-cluster",
        variable: "KIS_TEST_REDIS_CLUSTER_URL",
        programs: &[("redis-server", "redis-server")],
        ports: redis_cluster::PORTS,
        prepare: redis_cluster::prepare,
        end: "TERM",
        ready: |port| {
            let knows_all = |port| asks(port, b"AUTH kis-test\r\nCLUSTER INFO\r\n", b"cluster_state:ok");
            redis_cluster::ports(port).all(knows_all)
        },
        url: |port| {
            let nodes = redis_cluster::ports(port).map(|port| format!("redis://:kis-test@127.0.0.1:{port}"));
            nodes.collect::<Vec<_>>().join(",")
        },
    },
    Server {
        name: "postgres",
        variable: "KIS_TEST_POSTGRES_URL",
        programs: &[("postgres", "postgresql"), ("initdb", "postgresql"), ("openssl", "openssl")],
        ports: 1,
        prepare: postgres,
        end: "INT", // TERM waits for every client
        // A StartupMessage (PostgreSQL's message formats, 55.7), which a server that still starts refuses; one that is
        // up asks for the password.
        ready: |port| asks(port, b"\0\0\0\x12\0\x03\0\0user\0kis\0\0", b"R\0\0\0"),
        url: |port| format!("postgres://kis:kis-test@127.0.0.1:{port}/postgres"),
    },
    Server {
        name: "mysql",
        variable: "KIS_TEST_MYSQL_URL",
        programs: &[("mariadbd", "mariadb-server"), ("mariadb-install-db", "mariadb-server")],
        ports: 1,
        prepare: mysql,
        end: "TERM",
        // It greets whoever connects, with the name of the way to authenticate at the end.
        ready: |port| asks(port, b"", b"mysql_native_password"),
        url: |port| format!("mysql://kis:kis-test@127.0.0.1:{port}/kis"),
    },
    Server {
        name: "kafka",
        variable: "KIS_TEST_KAFKA_URL",
        programs: maven::PROGRAMS,
        ports: 1,
        prepare: kafka::prepare,
        end: "TERM",
        ready: |port| asks(port, kafka::METADATA, &kafka::BROKER_1),
        url: |port| format!("127.0.0.1:{port}"),
    },
    Server {
        name: "nats",
        variable: "KIS_TEST_NATS_URL",
        programs: &[("nats-server", "nats-server")],
        ports: 1,
        prepare: nats,
        end: "TERM",
        ready: |port| {
            asks(
                port,
                b"CONNECT {\"user\":\"kis\",\"pass\":\"kis-test\",\"verbose\":false}\r\nPING\r\n",
                b"PONG",
            )
        },
        url: |port| format!("nats://kis:kis-test@127.0.0.1:{port}"),
    },
    Server {
        name: "es",
        variable: "KIS_TEST_ES_URL",
        programs: maven::PROGRAMS,
        ports: 1,
        prepare: search::opensearch,
        end: "TERM",
        ready: |port| asks(port, search::HEALTH, search::HEALTHY),
        url: |port| format!("http://127.0.0.1:{port}"),
    },
    Server {
        name: "elasticsearch",
        variable: "KIS_TEST_ELASTICSEARCH_URL",
        programs: maven::PROGRAMS,
        ports: 1,
        prepare: search::elasticsearch,
        end: "TERM",
        ready: |port| asks(port, search::HEALTH, search::HEALTHY),
        url: |port| format!("http://127.0.0.1:{port}"),
    },
    // Of the example `own_connector`.
    Server {
        name: "beanstalkd",
        variable: "KIS_TEST_BEANSTALKD_URL",
        programs: &[("beanstalkd", "beanstalkd")],
        ports: 1,
        prepare: beanstalkd,
        end: "TERM",
        ready: |port| asks(port, b"list-tube-used\r\n", b"USING default"),
        url: |port| format!("127.0.0.1:{port}"),
    },
];

/// Where a program is: Debian keeps those of PostgreSQL in a folder per version.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = vec!["/usr/sbin".into(), "/usr/local/sbin".into()];
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    versions.reverse();
    folders.splice(0..0, versions);
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}

pub(super) fn program(name: &str) -> Result<PathBuf> {
    find_program(name).ok_or_else(|| format!("`{name}` is not there").into())
}

fn redis(data: &Path, port: u16) -> Result<Command> {
    let mut redis = as_server(&program("redis-server")?);
    redis.args(["--bind", "127.0.0.1", "--requirepass", "kis-test", "--appendonly", "yes", "--save", ""]);
    redis.arg("--port").arg(port.to_string()).arg("--dir").arg(data);
    Ok(redis)
}

fn postgres(data: &Path, port: u16) -> Result<Command> {
    let password = data.join("password");
    fs::write(&password, "kis-test\n")?;
    super::start::give_to_server(&password)?;
    let cluster = data.join("cluster");
    let mut initdb = as_server(&program("initdb")?);
    initdb.args(["--username=kis", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
    initdb.arg(format!("--pwfile={}", password.display())).arg("--pgdata").arg(&cluster).current_dir(data);
    command::output(&mut initdb)?;
    let mut postgres = as_server(&program("postgres")?);
    postgres.arg("-D").arg(&cluster).arg("-p").arg(port.to_string()).arg("-k").arg(data);
    postgres.args(["-c", "listen_addresses=127.0.0.1"]);
    Ok(postgres)
}

fn mysql(data: &Path, port: u16) -> Result<Command> {
    let files = data.join("files");
    // One that starts clears what it takes for another's leftovers out of the folder for temporary files.
    let mut install = as_server(&program("mariadb-install-db")?);
    install.env("TMPDIR", data);
    install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    install.arg(format!("--datadir={}", files.display())).current_dir(data);
    command::output(&mut install)?;
    let init = data.join("init.sql");
    let sql = "CREATE DATABASE IF NOT EXISTS kis CHARACTER SET utf8mb4;\n\
               CREATE USER IF NOT EXISTS kis@'127.0.0.1' IDENTIFIED BY 'kis-test';\n\
               GRANT ALL ON *.* TO kis@'127.0.0.1';\n";
    fs::write(&init, sql)?;
    super::start::give_to_server(&init)?;
    let mut mariadb = as_server(&program("mariadbd")?);
    mariadb.env("TMPDIR", data);
    mariadb.arg("--no-defaults").arg(format!("--datadir={}", files.display())).arg(format!("--port={port}"));
    mariadb.arg(format!("--socket={}", data.join("socket").display())).arg("--bind-address=127.0.0.1");
    mariadb.arg(format!("--init-file={}", init.display())).arg("--skip-name-resolve");
    Ok(mariadb)
}

/// Its file holds the password, so that no list of processes shows it. Tests send messages larger than the 1 MiB that
/// are the default.
fn nats(data: &Path, port: u16) -> Result<Command> {
    let config = data.join("nats.conf");
    let text = format!(
        "listen: \"127.0.0.1:{port}\"\nmax_payload: 32MB\n\
         jetstream {{ store_dir: \"{}\" }}\n\
         authorization {{ user: kis, password: kis-test }}\n",
        data.join("streams").display()
    );
    fs::write(&config, text)?;
    super::start::give_to_server(&config)?;
    let mut nats = as_server(&program("nats-server")?);
    nats.arg("--config").arg(config);
    Ok(nats)
}

fn beanstalkd(data: &Path, port: u16) -> Result<Command> {
    let mut beanstalkd = as_server(&program("beanstalkd")?);
    beanstalkd.args(["-l", "127.0.0.1", "-p"]).arg(port.to_string()).arg("-b").arg(data);
    Ok(beanstalkd)
}

/// Whether what listens at `port` answers a message so.
fn asks(port: u16, message: &[u8], expected: &[u8]) -> bool {
    const PATIENCE: Duration = Duration::from_secs(1);
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(message)?;
        let mut answer = Vec::new();
        let mut block = [0; 256];
        while !answer.windows(expected.len()).any(|window| window == expected) {
            match stream.read(&mut block)? {
                0 => return Ok(false),
                length => answer.extend_from_slice(&block[..length]),
            }
        }
        Ok(true)
    };
    ask().unwrap_or(false)
}
