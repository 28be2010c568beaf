use clap::{Parser, Subcommand, ValueEnum};

use crate::{check, explain, export, graph, schema};

/// Checks, draws and exports KisFlow's configuration files.
#[derive(Parser)]
#[command(name = "kis", version, after_help = AFTER)]
pub(crate) struct Args {
    /// Whether to print in colours; `auto` does so in a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(check::Args),
    Graph(graph::Args),
    Schema(schema::Args),
    Export(export::Args),
    Explain(explain::Args),
}

/// When to print in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

const AFTER: &str = "\
Examples:
  kis check conf
  kis graph conf -o flows.svg
  kis explain KIS012

Exit codes:
  0  no errors
  1  errors were found
  2  could not run: a path that cannot be read, or wrong arguments";
