//! A node of a test's own, which it may hang and kill; laid out by `cargo xtask servers up`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::connector::ConnectorConfig;
use crate::connector::tests::own_process::{OwnProcess, free_port, give_to_server, program};

pub(super) struct Node {
    /// Whose files it runs from: `es`, which is OpenSearch, or `elasticsearch`.
    server: &'static str,
    port: u16,
    folder: TempDir,
    process: Option<OwnProcess>,
}

/// How often a node is looked at while it starts, and for how long in all.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 1_200;

impl Node {
    /// A new node, when it answers.
    pub(super) async fn start(server: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["rows", "logs", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        give_to_server(folder.path());
        let mut node = Node { server, port: free_port(), folder, process: None };
        node.up().await;
        node
    }

    /// Starts it on its data, and returns when it answers and has its indices.
    pub(super) async fn up(&mut self) {
        let server = self.server;
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../target/servers/{server}.json"));
        let text = fs::read_to_string(files).unwrap_or_else(|_| {
            panic!(
                "the files of a node are not there: `cargo xtask servers up {server}`, or leave these tests out with \
                 `--skip servers::`"
            )
        });
        let laid_out: Value = serde_json::from_str(&text).unwrap();
        let folder = |name: &str| self.folder.path().join(name).display().to_string();
        let mut java = program("java", self.folder.path());
        java.arg(format!("-Djava.io.tmpdir={}", folder("tmp")));
        java.arg(format!("@{}/java.args", laid_out["data"].as_str().unwrap()));
        java.arg(format!("-Epath.data={}", folder("rows"))).arg(format!("-Epath.logs={}", folder("logs")));
        java.arg(format!("-Ehttp.port={}", self.port)).arg(format!("-Etransport.port={}", free_port()));
        java.stdout(Stdio::null()).stderr(Stdio::null());
        let process = self.process.insert(OwnProcess::start(&mut java));
        for _ in 0..LOOKS {
            if is_up(self.port) {
                return;
            }
            assert!(!process.has_ended(), "the node did not start");
            tokio::time::sleep(LOOK).await;
        }
        panic!("the node does not answer");
    }

    pub(super) fn kill(&mut self) {
        self.process = None;
    }

    /// It keeps its connections and answers nothing, until [`Node::go_on`].
    pub(super) fn hang(&self) {
        self.process.as_ref().unwrap().hang();
    }

    pub(super) fn go_on(&self) {
        self.process.as_ref().unwrap().go_on();
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new("es", format!("127.0.0.1:{}", self.port)).key("rows").param("create", "true")
    }
}

fn is_up(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_cluster/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| ["yellow", "green"].iter().any(|status| answer.contains(status)))
}
