//! A server of a test's own, to be stopped, halted and killed.

use std::fs;
use std::marker::PhantomData;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::SqlServer;
use crate::connector::ConnectorConfig;
use crate::connector::tests::own_process::{OwnProcess, free_port, give_to_server, program};

/// How a server is installed in a folder, and started there.
pub(crate) trait Program: SqlServer {
    /// The signal that asks it to end, and the one that ends it for good.
    const ENDS: [&'static str; 2];
    /// A file that it needs in the folder: the name, and what is in it.
    const FILE: (&'static str, &'static str);

    /// What makes its data.
    fn install(folder: &Path) -> Command;

    /// What starts it, with options of the test.
    fn start(folder: &Path, port: u16, options: &[&str]) -> Command;

    fn url(port: u16) -> String;

    /// Whether it is there, if only to refuse.
    async fn answers(url: &str) -> bool;
}

/// A server that ends with its value.
pub(crate) struct OwnServer<P: Program> {
    folder: TempDir,
    port: u16,
    options: &'static [&'static str],
    process: Option<OwnProcess>,
    program: PhantomData<P>,
}

impl<P: Program> OwnServer<P> {
    /// A new server with nothing in it.
    pub(crate) async fn start() -> Self {
        OwnServer::start_with(&[], |_| {}).await
    }

    /// As [`OwnServer::start`], with options, after `prepare` has put files in the folder, where the server runs.
    pub(crate) async fn start_with(options: &'static [&'static str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let (file, content) = P::FILE;
        fs::write(folder.path().join(file), content).unwrap();
        give_to_server(folder.path());
        let made = P::install(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = free_port();
        let mut server = OwnServer { folder, port, options, process: None, program: PhantomData };
        server.up().await;
        server
    }

    /// Starts the server, and returns when it answers.
    pub(crate) async fn up(&mut self) {
        loop {
            let mut start = P::start(self.folder.path(), self.port, self.options);
            let mut process = OwnProcess::start(start.stdout(Stdio::null()).stderr(Stdio::null()));
            // It ends at once while the port is held by what was connected to the one before, or the data by processes
            // that have not seen yet that it was killed.
            while !process.has_ended() {
                if P::answers(&P::url(self.port)).await {
                    self.process = Some(process);
                    return;
                }
                tokio::task::yield_now().await;
            }
        }
    }

    /// Sends the server this signal, and waits for its end.
    pub(crate) fn down(&mut self, signal: &str) {
        if let Some(mut process) = self.process.take() {
            process.end(signal);
        }
    }

    /// Takes the server's place while it is down, and drops so many connections.
    pub(crate) async fn refuse(&self, connections: usize) {
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

    /// It keeps its connections and answers nothing, until [`OwnServer::go_on`].
    pub(crate) fn hang(&self) {
        self.process.as_ref().unwrap().hang();
    }

    pub(crate) fn go_on(&self) {
        self.process.as_ref().unwrap().go_on();
    }

    pub(crate) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new(P::TYPE, P::url(self.port)).key("students").param("create", "true")
    }

    #[cfg(any(feature = "mysql-tls", feature = "postgres-tls"))]
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The file of this name in the server's folder.
    #[cfg(any(feature = "mysql-tls", feature = "postgres-tls"))]
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// No file of a process that the server starts from now on grows over so many bytes.
    #[cfg(feature = "postgres")]
    pub(crate) fn limit_files(&self, bytes: u64) {
        let prlimit = program("prlimit", self.folder.path());
        self.process.as_ref().unwrap().limit_files(prlimit, bytes);
    }
}

impl<P: Program> Drop for OwnServer<P> {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.go_on();
            self.down(P::ENDS[1]);
        }
    }
}
