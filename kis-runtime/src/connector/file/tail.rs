//! Whether a file ends with a whole line.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use serde_json::Value;

use super::format::{Format, Packing, Syntax};
#[cfg(feature = "gzip")]
use super::gzip;
use super::log::FileFault;

/// How a file ends.
pub(super) enum Tail {
    /// With a whole line, or it is empty.
    Whole,
    /// With a whole line but for the newline.
    LacksNewline,
    /// In the middle of something.
    Broken(FileFault),
}

/// How far back the beginning of the last line is looked for.
const LONGEST_LINE: u64 = 64 << 20;
pub(super) const BLOCK: usize = 64 << 10;

/// Looks at all of the file, where the last line alone does not tell.
pub(super) fn whole_file(file: &mut File, format: Format) -> io::Result<Tail> {
    file.seek(SeekFrom::Start(0))?;
    match format {
        #[cfg(feature = "gzip")]
        Format { packing: Packing::Gzip, syntax } => gzip::tail(file, syntax),
        #[cfg(feature = "csv")]
        Format { packing: Packing::None, syntax: Syntax::Csv } => {
            let mut end = End::default();
            end.read(&mut *file)?;
            if end.in_quotes { Ok(Tail::Broken(FileFault::PartialField)) } else { last_line(file, format) }
        }
        Format { packing: Packing::None, syntax: Syntax::JsonLines } => last_line(file, format),
    }
}

/// Looks at the last line alone.
pub(super) fn last_line(file: &mut File, format: Format) -> io::Result<Tail> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(Tail::Whole);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" {
        return Ok(Tail::Whole);
    }
    let begin = begin_of_line(file, length)?;
    if format.syntax == Syntax::JsonLines && length - begin <= LONGEST_LINE {
        file.seek(SeekFrom::Start(begin))?;
        let mut line = Vec::new();
        file.read_to_end(&mut line)?;
        // A number is not known to be whole: `12` may be what is left of `123`.
        if serde_json::from_slice::<Value>(&line).is_ok_and(|value| !value.is_number()) {
            return Ok(Tail::LacksNewline);
        }
    }
    Ok(Tail::Broken(FileFault::PartialLine { begin }))
}

fn begin_of_line(file: &mut File, length: u64) -> io::Result<u64> {
    let mut block = vec![0; BLOCK];
    let mut end = length;
    while end > 0 {
        let from = end.saturating_sub(BLOCK as u64);
        let block = &mut block[..(end - from) as usize];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(block)?;
        if let Some(newline) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(from + newline as u64 + 1);
        }
        end = from;
    }
    Ok(0)
}

/// What has been seen of a stream so far.
#[cfg(any(feature = "csv", feature = "gzip"))]
#[derive(Default)]
pub(super) struct End {
    pub(super) last: Option<u8>,
    pub(super) in_quotes: bool,
}

#[cfg(any(feature = "csv", feature = "gzip"))]
impl End {
    pub(super) fn read(&mut self, mut from: impl Read) -> io::Result<()> {
        let mut block = vec![0; BLOCK];
        loop {
            match from.read(&mut block) {
                Ok(0) => return Ok(()),
                Ok(length) => {
                    self.last = Some(block[length - 1]);
                    let quotes = block[..length].iter().filter(|byte| **byte == b'"').count();
                    self.in_quotes ^= quotes % 2 == 1;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
