//! How a PostgreSQL of a test's own is started.

use std::path::Path;
use std::process::Command;

use crate::connector::Postgres;
use crate::connector::tests::own_process::program;
use crate::connector::tests::sql_servers::own::Program;

impl Program for Postgres {
    const ENDS: [&'static str; 2] = ["INT", "QUIT"]; // TERM waits for every client, KILL leaves processes
    const FILE: (&'static str, &'static str) = ("password", "hunter2\n");

    fn install(folder: &Path) -> Command {
        let mut initdb = program("initdb", folder);
        initdb.args(["--username=kis", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.args(["--pwfile", Self::FILE.0, "--pgdata", "data"]);
        initdb
    }

    fn start(folder: &Path, port: u16, options: &[&str]) -> Command {
        let mut server = program("postgres", folder);
        server.args(["-D", "data", "-p"]).arg(port.to_string()).arg("-k").arg(folder);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
        server.args(options.iter().flat_map(|setting| ["-c", setting]));
        server
    }

    fn url(port: u16) -> String {
        format!("postgres://kis:hunter2@127.0.0.1:{port}/postgres")
    }

    async fn answers(url: &str) -> bool {
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.is_ok()
    }
}
