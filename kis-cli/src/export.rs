use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use kis_config::export::{self, ExportedFile};

use crate::Found;
use crate::failure::Failure;
use crate::input::Input;
use crate::terminal::Terminal;

/// Write the files in one form: a file for each thing, with Go KisFlow's current keys
///
/// What is read from the result is the same as what was read from the files, passwords in addresses included. Comments
/// are not kept. Files with errors are not exported; the problems go to the standard error.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// The folder to write to, which is made if it is not there; without it all goes to the standard output
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Write over files that are there
    #[arg(long, requires = "output")]
    force: bool,
}

const AFTER: &str = "\
Examples:
  kis export old-conf -o conf
  kis export conf > all.yml

Exit codes:
  0  exported
  1  the files have errors; nothing was written
  2  could not run: a path that cannot be read or written, a file that is there already, or wrong arguments";

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Result<Found, Failure> {
    let Some(config) = args.input.model(terminal)? else { return Ok(Found::Errors) };
    let files = export::files(&config);
    match &args.output {
        Some(folder) => write(folder, &files, args.force)?,
        None => terminal.print(&stream(&files))?,
    }
    Ok(Found::Nothing)
}

/// All files as the documents of one.
fn stream(files: &[ExportedFile]) -> String {
    let documents: Vec<&str> = files.iter().map(|file| file.text.as_str()).collect();
    documents.join("---\n")
}

fn write(folder: &Path, files: &[ExportedFile], force: bool) -> Result<(), Failure> {
    let there: Vec<PathBuf> = files
        .iter()
        .map(|file| folder.join(&file.name))
        .filter(|path| !force && path.symlink_metadata().is_ok())
        .collect();
    if let Some(path) = there.first() {
        let others = match there.len() {
            1 => String::new(),
            more => format!(", and {} more", more - 1),
        };
        return Err(Failure::Exists { path: path.clone(), others });
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::Write { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    for file in files {
        let path = folder.join(&file.name);
        let mut options = OpenOptions::new();
        options.write(true).truncate(true).create(force).create_new(!force);
        let opened = options.open(&path).map_err(failed(&path))?;
        (&opened).write_all(file.text.as_bytes()).map_err(failed(&path))?;
    }
    Ok(())
}
