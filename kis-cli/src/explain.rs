use kis_config::Code;
use kis_config::near::did_you_mean;

use crate::Found;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Explain a problem by its code: what it is, why it matters, wrong and right
///
/// Without a code it lists all of them.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  kis explain KIS012")]
pub(crate) struct Args {
    /// The code, as messages show it
    code: Option<String>,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Result<Found, Failure> {
    let text = match &args.code {
        Some(name) => Code::from_name(name).ok_or_else(|| unknown(name))?.explain().to_owned(),
        None => Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title())).collect(),
    };
    terminal.print(&text)?;
    Ok(Found::Nothing)
}

fn unknown(name: &str) -> Failure {
    // `12` and `KIS12` mean KIS012.
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let meant = digits.parse().ok().and_then(|number: u16| Code::from_name(&format!("KIS{number:03}")));
    let near = match meant {
        Some(code) => format!("; did you mean `{code}`?"),
        None => did_you_mean(name, Code::ALL.iter().map(|code| code.as_str())),
    };
    Failure::UnknownCode { name: name.to_owned(), near }
}
