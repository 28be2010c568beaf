//! Servers of a test's own, which it may stop, hang and kill.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
#[cfg(feature = "redis-tls")]
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::connector::ConnectorConfig;

pub(super) struct OwnServer {
    pub(super) port: u16,
    options: Vec<String>,
    folder: TempDir,
    process: OwnProcess,
}

/// Ends when it is dropped.
struct OwnProcess(Child);

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
        self.process.0.kill().unwrap();
        self.process.0.wait().unwrap();
    }

    /// It keeps its connections and answers nothing, until [`OwnServer::go_on`].
    pub(super) fn hang(&self) {
        self.signal("-STOP");
    }

    pub(super) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(signal).arg(self.process.0.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    pub(super) fn config(&self, conn_type: &str) -> ConnectorConfig {
        ConnectorConfig::new(conn_type, format!("127.0.0.1:{}", self.port)).key("rows_")
    }
}

impl Drop for OwnProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of which the one 10,000 above, which a cluster's node needs too, exists.
pub(super) fn free_port() -> u16 {
    loop {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        if port < 55_000 {
            return port;
        }
    }
}

fn spawn(port: u16, options: &[String], folder: &TempDir) -> OwnProcess {
    let mut process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string(), "--dir"])
        .arg(folder.path())
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .expect("redis-server is not there: install it, or leave these tests out with `--skip servers::`");
    let lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
    let mut log = Vec::new();
    for line in lines.map_while(Result::ok) {
        let is_ready = line.contains("Ready to accept connections");
        log.push(line);
        if is_ready {
            return OwnProcess(process);
        }
    }
    drop(OwnProcess(process));
    panic!("redis-server did not start: {log:#?}");
}
