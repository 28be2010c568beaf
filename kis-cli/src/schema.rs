use std::path::PathBuf;

use crate::Found;
use crate::failure::Failure;
use crate::input::Types;
use crate::terminal::Terminal;

/// Print the JSON Schema of the files, for editors: what is allowed, with an explanation of every key
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    types: Types,

    /// The file to write, also over one that is there; without it the schema goes to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const AFTER: &str = "\
Example:
  kis schema -o kis.schema.json

Editors with the YAML language server (in VS Code the extension YAML) use it when a file begins with this line, the path
being relative to the file:
  # yaml-language-server: $schema=kis.schema.json";

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Result<Found, Failure> {
    terminal.deliver(&kis_config::schema(&args.types.options()), args.output.as_deref())?;
    Ok(Found::Nothing)
}
