//! A server of a test's own, which it may stop, hang and kill.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use kis_runtime::prelude::*;
use tempfile::TempDir;

pub(super) struct OwnServer {
    port: u16,
    folder: TempDir,
    process: Child,
}

impl OwnServer {
    pub(super) fn start() -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let process = spawn(port, &folder);
        OwnServer { port, folder, process }
    }

    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// On the same data as before.
    pub(super) fn start_again(&mut self) {
        self.process = spawn(self.port, &self.folder);
    }

    /// It keeps its connections and answers nothing, until it is sent `CONT`.
    pub(super) fn hang(&self) {
        self.signal("STOP");
        // One that runs at that moment comes to a stop only when it is looked at next.
        let stat = format!("/proc/{}/stat", self.process.id());
        while !std::fs::read_to_string(&stat).unwrap().contains(") T ") {
            std::thread::yield_now();
        }
    }

    /// `CONT` has it go on after [`OwnServer::hang`], `USR1` has it take no jobs any more.
    pub(super) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.process.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new("beanstalkd", format!("127.0.0.1:{}", self.port)).key("parcels")
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns when it answers. What was acknowledged is on the disk (`-f0`).
fn spawn(port: u16, folder: &TempDir) -> Child {
    loop {
        let mut server = Command::new("beanstalkd");
        server.args(["-l", "127.0.0.1", "-p", &port.to_string(), "-f0", "-b"]).arg(folder.path());
        let mut process = server
            .stderr(Stdio::null())
            .spawn()
            .expect("beanstalkd is not there: install it, or leave these tests out with `--skip servers::`");
        // It may end at once, because what was connected to the one before still holds the port.
        while process.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return process;
            }
            std::thread::yield_now();
        }
    }
}
