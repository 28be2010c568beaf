//! A file that grows by whole lines.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::format::{Format, Packing};
#[cfg(feature = "gzip")]
use super::gzip;
use super::tail::{self, Tail};
use crate::connector::mask::mask;

pub(super) struct Log {
    path: PathBuf,
    format: Format,
    sync: bool,
    file: Mutex<File>,
}

/// What is wrong with a file, other than what the operating system says.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileFault {
    #[error("its folder `{0}` is not there: make it first")]
    NoFolder(String),
    #[error(
        "the file ends in the middle of a line that begins at byte {begin}: nobody acknowledged it, so cut the file \
         to {begin} bytes, or end it with a newline when the line is whole"
    )]
    PartialLine { begin: u64 },
    #[cfg(any(feature = "csv", feature = "gzip"))]
    #[error("the file ends in the middle of a quoted field: cut the line that the field is in")]
    PartialField,
    #[cfg(feature = "gzip")]
    #[error("its last compressed line has no newline: write the file anew with one")]
    PartialCompressedLine,
    #[cfg(feature = "gzip")]
    #[error(
        "the gzip member that begins at byte {begin} is broken ({source}): nobody acknowledged it if it is the last \
         one, so cut the file to {begin} bytes"
    )]
    BrokenMember { begin: u64, source: io::Error },
    #[error("the disk is full, or the file may not grow any more ({0}): make room and repeat the call")]
    Full(io::Error),
    #[error(
        "{written}, and what of the call is in the file could not be taken back ({cut}): cut the file to {before} bytes"
    )]
    NotCut { written: Box<FileFault>, cut: io::Error, before: u64 },
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
                        FileFault::NoFolder(mask(&folder.display().to_string()))
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

    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "only CSV reads what is there"))]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The file's content from its beginning.
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "only CSV reads what is there"))]
    pub(super) fn reader(&self) -> io::Result<Box<dyn Read>> {
        let file = File::open(&self.path)?;
        match self.format.packing {
            Packing::None => Ok(Box::new(io::BufReader::new(file))),
            #[cfg(feature = "gzip")]
            Packing::Gzip => gzip::reader(file),
        }
    }

    /// Adds whole lines, after `header` when the file is empty: all of them, or none and an error.
    pub(super) fn append(&self, header: &[u8], lines: &[u8]) -> Result<(), FileFault> {
        #[cfg(feature = "gzip")]
        if self.format.packing == Packing::Gzip {
            return self.append_bytes(&gzip::member(header)?, &gzip::member(lines)?);
        }
        self.append_bytes(header, lines)
    }

    fn append_bytes(&self, header: &[u8], lines: &[u8]) -> Result<(), FileFault> {
        self.locked(|file| {
            // Another process may have been killed in the middle of a line since.
            if self.format.packing == Packing::None {
                let tail = tail::last_line(file, self.format)?;
                complete(file, tail)?;
            }
            let before = file.metadata()?.len();
            let header = if before == 0 { header } else { &[] };
            write_all(file, &[header, lines], self.sync).map_err(|error| take_back(file, before, error))
        })
    }

    /// Runs `work` while no other task, connector or process adds lines.
    fn locked<R>(&self, work: impl FnOnce(&mut File) -> Result<R, FileFault>) -> Result<R, FileFault> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match file.lock() {
            Err(error) if error.kind() != ErrorKind::Unsupported => return Err(error.into()),
            _ => {}
        }
        let result = work(&mut file);
        match file.unlock() {
            Err(error) if error.kind() != ErrorKind::Unsupported => result.and(Err(error.into())),
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

/// Cuts the file to what it was before a call that failed, and says why that failed.
fn take_back(file: &File, before: u64, error: io::Error) -> FileFault {
    let cut = match file.metadata() {
        // Nothing is there to be cut; a device could not be.
        Ok(now) if now.len() == before => Ok(()),
        _ => file.set_len(before),
    };
    let written = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => FileFault::Full(error),
        _ => FileFault::Io(error),
    };
    match cut {
        Ok(()) => written,
        Err(cut) => FileFault::NotCut { written: Box::new(written), cut, before },
    }
}

fn write_all(file: &mut File, parts: &[&[u8]], sync: bool) -> io::Result<()> {
    for part in parts {
        file.write_all(part)?;
    }
    if sync { file.sync_data() } else { Ok(()) }
}

/// A new file's name is in its folder, which has to reach the disk too.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_taken_back_is_told_with_where_to_cut() {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), "1\n2\n{\"half").unwrap();
        // A file that was opened to be read cannot be cut.
        let file = File::open(path.path()).unwrap();
        let error = take_back(&file, 4, ErrorKind::StorageFull.into()).to_string();
        assert!(
            error.starts_with("the disk is full, or the file may not grow any more (no storage space)"),
            "{error}"
        );
        assert!(error.ends_with("): cut the file to 4 bytes"), "{error}");
        assert!(matches!(take_back(&file, 10, ErrorKind::StorageFull.into()), FileFault::Full(_)));
    }
}
