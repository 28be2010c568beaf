//! A server of a test's own, to be stopped and killed.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mysql_async::{Conn, Opts};
use tempfile::TempDir;

use crate::connector::ConnectorConfig;

/// A server that ends with its value.
pub(super) struct Server {
    folder: TempDir,
    port: u16,
    /// What the server is told besides.
    options: &'static [&'static str],
    server: Option<Child>,
}

impl Server {
    /// A new server with nothing in it.
    pub(super) async fn start() -> Self {
        Server::start_with(&[], |_| {}).await
    }

    /// As [`Server::start`], with options, after `prepare` has put files in the folder, where the server runs.
    pub(super) async fn start_with(options: &'static [&'static str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let sql = "CREATE DATABASE IF NOT EXISTS kis CHARACTER SET utf8mb4;\n\
                   CREATE USER IF NOT EXISTS kis@'127.0.0.1' IDENTIFIED BY 'hunter2';\n\
                   GRANT ALL ON *.* TO kis@'127.0.0.1';\n";
        fs::write(folder.path().join("init.sql"), sql).unwrap();
        if is_root() {
            let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
            for path in files.chain([folder.path().to_owned()]) {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        // One that starts clears what it takes for another's leftovers out of the folder for temporary files.
        let mut install = program("mariadb-install-db", folder.path());
        install.env("TMPDIR", folder.path());
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        let made = install.arg(argument("datadir", &folder.path().join("data"))).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut server = Server { folder, port, options, server: None };
        server.up().await;
        server
    }

    /// Starts the server, and returns when it answers.
    pub(super) async fn up(&mut self) {
        loop {
            let folder = self.folder.path();
            let mut server = program("mariadbd", folder);
            server.env("TMPDIR", folder);
            server.arg("--no-defaults").arg(argument("datadir", &folder.join("data")));
            server.arg(argument("socket", &folder.join("socket")));
            server.arg(argument("init-file", &folder.join("init.sql")));
            server
                .args(["--bind-address=127.0.0.1", "--skip-name-resolve"])
                .arg(format!("--port={}", self.port))
                .args(self.options);
            let mut server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // It may end at once, because what was connected to the one before still holds the port.
            while server.try_wait().unwrap().is_none() {
                let opts = Opts::from_url(&self.url()).unwrap();
                // One that refuses who speaks no TLS is there, too.
                if let Ok(_) | Err(mysql_async::Error::Server(_)) = Conn::new(opts).await {
                    self.server = Some(server);
                    return;
                }
                tokio::task::yield_now().await;
            }
        }
    }

    /// Ends the server: `TERM` asks it to, `KILL` does not.
    pub(super) fn down(&mut self, signal: &str) {
        if let Some(mut server) = self.server.take() {
            send(signal, server.id());
            server.wait().unwrap();
        }
    }

    /// Halts the server, and returns when each of its threads stands still.
    pub(super) fn halt(&self) {
        let process = self.server.as_ref().unwrap().id();
        send("STOP", process);
        let halted = |thread: fs::DirEntry| {
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            // A thread that has ended since then does nothing either.
            stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('T'))
        };
        while !fs::read_dir(format!("/proc/{process}/task")).unwrap().flatten().all(halted) {}
    }

    /// Lets the server go on.
    pub(super) fn go_on(&self) {
        send("CONT", self.server.as_ref().unwrap().id());
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new("mysql", self.url()).key("rows").param("create", "true")
    }

    #[cfg(feature = "mysql-tls")]
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The file of this name in the server's folder.
    #[cfg(feature = "mysql-tls")]
    pub(super) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn url(&self) -> String {
        format!("mysql://kis:hunter2@127.0.0.1:{}/kis", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down("KILL");
    }
}

fn send(signal: &str, process: u32) {
    let status = Command::new("kill").arg(format!("-{signal}")).arg(process.to_string()).status().unwrap();
    assert!(status.success());
}

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn argument(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}

/// A program of MariaDB, which does not run as root.
fn program(name: &str, folder: &Path) -> Command {
    let path = find(name).unwrap_or_else(|| {
        panic!(
            "there is no `{name}`: install MariaDB's server, or leave these tests out with `--skip servers::`"
        )
    });
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(path);
            command
        }
        false => Command::new(path),
    };
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}
