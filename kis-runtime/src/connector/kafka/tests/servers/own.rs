//! A broker of a test's own, which it may stop, hang and kill.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use tempfile::TempDir;

use crate::connector::ConnectorConfig;
use crate::connector::tests::own_process::{OwnProcess, free_port};

/// How long a broker may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct OwnBroker {
    port: u16,
    folder: TempDir,
    process: OwnProcess,
}

/// What a broker has beyond the listener that asks for nothing.
#[derive(Default)]
pub(super) struct More {
    /// More listeners, with their ports; to clients they are on `localhost`.
    pub(super) listeners: Vec<(&'static str, u16)>,
    /// More lines of its settings.
    pub(super) settings: String,
    /// What `--add-scram` takes.
    pub(super) users: Vec<String>,
}

impl OwnBroker {
    /// Starts a broker, and returns when it answers.
    pub(super) fn start() -> Self {
        OwnBroker::start_in(tempfile::tempdir().unwrap(), &More::default())
    }

    /// Starts a broker in a folder.
    pub(super) fn start_in(folder: TempDir, more: &More) -> Self {
        let port = free_port();
        fs::write(folder.path().join("settings"), settings(folder.path(), port, more)).unwrap();
        let mut format = java("kafka.tools.StorageTool");
        format.args(["format", "--cluster-id", "a2lzLXRlc3QtY2x1c3Rlcg", "--config"]);
        format.arg(folder.path().join("settings"));
        for user in &more.users {
            format.arg("--add-scram").arg(user);
        }
        let formatted = format.output().unwrap();
        assert!(formatted.status.success(), "{}", String::from_utf8_lossy(&formatted.stderr));
        let process = spawn(&folder);
        let mut broker = OwnBroker { port, folder, process };
        broker.wait();
        broker
    }

    /// As `kill -9`.
    pub(super) fn kill(&mut self) {
        self.process.kill();
    }

    /// After [`OwnBroker::kill`], with the same data.
    pub(super) fn start_again(&mut self) {
        self.process = spawn(&self.folder);
        self.wait();
    }

    /// It keeps its connections and answers nothing, until [`OwnBroker::go_on`].
    pub(super) fn hang(&self) {
        self.process.hang();
    }

    pub(super) fn go_on(&self) {
        self.process.go_on();
    }

    /// None of its files grows over so many bytes, as on a full disk: then it ends, for it has no other.
    pub(super) fn limit_files(&self, bytes: u64) {
        self.process.limit_files(Command::new("prlimit"), bytes);
    }

    /// Returns when it has ended by itself.
    pub(super) async fn ended(&mut self) {
        let ending = async {
            while !self.process.has_ended() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, ending).await.expect("it goes on");
    }

    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A topic of its own, which is created.
    pub(super) fn config(&self, topic: &str) -> ConnectorConfig {
        ConnectorConfig::new("kafka", self.address()).key(topic).param("create", "true")
    }

    fn wait(&mut self) {
        let started = Instant::now();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.address()).set("group.id", "tests");
        config.set("log_level", "0");
        let consumer: BaseConsumer = config.create().unwrap();
        let answers = || {
            let metadata = consumer.fetch_metadata(None, Duration::from_millis(500));
            metadata.is_ok_and(|metadata| !metadata.brokers().is_empty())
        };
        while !answers() {
            assert!(!self.process.has_ended(), "it ended: {}", self.log());
            assert!(started.elapsed() < PATIENCE, "it does not answer: {}", self.log());
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

fn spawn(folder: &TempDir) -> OwnProcess {
    let log = fs::File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    let mut kafka = java("kafka.Kafka");
    kafka.arg(folder.path().join("settings")).current_dir(folder.path());
    OwnProcess::start(kafka.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log))
}

fn java(main: &str) -> Command {
    let mut java = Command::new("java");
    java.args(["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
    java.arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn").arg("-cp").arg(jars().join("*")).arg(main);
    java
}

/// Where `cargo xtask servers up kafka` keeps them.
fn jars() -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/servers/jars");
    let is_kafka = |folder: &PathBuf| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("kafka-"))
    };
    let folders = fs::read_dir(all).into_iter().flatten().flatten();
    folders.map(|folder| folder.path()).find(is_kafka).expect(
        "the jars of Kafka are not there: `cargo xtask servers up kafka` brings them, or leave these tests out with \
         `--skip servers::`",
    )
}

fn settings(folder: &Path, port: u16, more: &More) -> String {
    let controller = free_port();
    let with_more = |first: &str, host| {
        let more = more.listeners.iter().map(|(name, port)| format!(",{name}://{host}:{port}"));
        first.to_owned() + &more.collect::<String>()
    };
    let plain = format!("PLAINTEXT://127.0.0.1:{port}");
    format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners={},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners={}\n\
         listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,\
         SASL_PLAINTEXT:SASL_PLAINTEXT\n\
         controller.listener.names=CONTROLLER\n\
         log.dirs={}\n\
         offsets.topic.replication.factor=1\n\
         offsets.topic.num.partitions=1\n\
         broker.session.timeout.ms=1000\n\
         broker.heartbeat.interval.ms=200\n\
         log.cleaner.dedupe.buffer.size=2097152\n\
         log.index.size.max.bytes=65536\n\
         num.recovery.threads.per.data.dir=1\n\
         {}",
        with_more(&plain, "127.0.0.1"),
        with_more(&plain, "localhost"),
        folder.join("topics").display(),
        more.settings
    )
}
