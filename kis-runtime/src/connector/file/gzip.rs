//! Files that grow by gzip members.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::format::Syntax;
use super::log::FileFault;
use super::tail::{BLOCK, End, Tail};

/// All of the file, unpacked.
pub(super) fn reader(file: File) -> io::Result<Box<dyn Read>> {
    // The decoder takes an empty file for a broken one.
    let empty = file.metadata()?.len() == 0;
    let file = BufReader::new(file);
    Ok(if empty { Box::new(file) } else { Box::new(MultiGzDecoder::new(file)) })
}

/// The lines as one member; of no lines there is none.
pub(super) fn member(lines: &[u8]) -> io::Result<Vec<u8>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let mut member = GzEncoder::new(Vec::with_capacity(lines.len() / 4), Compression::default());
    member.write_all(lines)?;
    member.finish()
}

/// Reads every gzip member, so that a broken one is known by where it begins.
pub(super) fn tail(file: &mut File, syntax: Syntax) -> io::Result<Tail> {
    let mut file = BufReader::with_capacity(BLOCK, file);
    let mut end = End::default();
    loop {
        let begin = file.stream_position()?;
        if file.fill_buf()?.is_empty() {
            break;
        }
        if let Err(source) = end.read(GzDecoder::new(&mut file)) {
            return Ok(Tail::Broken(FileFault::BrokenMember { begin, source }));
        }
    }
    Ok(match end {
        End { in_quotes: true, .. } if syntax.has_quotes() => Tail::Broken(FileFault::PartialField),
        End { last: None | Some(b'\n'), .. } => Tail::Whole,
        End { .. } => Tail::Broken(FileFault::PartialCompressedLine),
    })
}
