//! PostgreSQL, as it is by default.

use std::path::Path;
use std::process::Command;

use super::no_row_is_lost_while_the_server_is_away;
use super::own::Kind;
use crate::own_process::program;

const POSTGRES: Kind = Kind {
    prepare,
    command,
    // A StartupMessage: one that still starts answers with an error.
    question: b"\0\0\0\x24\0\x03\0\0user\0kis\0database\0postgres\0\0",
    answer: b"R",
    end: "INT", // TERM waits for the flow's connections
    params: &[("create", "true")],
    conn_type: "postgres",
    url: |port| format!("postgres://kis@127.0.0.1:{port}/postgres"),
};

fn prepare(folder: &Path) {
    let mut initdb = program("initdb", folder);
    initdb.args(["--username=kis", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
    let made = initdb.arg(folder.join("data")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn command(folder: &Path, port: u16) -> Command {
    let mut postgres = program("postgres", folder);
    postgres.arg("-D").arg(folder.join("data")).arg("-p").arg(port.to_string()).arg("-k").arg(folder);
    postgres.args(["-c", "listen_addresses=127.0.0.1"]);
    postgres
}

#[tokio::test]
async fn a_flow_into_postgres_goes_on_when_the_server_is_back() {
    no_row_is_lost_while_the_server_is_away(&POSTGRES).await;
}
