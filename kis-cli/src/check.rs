use clap::ValueEnum;
use kis_config::{Code, Diagnostic, Severity, check_with, render};

use crate::Found;
use crate::failure::Failure;
use crate::input::Input;
use crate::terminal::Terminal;

/// Check the files: every problem of every file, with its place and what to do
///
/// The problems go to the standard output, as those of other linters do, and a line that sums them up. `kis` cannot see
/// Rust code: a function without a file is a warning, and whether a file and its function agree is found by
/// `include_flow!`.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,

    /// How to print the problems: for people, as a list for programs, or as SARIF 2.1.0 for code hosts and editors
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

const AFTER: &str = "\
Examples:
  kis check                                the files under conf
  kis check conf more/flow.yml --strict
  kis check --format sarif > kis.sarif
  kis export conf | kis check -

Exit codes:
  0  no errors; there may be warnings
  1  errors, or with --strict also warnings
  2  could not run: a path that cannot be read, or wrong arguments";

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Result<Found, Failure> {
    let sources = args.input.read()?;
    let mut checked = check_with(&sources, &args.input.options().lints(Severity::Warning));
    if args.strict {
        checked.diagnostics.iter_mut().for_each(|problem| problem.severity = Severity::Error);
    }
    let problems = &checked.diagnostics;
    terminal.print(&match args.format {
        Format::Human => {
            let style = terminal.results();
            let blocks = problems.iter().map(|problem| render::human(problem, &sources, style) + "\n");
            blocks.collect::<String>() + &summary(problems, sources.files().len())
        }
        Format::Json => render::json(problems, &sources),
        Format::Sarif => render::sarif(problems, &sources),
    })?;
    if let Some(unread) = problems.iter().find(|problem| problem.code == Code::Unreadable) {
        let path = sources.file(unread.primary.span.file).path().to_owned();
        return Err(Failure::Unread { path });
    }
    Ok(if checked.has_errors() { Found::Errors } else { Found::Nothing })
}

/// "2 errors, 1 warning in 14 files".
pub(crate) fn summary(problems: &[Diagnostic], files: usize) -> String {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let counts = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")];
    let found: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| number(count, what)).collect();
    let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
    format!("{found} in {}\n", number(files, "file"))
}

fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
