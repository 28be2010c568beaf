//! `kis graph`: the flows and what joins them, as a picture.

mod dot;
mod layout;
mod mermaid;
mod model;
mod svg;
mod text;

use std::path::PathBuf;

use clap::ValueEnum;
use kis_config::near::did_you_mean;

use crate::Found;
use crate::failure::Failure;
use crate::input::Input;
use crate::terminal::Terminal;
use model::Graph;

/// Draw the flows, the connectors that join them, and the sources that feed them
///
/// An arrow from a function to a connector saves, one from a connector to a function loads. What is dashed is off
/// (`status: 0`). Addresses and parameters are never shown. Files with errors are not drawn; the problems go to the
/// standard error.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// What to make: a picture for browsers and documents, or text for Mermaid or Graphviz
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: Format,

    /// Draw this flow only, with what it touches; may be given several times
    #[arg(long = "flow", value_name = "NAME")]
    flows: Vec<String>,

    /// The file to write, also over one that is there; without it the graph goes to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Svg,
    Mermaid,
    Dot,
}

const AFTER: &str = "\
Examples:
  kis graph conf -o flows.svg
  kis graph conf --format mermaid --flow Orders
  kis graph conf --format dot | dot -Tpdf -o flows.pdf

Exit codes:
  0  drawn
  1  the files have errors; nothing was drawn
  2  could not run: a path that cannot be read or written, an unknown flow, or wrong arguments";

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Result<Found, Failure> {
    let Some(config) = args.input.model(terminal)? else { return Ok(Found::Errors) };
    if let Some(name) = args.flows.iter().find(|name| !config.flows.contains_key(*name)) {
        let names = || config.flows.keys().map(String::as_str);
        return Err(Failure::UnknownFlow {
            name: name.clone(),
            near: text::clean(&did_you_mean(name, names())),
            all: match names().map(|name| format!("`{}`", text::clean(name))).collect::<Vec<_>>().join(", ") {
                none if none.is_empty() => "the files declare none".to_owned(),
                all => format!("the flows are {all}"),
            },
        });
    }
    let graph = Graph::of(&config, |flow| args.flows.is_empty() || args.flows.iter().any(|it| it == flow));
    let text = match args.format {
        Format::Svg => svg::draw(&graph),
        Format::Mermaid => mermaid::draw(&graph),
        Format::Dot => dot::draw(&graph),
    };
    terminal.deliver(&text, args.output.as_deref())?;
    Ok(Found::Nothing)
}
