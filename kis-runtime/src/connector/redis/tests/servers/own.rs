//! Servers of a test's own, which it may stop, hang and kill.

#[cfg(feature = "redis-tls")]
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::connector::ConnectorConfig;
use crate::connector::tests::own_process::{self, OwnProcess};

pub(super) struct OwnServer {
    pub(super) port: u16,
    options: Vec<String>,
    folder: TempDir,
    process: OwnProcess,
}

impl OwnServer {
    /// Starts a server with these options, and returns when it answers.
    pub(super) fn start(options: &[&str]) -> Self {
        OwnServer::start_in(tempfile::tempdir().unwrap(), free_port(), options)
    }

    /// As [`OwnServer::start`], in TLS alone, with the certificate in this folder.
    #[cfg(feature = "redis-tls")]
    pub(super) fn start_with_tls(certificate: &Path, options: &[&str]) -> Self {
        let (port, key) = (free_port(), certificate.join("server.key"));
        let (tls_port, certificate) = (port.to_string(), certificate.join("server.crt"));
        let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
        let tls = ["--port", "0", "--tls-port", &tls_port, "--tls-auth-clients", "no"];
        let files =
            ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
        let folder = tempfile::tempdir().unwrap();
        OwnServer::start_in(folder, port, &[&tls, &files, options].concat())
    }

    /// As [`OwnServer::start`], with files that are there before.
    pub(super) fn start_in(folder: TempDir, port: u16, options: &[&str]) -> Self {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let process = spawn(port, &options, &folder);
        OwnServer { port, options, folder, process }
    }

    /// As `kill -9` and a new start with the same data do.
    pub(super) fn kill_and_restart(&mut self) {
        self.kill();
        self.restart();
    }

    /// Again, with the same data.
    pub(super) fn restart(&mut self) {
        self.process = spawn(self.port, &self.options, &self.folder);
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

    pub(super) fn config(&self, conn_type: &str) -> ConnectorConfig {
        ConnectorConfig::new(conn_type, format!("127.0.0.1:{}", self.port)).key("rows_")
    }
}

/// A port of which the one 10,000 above, which a cluster's node needs too, exists.
pub(super) fn free_port() -> u16 {
    loop {
        let port = own_process::free_port();
        if port < 55_000 {
            return port;
        }
    }
}

fn spawn(port: u16, options: &[String], folder: &TempDir) -> OwnProcess {
    let mut redis = Command::new("redis-server");
    redis
        .args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string(), "--dir"])
        .arg(folder.path());
    OwnProcess::start_until(redis.args(options).stdout(Stdio::piped()), "Ready to accept connections")
}
