//! A Redis Cluster: three nodes at ports in a row, each with a third of the slots and no replica.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::catalog::program;
use super::start::{as_server, give_to_server};
use crate::Result;

/// A port for clients and one for the other nodes, for each node.
pub(super) const PORTS: u16 = 2 * NODES;
const NODES: u16 = 3;
const SLOTS: u32 = 16_384;

/// Ends the nodes when it is ended.
const RUN: &str = "trap 'kill $nodes; wait; exit' TERM\n\
                   for conf; do \"$redis\" \"$conf\" & nodes=\"$nodes $!\"; done\n\
                   wait";

/// Each node begins with the map of all, so that they need not be introduced to each other.
pub(super) fn prepare(data: &Path, port: u16) -> Result<Command> {
    let mut shell = as_server(Path::new("/bin/sh"));
    shell.args(["-c", RUN, "sh"]).env("redis", program("redis-server")?);
    for node in 0..NODES {
        let map = format!("nodes-{node}.conf");
        let (client, bus) = (port + node, port + NODES + node);
        let text = format!(
            "bind 127.0.0.1\nport {client}\ncluster-enabled yes\ncluster-port {bus}\ncluster-config-file {map}\n\
             requirepass kis-test\nsave \"\"\n",
        );
        let conf = data.join(format!("redis-{node}.conf"));
        for (file, text) in [(&conf, text), (&data.join(map), map_of(node, port))] {
            fs::write(file, text)?;
            give_to_server(file)?;
        }
        shell.arg(conf);
    }
    Ok(shell)
}

/// What a node's file says of all nodes: <https://redis.io/docs/latest/commands/cluster-nodes/>.
fn map_of(this: u16, port: u16) -> String {
    let mut map = String::new();
    for node in 0..NODES {
        let (client, bus, epoch) = (port + node, port + NODES + node, node + 1);
        let myself = if node == this { "myself," } else { "" };
        let (from, to) = (first_slot(node), first_slot(node + 1) - 1);
        let _ = writeln!(
            map,
            "{epoch:040x} 127.0.0.1:{client}@{bus} {myself}master - 0 0 {epoch} connected {from}-{to}"
        );
    }
    map + &format!("vars currentEpoch {NODES} lastVoteEpoch 0\n")
}

fn first_slot(node: u16) -> u32 {
    SLOTS * u32::from(node) / u32::from(NODES)
}

/// Where clients reach the nodes.
pub(super) fn ports(port: u16) -> impl Iterator<Item = u16> {
    port..port + NODES
}
