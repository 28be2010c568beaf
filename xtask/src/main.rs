//! The project's own chores: `cargo xtask --help`.

mod allocations;
mod build_cost;
mod cases;
mod ci;
mod command;
mod expansion;
mod instructions;
mod metadata;
mod msrv;
mod options;
mod servers;
mod setup;
mod user_crate;
mod valgrind;

use std::process::ExitCode;

use options::Options;

/// What a chore returns; the text says what is wrong and what to do.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
The project's own chores.

usage: cargo xtask <chore> [options]

  ci             everything that a change must pass, in order, up to the first failure
                   --no-servers   without the tests of connectors to servers
                   --only a,b     only these steps (fmt, clippy, test, features, docs, msrv, instructions, allocations)
  servers        the real servers that connectors are tested against, on 127.0.0.1, their data in a temporary folder:
                   up | down | status, then names, or none for all of them: redis, redis-cluster, postgres, mysql,
                   nats, kafka, es, elasticsearch, beanstalkd.
                   A server of your own is used when its variable is set, KIS_TEST_REDIS_URL and its like
  setup          installs what the checks need (valgrind, C and C++ compilers, make, OpenSSL) with apt-get, if it is missing
  instructions   instructions per row of each flow against its hand-written loop, by callgrind
  allocations    allocations per row of each flow against its hand-written loop, by memcheck
                   --rows N,N     batch sizes to measure with; 8192,100000 when not given
                   --binary PATH  measures this program and not `instructions` of kis-tests;
                                  `PATH --list` prints `name generator hand flow limit heavy-limit` a line,
                                  `PATH CASE N` works on N rows
  build-cost     CPU seconds of a cold release build of a small user crate, and the crates in its tree
                   --check        fails above 45 s (default features) and 120 s (sqlite, prometheus)
                   --each-feature with each feature of kis-runtime by itself instead
                   --feature NAME with this one
                   --runs N       the least of N builds counts: other work on the machine makes it more
  expansion      CPU seconds of `cargo check` of 100 flows of 10 functions: from files, by `flow!`, and by hand
                   --check        fails when `include_flow!` itself takes more than 1 s
                   --runs N       the least of N checks counts

A first look at the project: cargo run --release --example flights
Before a commit:             cargo xtask ci
While working:               cargo xtask ci --only fmt,clippy
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next().unwrap_or_default();
    match run(&chore, arguments.collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask {chore}: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &str, arguments: Vec<String>) -> Result {
    if matches!(chore, "" | "help" | "-h" | "--help")
        || arguments.iter().any(|it| it == "-h" || it == "--help")
    {
        print!("{HELP}");
        return Ok(());
    }
    let options = Options::new(arguments);
    match chore {
        "ci" => ci::run(options),
        "setup" => setup::run(options),
        "instructions" => instructions::run(options),
        "allocations" => allocations::run(options),
        "servers" => servers::run(options),
        "build-cost" => build_cost::run(options),
        "expansion" => expansion::run(options),
        other => Err(format!("there is no chore `{other}`; `cargo xtask --help` lists them").into()),
    }
}
