use std::io;
use std::path::PathBuf;

use kis_config::ReadError;

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("cannot read from the standard input: {0}")]
    Stdin(io::Error),
    #[error("`{}` could not be read, so there may be more to find", path.display())]
    Unread { path: PathBuf },
    #[error("no path is given, and there is no folder `conf` here; name the files or folders to read")]
    NoPath,
    #[error("there is no `.yml` or `.yaml` file under {0}")]
    NoFiles(String),
    #[error("there is no flow `{name}`{near} ({all})")]
    UnknownFlow { name: String, near: String, all: String },
    #[error("there is no code `{name}`{near} (`kis explain` lists all codes)")]
    UnknownCode { name: String, near: String },
    #[error("cannot write `{}`: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write to the standard output: {0}")]
    Stdout(io::Error),
    #[error("`{}` is there already{others}; `--force` writes over it", path.display())]
    Exists { path: PathBuf, others: String },
}
