//! Apache Kafka: one node in KRaft mode, broker and controller at once.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use super::catalog::program;
use super::maven::jars_for_server;
use super::start::{as_server, give_to_server};
use crate::{Result, command};

/// Sixteen bytes in base64, as every node of a cluster must name it: `kis-test-cluster`.
const CLUSTER: &str = "a2lzLXRlc3QtY2x1c3Rlcg";

/// Asks for the brokers and for no topic: a Metadata request of version 1, of nobody.
pub(super) const METADATA: &[u8] = &[0, 0, 0, 14, 0, 3, 0, 1, b'k', b'i', b's', b'!', 0xff, 0xff, 0, 0, 0, 0];

/// What the answer holds once the broker takes part in the cluster: one broker, of the number 1.
pub(super) const BROKER_1: [u8; 12] = [b'k', b'i', b's', b'!', 0, 0, 0, 1, 0, 0, 0, 1];

pub(super) fn prepare(data: &Path, port: u16) -> Result<Command> {
    let jars = jars_for_server("kafka", data)?;
    let controller = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let settings = data.join("server.properties");
    fs::write(&settings, properties(data, port, controller))?;
    give_to_server(&settings)?;
    let java = |main: &str| -> Result<Command> {
        let mut java = as_server(&program("java")?);
        java.args(["-Xmx384m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]);
        java.arg("-cp").arg(jars.join("*")).arg(main).current_dir(data);
        Ok(java)
    };
    let mut format = java("kafka.tools.StorageTool")?;
    command::output(format.args(["format", "--cluster-id", CLUSTER, "--config"]).arg(&settings))?;
    let mut kafka = java("kafka.Kafka")?;
    kafka.arg(&settings);
    Ok(kafka)
}

fn properties(data: &Path, port: u16, controller: u16) -> String {
    format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port}\n\
         controller.listener.names=CONTROLLER\n\
         log.dirs={}\n\
         offsets.topic.replication.factor=1\n\
         offsets.topic.num.partitions=1\n\
         group.initial.rebalance.delay.ms=0\n\
         log.cleaner.dedupe.buffer.size=2097152\n",
        data.join("topics").display()
    )
}
