//! Redis, which has on its disk what it acknowledged.

use std::path::Path;
use std::process::Command;

use super::no_row_is_lost_while_the_server_is_away;
use super::own::Kind;
use crate::own_process::program;

const REDIS: Kind = Kind {
    prepare: |_| {},
    command,
    question: b"PING\r\n",
    answer: b"+PONG",
    end: "TERM",
    params: &[],
    conn_type: "redis",
    url: |port| format!("redis://127.0.0.1:{port}"),
};

fn command(folder: &Path, port: u16) -> Command {
    let mut redis = program("redis-server", folder);
    redis.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always"]);
    redis.arg("--port").arg(port.to_string()).arg("--dir").arg(folder);
    redis
}

#[tokio::test]
async fn a_flow_into_redis_goes_on_when_the_server_is_back() {
    no_row_is_lost_while_the_server_is_away(&REDIS).await;
}
