use std::io::{self, Read};
use std::path::{Path, PathBuf};

use kis_config::{Config, LARGEST_FILE, Options, Sources, check_with, render};

use crate::failure::Failure;
use crate::terminal::Terminal;

/// Where a command without a path looks.
const USUAL: &str = "conf";
const STDIN: &str = "-";

/// The files that a command reads.
#[derive(clap::Args)]
pub(crate) struct Input {
    /// Files, and folders with all `.yml` and `.yaml` files under them; `-` is the standard input [default: conf]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    types: Types,
}

/// Types that the user's program knows beside ours.
#[derive(clap::Args)]
pub(crate) struct Types {
    /// Allows connectors of a type that your program registers; may be given several times
    #[arg(long = "connector-type", value_name = "TYPE")]
    connector_types: Vec<String>,

    /// Allows sources of a type that your program registers; may be given several times
    #[arg(long = "source-type", value_name = "TYPE")]
    source_types: Vec<String>,
}

impl Types {
    /// The rules of the check, with these types allowed.
    pub(crate) fn options(&self) -> Options {
        let options = self.connector_types.iter().fold(Options::new(), Options::connector_type);
        self.source_types.iter().fold(options, Options::source_type)
    }
}

impl Input {
    /// Reads the files, each once, and last the standard input if it is asked for.
    pub(crate) fn read(&self) -> Result<Sources, Failure> {
        let (stdin, paths): (Vec<&Path>, Vec<&Path>) =
            self.paths().into_iter().partition(|path| *path == Path::new(STDIN));
        if stdin.is_empty() && paths.is_empty() {
            return Err(Failure::NoPath);
        }
        let mut sources = Sources::read_all(&paths)?;
        if !stdin.is_empty() {
            let mut bytes = Vec::new();
            // One byte more than is allowed, so that it shows.
            io::stdin().take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(Failure::Stdin)?;
            sources.add("<stdin>", bytes);
        }
        if sources.files().len() == 0 {
            let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
            return Err(Failure::NoFiles(names.join(", ")));
        }
        Ok(sources)
    }

    /// The rules of the check, with the user's own types.
    pub(crate) fn options(&self) -> Options {
        self.types.options()
    }

    /// The model of the files; if they have errors, says so on the standard error and gives `None`.
    pub(crate) fn model(&self, terminal: &Terminal) -> Result<Option<Config>, Failure> {
        let sources = self.read()?;
        let checked = check_with(&sources, &self.options());
        if !checked.has_errors() {
            return Ok(Some(checked.config));
        }
        let style = terminal.errors();
        for problem in &checked.diagnostics {
            terminal.tell(&format!("{}\n", render::human(problem, &sources, style)));
        }
        terminal.tell(&crate::check::summary(&checked.diagnostics, sources.files().len()));
        Ok(None)
    }

    fn paths(&self) -> Vec<&Path> {
        if self.paths.is_empty() {
            return Path::new(USUAL).is_dir().then_some(Path::new(USUAL)).into_iter().collect();
        }
        self.paths.iter().map(PathBuf::as_path).collect()
    }
}
