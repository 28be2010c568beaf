//! A server of a test's own, to be stopped and started again.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kis_runtime::prelude::*;
use tempfile::TempDir;

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

/// Ends with its value.
pub(super) struct OwnServer {
    kind: &'static Kind,
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl OwnServer {
    pub(super) async fn start(kind: &'static Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        (kind.prepare)(folder.path());
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut server = OwnServer { kind, folder, port, process: None };
        server.start_again().await;
        server
    }

    /// Starts it on the data that it had, and returns when it answers.
    pub(super) async fn start_again(&mut self) {
        const TRIES: u32 = 20;
        for _ in 0..TRIES {
            let mut command = (self.kind.command)(self.folder.path(), self.port);
            let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // It ends by itself while the port, or what a killed one left behind, is not free yet.
            while process.try_wait().unwrap().is_none() {
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
        let Some(mut process) = self.process.take() else { return };
        Command::new("kill").arg(format!("-{signal}")).arg(process.id().to_string()).status().unwrap();
        process.wait().unwrap();
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

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.kill();
    }
}

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A server's program, in its folder and as nobody where the test runs as root, which PostgreSQL refuses.
pub(super) fn as_server(name: &str, folder: &Path) -> Command {
    let path = find(name).unwrap_or_else(|| {
        panic!("there is no `{name}`: install it, or leave these tests out with `--skip servers::`")
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
