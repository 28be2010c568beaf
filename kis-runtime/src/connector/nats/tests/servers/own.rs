//! Servers of a test's own, which it may stop, hang and kill.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::connector::ConnectorConfig;

pub(super) struct OwnServer {
    pub(super) port: u16,
    pub(super) folder: TempDir,
    process: OwnProcess,
}

/// Ends when it is dropped.
struct OwnProcess(Child);

impl OwnServer {
    /// Starts a server with JetStream and these lines of configuration, and returns when it answers.
    pub(super) fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let streams = folder.path().join("streams");
        let jetstream = format!("jetstream {{ store_dir: \"{}\" }}\n{config}", streams.display());
        OwnServer::start_in(folder, &jetstream)
    }

    /// As [`OwnServer::start`], with these lines alone.
    pub(super) fn start_in(folder: TempDir, config: &str) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let config = format!("listen: \"127.0.0.1:{port}\"\n{config}\n");
        std::fs::write(folder.path().join("nats.conf"), config).unwrap();
        let process = spawn(&folder);
        OwnServer { port, folder, process }
    }

    /// As `kill -9` and a new start with the same data do.
    pub(super) fn kill_and_restart(&mut self) {
        self.kill();
        self.process = spawn(&self.folder);
    }

    pub(super) fn kill(&mut self) {
        self.process.0.kill().unwrap();
        self.process.0.wait().unwrap();
    }

    /// It keeps its connections and answers nothing, until [`OwnServer::go_on`].
    pub(super) fn hang(&self) {
        self.signal("-STOP");
        // One that runs at that moment comes to a stop only when it is looked at next.
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.is_stopped() {
            assert!(Instant::now() < deadline, "the server does not stop");
            std::thread::yield_now();
        }
    }

    /// Whether none of its threads runs.
    fn is_stopped(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.process.0.id())).unwrap();
        threads.into_iter().all(|thread| {
            let stat = std::fs::read_to_string(thread.unwrap().path().join("stat")).unwrap_or_default();
            stat.rsplit(')').next().is_some_and(|after| after.trim_start().starts_with('T'))
        })
    }

    pub(super) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(signal).arg(self.process.0.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// A connector that makes the stream `rows` for the subject `rows`.
    pub(super) fn config(&self) -> ConnectorConfig {
        self.config_at("nats://")
    }

    pub(super) fn config_at(&self, before_host: &str) -> ConnectorConfig {
        ConnectorConfig::new("nats", format!("{before_host}127.0.0.1:{}", self.port))
            .key("rows")
            .param("create", "true")
    }
}

impl Drop for OwnProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn spawn(folder: &TempDir) -> OwnProcess {
    let mut process = Command::new("nats-server")
        .arg("--config")
        .arg(folder.path().join("nats.conf"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("nats-server is not there: install it, or leave these tests out with `--skip servers::`");
    let lines = BufReader::new(process.stderr.as_mut().unwrap()).lines();
    let mut log = Vec::new();
    for line in lines.map_while(Result::ok) {
        let is_ready = line.contains("Server is ready");
        log.push(line);
        if is_ready {
            return OwnProcess(process);
        }
    }
    drop(OwnProcess(process));
    panic!("nats-server did not start: {log:#?}");
}
