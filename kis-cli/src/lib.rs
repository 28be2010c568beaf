//! The command line of KisFlow for Rust: `kis check`, `graph`, `schema`, `export` and `explain`.
//!
//! Every rule about the files is `kis-config`'s; here is only what a person or a script sees of them. A file is a
//! subcommand: its arguments, then what it does.

mod args;
mod check;
mod explain;
mod export;
mod failure;
mod graph;
mod input;
mod schema;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use failure::Failure;
use terminal::Terminal;

/// Whether errors were found, by a command that ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Errors,
}

/// Does what the process's arguments say.
///
/// The exit code is 0 when there are no errors, 1 when there are, and 2 when the command could not run.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let terminal = Terminal::new(args.color);
    match run(&args.command, &terminal) {
        Ok(Found::Nothing) => ExitCode::SUCCESS,
        Ok(Found::Errors) => ExitCode::from(1),
        Err(failure) => {
            terminal.complain(&failure);
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command, terminal: &Terminal) -> Result<Found, Failure> {
    match command {
        Command::Check(args) => check::run(args, terminal),
        Command::Graph(args) => graph::run(args, terminal),
        Command::Schema(args) => schema::run(args, terminal),
        Command::Export(args) => export::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
    }
}
