//! The programs that are measured: pairs of a hand-written loop and the flow that does the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::options::Options;
use crate::{Result, command, metadata};

const PACKAGE: &str = "kis-tests";
const PROGRAM: &str = "instructions";
/// Both are measured beside twice as many rows: two ordinary batches, and two heavy ones.
const BATCH_SIZES: &[u64] = &[8_192, 100_000];
/// A larger batch is heavy: the flow takes it in slices. Its `HEAVY` says so too.
const HEAVY: u64 = 1 << 16;

/// What to measure, and with how many rows.
pub(crate) struct Cases {
    pub(crate) binary: PathBuf,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) batch_sizes: Vec<u64>,
}

/// One line of `--list`.
#[derive(Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    /// Makes the rows and does nothing with them; its cost is taken off both others.
    pub(crate) generator: String,
    pub(crate) hand: String,
    pub(crate) flow: String,
    /// The flow's instructions per row, as a multiple of the hand-written loop's.
    limit: f64,
    heavy_limit: f64,
}

impl Pair {
    /// What holds for a batch of so many rows.
    pub(crate) fn limit(&self, rows: u64) -> f64 {
        if rows > HEAVY { self.heavy_limit } else { self.limit }
    }
}

impl Cases {
    /// Reads the options, builds the program and asks it for its cases.
    pub(crate) fn from_options(mut options: Options) -> Result<Self> {
        let binary = options.value("--binary")?;
        let batch_sizes = match options.value("--rows")? {
            None => BATCH_SIZES.to_vec(),
            Some(sizes) => sizes.split(',').map(batch_size).collect::<Result<_>>()?,
        };
        options.finish()?;
        if !command::is_there("valgrind") {
            return Err("valgrind is missing; `cargo xtask setup` installs it".into());
        }
        let binary = binary.map_or_else(build, |path| Ok(PathBuf::from(path)))?;
        let pairs = list(&binary)?;
        Ok(Cases { binary, pairs, batch_sizes })
    }

    /// As wide as the longest name.
    pub(crate) fn name_width(&self) -> usize {
        self.pairs.iter().map(|pair| pair.name.len()).max().unwrap_or(0).max("case".len())
    }
}

fn batch_size(text: &str) -> Result<u64> {
    match text.trim().parse() {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(format!("`--rows` takes whole numbers above 0, not `{text}`").into()),
    }
}

/// Builds the program as users build theirs, in release.
fn build() -> Result<PathBuf> {
    let metadata = metadata::members()?;
    let kind = target_kind(metadata::member(&metadata, PACKAGE)?)
        .ok_or_else(|| format!("{PACKAGE} has no program or example `{PROGRAM}`"))?;
    let kind = format!("--{kind}");
    let format = "--message-format=json-render-diagnostics";
    let arguments = ["build", "--release", "--package", PACKAGE, &kind, PROGRAM, "--all-features", format];
    let messages = command::output(&mut command::cargo(arguments))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == PROGRAM)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| "cargo built no program".into())
}

fn target_kind(package: &Value) -> Option<&'static str> {
    let targets = package["targets"].as_array()?;
    let target = targets.iter().find(|target| target["name"] == PROGRAM)?;
    let kinds = target["kind"].as_array()?;
    ["bin", "example"].into_iter().find(|kind| kinds.iter().any(|it| it == kind))
}

fn list(binary: &Path) -> Result<Vec<Pair>> {
    let printed = command::output(Command::new(binary).arg("--list"))?;
    let pairs: Vec<Pair> = printed.lines().map(pair).collect::<Result<_>>()?;
    if pairs.is_empty() { Err("the program lists no cases".into()) } else { Ok(pairs) }
}

fn pair(line: &str) -> Result<Pair> {
    let wrong = || format!("`name generator hand flow limit heavy-limit` was expected, not `{line}`");
    let [name, generator, hand, flow, limit, heavy_limit] =
        <[&str; 6]>::try_from(line.split_whitespace().collect::<Vec<_>>()).map_err(|_| wrong())?;
    let number = |text: &str| text.parse().map_err(|_| wrong());
    let (limit, heavy_limit) = (number(limit)?, number(heavy_limit)?);
    let [name, generator, hand, flow] = [name, generator, hand, flow].map(str::to_owned);
    Ok(Pair { name, generator, hand, flow, limit, heavy_limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_pair_and_its_limits() {
        let read = pair("u64-chain gen-u64 hand-u64 flow-u64 1.10 1.30").unwrap();
        assert_eq!((read.name.as_str(), read.flow.as_str()), ("u64-chain", "flow-u64"));
        assert_eq!((read.limit(HEAVY), read.limit(HEAVY + 1)), (1.10, 1.30));
        assert!(pair("u64-chain gen-u64 hand-u64 flow-u64 1.10").is_err());
        assert!(pair("u64-chain gen-u64 hand-u64 flow-u64 1.10 fast").is_err());
    }
}
