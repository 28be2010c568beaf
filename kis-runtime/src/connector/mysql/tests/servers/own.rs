//! How a MariaDB of a test's own is started.

use std::path::Path;
use std::process::Command;

use mysql_async::{Conn, Opts};

use crate::connector::MySql;
use crate::connector::tests::own_process::program;
use crate::connector::tests::sql_servers::own::Program;

impl Program for MySql {
    const ENDS: [&'static str; 2] = ["TERM", "KILL"];
    const FILE: (&'static str, &'static str) = (
        "init.sql",
        "CREATE DATABASE IF NOT EXISTS kis CHARACTER SET utf8mb4;\n\
         CREATE USER IF NOT EXISTS kis@'127.0.0.1' IDENTIFIED BY 'hunter2';\n\
         GRANT ALL ON *.* TO kis@'127.0.0.1';\n",
    );

    fn install(folder: &Path) -> Command {
        let mut install = mariadb("mariadb-install-db", folder);
        install.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        install
    }

    fn start(folder: &Path, port: u16, options: &[&str]) -> Command {
        let mut server = mariadb("mariadbd", folder);
        server.arg(argument("socket", &folder.join("socket")));
        server.arg(argument("init-file", &folder.join(Self::FILE.0))).arg(format!("--port={port}"));
        server.args(["--bind-address=127.0.0.1", "--skip-name-resolve"]).args(options);
        server
    }

    fn url(port: u16) -> String {
        format!("mysql://kis:hunter2@127.0.0.1:{port}/kis")
    }

    async fn answers(url: &str) -> bool {
        // One that refuses who speaks no TLS is there, too.
        matches!(Conn::new(Opts::from_url(url).unwrap()).await, Ok(_) | Err(mysql_async::Error::Server(_)))
    }
}

fn mariadb(name: &str, folder: &Path) -> Command {
    let mut command = program(name, folder);
    // One that starts clears what it takes for another's leftovers out of the folder for temporary files.
    command.env("TMPDIR", folder);
    command.arg("--no-defaults").arg(argument("datadir", &folder.join("data")));
    command
}

fn argument(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}
