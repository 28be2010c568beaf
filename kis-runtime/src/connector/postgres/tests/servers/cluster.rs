//! A server of a test's own, to be stopped and killed.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::connector::ConnectorConfig;

/// A cluster that ends with its value.
pub(super) struct Cluster {
    folder: TempDir,
    port: u16,
    /// What the server is told besides.
    settings: &'static [&'static str],
    server: Option<Child>,
}

impl Cluster {
    /// A new cluster, and its server.
    pub(super) async fn start() -> Self {
        Cluster::start_with(&[], |_| {}).await
    }

    /// As [`Cluster::start`], with settings, after `prepare` has put files in the folder.
    pub(super) async fn start_with(settings: &'static [&'static str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = folder.path().join("password");
        fs::write(&password, "hunter2\n").unwrap();
        prepare(folder.path());
        if is_root() {
            let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
            for path in files.chain([folder.path().to_owned()]) {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        let mut initdb = program("initdb", folder.path());
        initdb.args(["--username=kis", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.arg("--pwfile").arg(&password).arg("--pgdata").arg(folder.path().join("data"));
        let made = initdb.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut cluster = Cluster { folder, port, settings, server: None };
        cluster.up().await;
        cluster
    }

    /// Starts the server, and returns when it answers.
    pub(super) async fn up(&mut self) {
        loop {
            let mut server = program("postgres", self.folder.path());
            server.arg("-D").arg(self.folder.path().join("data")).arg("-p").arg(self.port.to_string());
            server.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
            server.args(self.settings.iter().flat_map(|setting| ["-c", setting]));
            server.arg("-k").arg(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut server = server.spawn().unwrap();
            // One that was killed leaves processes that have to see it first; until then no other one starts.
            while server.try_wait().unwrap().is_none() {
                let url = self.url("hunter2");
                if tokio_postgres::connect(&url, tokio_postgres::NoTls).await.is_ok() {
                    self.server = Some(server);
                    return;
                }
                tokio::task::yield_now().await;
            }
        }
    }

    /// Ends the server: `INT` asks it to, `KILL` does not.
    pub(super) fn down(&mut self, signal: &str) {
        if let Some(mut server) = self.server.take() {
            send(signal, &[server.id()]);
            server.wait().unwrap();
        }
    }

    /// Sends a signal to the server and to each process of its connections.
    pub(super) fn signal_all(&self, signal: &str) {
        let Some(server) = &self.server else { return };
        let mut processes = vec![server.id()];
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
            if parent == Some(&server.id().to_string()) {
                processes.extend(entry.file_name().to_string_lossy().parse::<u32>());
            }
        }
        send(signal, &processes);
    }

    /// No file of a connection that is made from now on grows over so many bytes.
    pub(super) fn limit_files(&self, bytes: u64) {
        let process = self.server.as_ref().unwrap().id();
        let mut limit = program("prlimit", self.folder.path());
        limit.arg(format!("--pid={process}")).arg(format!("--fsize={bytes}"));
        assert!(limit.status().unwrap().success());
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new("postgres", self.url("hunter2")).key("rows").param("create", "true")
    }

    #[cfg(feature = "postgres-tls")]
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The file of this name in the cluster's folder.
    #[cfg(feature = "postgres-tls")]
    pub(super) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(super) fn url(&self, password: &str) -> String {
        format!("postgres://kis:{password}@127.0.0.1:{}/postgres", self.port)
    }

    /// Takes the server's place while it is down, and drops so many connections.
    pub(super) async fn refuse(&self, connections: usize) {
        let listener = loop {
            // What was connected to the server may hold the port for a moment.
            match tokio::net::TcpListener::bind(("127.0.0.1", self.port)).await {
                Ok(listener) => break listener,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        for _ in 0..connections {
            drop(listener.accept().await.unwrap());
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            self.signal_all("CONT");
        }
        self.down("QUIT");
    }
}

/// Sends a signal to processes of a server of ours.
pub(super) fn send(signal: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    // One of them may have ended by itself.
    Command::new("kill").arg(format!("-{signal}")).args(processes).stderr(Stdio::null()).status().unwrap();
}

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A program of PostgreSQL, which does not run as root.
fn program(name: &str, folder: &Path) -> Command {
    let path = find(name).unwrap_or_else(|| {
        panic!("there is no `{name}`: install PostgreSQL's server, or leave these tests out with `--skip servers::`")
    });
    let mut command = Command::new("setpriv");
    match is_root() {
        true => command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(path),
        false => {
            command = Command::new(path);
            &mut command
        }
    };
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// Debian keeps PostgreSQL's programs in a folder per version.
fn find(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}
