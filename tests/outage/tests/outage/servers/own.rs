//! A server of a test's own, to be stopped and started again.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use kis_runtime::prelude::*;
use tempfile::TempDir;

use crate::own_process::{OwnProcess, free_port, give_to_server};

/// How a server is made and asked.
pub(super) struct Kind {
    /// Puts into a new folder what the server needs.
    pub(super) prepare: fn(&Path),
    pub(super) command: fn(&Path, u16) -> Command,
    /// One that is ready answers this so.
    pub(super) question: &'static [u8],
    pub(super) answer: &'static [u8],
    /// The signal on which it ends soon, whoever is connected.
    pub(super) end: &'static str,
    pub(super) conn_type: &'static str,
    pub(super) params: &'static [(&'static str, &'static str)],
    pub(super) url: fn(u16) -> String,
}

pub(super) struct OwnServer {
    kind: &'static Kind,
    folder: TempDir,
    port: u16,
    process: Option<OwnProcess>,
}

impl OwnServer {
    pub(super) async fn start(kind: &'static Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        give_to_server(folder.path());
        (kind.prepare)(folder.path());
        let mut server = OwnServer { kind, folder, port: free_port(), process: None };
        server.start_again().await;
        server
    }

    /// Starts it on the data that it had, and returns when it answers.
    pub(super) async fn start_again(&mut self) {
        const TRIES: u32 = 20;
        for _ in 0..TRIES {
            let mut command = (self.kind.command)(self.folder.path(), self.port);
            let mut process = OwnProcess::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
            // It ends by itself while the port, or what a killed one left behind, is not free yet.
            while !process.has_ended() {
                if self.answers().unwrap_or(false) {
                    self.process = Some(process);
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        panic!("the server ended {TRIES} times as soon as it was started");
    }

    /// As its operator would.
    pub(super) fn stop(&mut self) {
        self.end(self.kind.end);
    }

    /// As a crash would.
    pub(super) fn kill(&mut self) {
        self.end("KILL");
    }

    fn end(&mut self, signal: &str) {
        if let Some(mut process) = self.process.take() {
            process.end(signal);
        }
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        let config = ConnectorConfig::new(self.kind.conn_type, (self.kind.url)(self.port)).key("readings");
        self.kind.params.iter().fold(config, |config, (name, value)| config.param(*name, *value))
    }

    fn answers(&self) -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(self.kind.question)?;
        let mut answer = vec![0; self.kind.answer.len()];
        stream.read_exact(&mut answer)?;
        Ok(answer == self.kind.answer)
    }
}
