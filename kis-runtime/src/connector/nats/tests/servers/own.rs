//! Servers of a test's own, which it may stop, hang and kill.

use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::connector::ConnectorConfig;
use crate::connector::tests::own_process::{OwnProcess, free_port};

pub(super) struct OwnServer {
    pub(super) port: u16,
    pub(super) folder: TempDir,
    process: OwnProcess,
}

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
        let port = free_port();
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
        self.process.kill();
    }

    /// It keeps its connections and answers nothing, until [`OwnServer::go_on`].
    pub(super) fn hang(&self) {
        self.process.hang();
    }

    pub(super) fn go_on(&self) {
        self.process.go_on();
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

fn spawn(folder: &TempDir) -> OwnProcess {
    let mut nats = Command::new("nats-server");
    nats.arg("--config").arg(folder.path().join("nats.conf")).stderr(Stdio::piped());
    OwnProcess::start_until(&mut nats, "Server is ready")
}
