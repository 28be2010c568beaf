//! A file that grows by whole lines.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::format::Format;
use super::tail::{self, Tail};

pub(super) struct Log {
    path: PathBuf,
    format: Format,
    sync: bool,
    file: Mutex<File>,
}

/// What is wrong with a file, other than what the operating system says.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileFault {
    #[error("its folder `{}` is not there: make it first", .0.display())]
    NoFolder(PathBuf),
    #[error(
        "the file ends in the middle of a line that begins at byte {begin}: nobody acknowledged it, so cut the file \
         to {begin} bytes, or end it with a newline when the line is whole"
    )]
    PartialLine { begin: u64 },
    #[error("the file ends in the middle of a quoted field: cut the line that the field is in")]
    PartialField,
    #[error("its last compressed line has no newline: write the file anew with one")]
    PartialCompressedLine,
    #[error(
        "the gzip member that begins at byte {begin} is broken ({source}): nobody acknowledged it if it is the last \
         one, so cut the file to {begin} bytes"
    )]
    BrokenMember { begin: u64, source: io::Error },
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Log {
    /// Opens the file, makes it when it is not there, and sees to it that it ends with a whole line.
    pub(super) fn open(path: PathBuf, format: Format, sync: bool) -> Result<Self, FileFault> {
        let is_new = !path.exists();
        let file =
            OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(
                |error| match path.parent() {
                    Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
                        FileFault::NoFolder(folder.to_owned())
                    }
                    _ => error.into(),
                },
            )?;
        if is_new && sync {
            sync_folder(&path)?;
        }
        let log = Log { path, format, sync, file: Mutex::new(file) };
        log.locked(|file| {
            let tail = tail::whole_file(file, log.format)?;
            complete(file, tail)
        })?;
        Ok(log)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The file's content from its beginning.
    pub(super) fn reader(&self) -> io::Result<Box<dyn Read>> {
        let file = File::open(&self.path)?;
        // The decoder takes an empty file for a broken one.
        let gzip = self.format.gzip && file.metadata()?.len() > 0;
        let file = io::BufReader::new(file);
        Ok(if gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
    }

    /// Adds whole lines, after `header` when the file is empty: all of them, or none and an error.
    pub(super) fn append(&self, header: &[u8], lines: &[u8]) -> Result<(), FileFault> {
        let (header, lines) = if self.format.gzip {
            (compress(header)?, compress(lines)?)
        } else {
            (header.to_vec(), lines.to_vec())
        };
        self.locked(|file| {
            // Another process may have been killed in the middle of a line since.
            if !self.format.gzip {
                let tail = tail::last_line(file, self.format)?;
                complete(file, tail)?;
            }
            let before = file.metadata()?.len();
            let header = if before == 0 { header.as_slice() } else { &[] };
            let written = write_all(file, &[header, &lines], self.sync);
            if written.is_err() {
                file.set_len(before)?;
            }
            Ok(written?)
        })
    }

    /// Runs `work` while no other task, connector or process adds lines.
    fn locked<R>(&self, work: impl FnOnce(&mut File) -> Result<R, FileFault>) -> Result<R, FileFault> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match file.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error.into()),
            _ => {}
        }
        let result = work(&mut file);
        match file.unlock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => result.and(Err(error.into())),
            _ => result,
        }
    }
}

fn complete(file: &mut File, tail: Tail) -> Result<(), FileFault> {
    match tail {
        Tail::Whole => Ok(()),
        Tail::LacksNewline => Ok(file.write_all(b"\n")?),
        Tail::Broken(fault) => Err(fault),
    }
}

fn write_all(file: &mut File, parts: &[&[u8]], sync: bool) -> io::Result<()> {
    for part in parts {
        file.write_all(part)?;
    }
    if sync { file.sync_data() } else { Ok(()) }
}

fn compress(lines: &[u8]) -> io::Result<Vec<u8>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let mut member = GzEncoder::new(Vec::with_capacity(lines.len() / 4), Compression::default());
    member.write_all(lines)?;
    member.finish()
}

/// A new file's name is in its folder, which has to reach the disk too.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
