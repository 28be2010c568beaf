//! Counting what a program does, exactly and repeatably, under valgrind.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Result, command};

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Count {
    Instructions,
    Allocations,
}

impl Count {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Count::Instructions => &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
            Count::Allocations => &["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"],
        }
    }

    /// The count in what valgrind printed.
    fn read(self, printed: &str) -> Option<u64> {
        let after = match self {
            Count::Instructions => "Collected :",
            Count::Allocations => "total heap usage:",
        };
        let (_, rest) = printed.rsplit_once(after)?;
        rest.split_whitespace().next()?.replace(',', "").parse().ok()
    }
}

/// Runs a program's cases and remembers what they cost.
pub(crate) struct Counter<'a> {
    what: Count,
    binary: &'a Path,
    counted: HashMap<(String, u64), u64>,
}

impl<'a> Counter<'a> {
    pub(crate) fn new(what: Count, binary: &'a Path) -> Self {
        Counter { what, binary, counted: HashMap::new() }
    }

    /// The cost of one row more: what twice the rows cost above `rows`, by the row. The start of the program,
    /// the building of the flow and the like fall out.
    pub(crate) fn per_row(&mut self, case: &str, rows: u64) -> Result<f64> {
        let once = self.count(case, rows)? as f64;
        let twice = self.count(case, 2 * rows)? as f64;
        Ok((twice - once) / rows as f64)
    }

    fn count(&mut self, case: &str, rows: u64) -> Result<u64> {
        let key = (case.to_owned(), rows);
        if let Some(known) = self.counted.get(&key) {
            return Ok(*known);
        }
        let mut valgrind = Command::new("valgrind");
        valgrind.args(self.what.arguments()).arg(self.binary).args([case, &rows.to_string()]);
        let output = valgrind.stdin(Stdio::null()).output()?;
        let printed = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(
                format!("`{}` failed ({}):\n{printed}", command::line(&valgrind), output.status).into()
            );
        }
        let count = self
            .what
            .read(&printed)
            .ok_or_else(|| format!("`{}` printed no count:\n{printed}", command::line(&valgrind)))?;
        self.counted.insert(key, count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn callgrind_ends_with_the_instructions() {
        let printed =
            "==7== Events    : Ir\n==7== Collected : 1384812\n==7== \n==7== I   refs:      1,384,812\n";
        assert_eq!(Count::Instructions.read(printed), Some(1_384_812));
        assert_eq!(Count::Instructions.read("==7== nothing"), None);
    }

    #[test]
    fn memcheck_tells_the_allocations() {
        let printed = "==7==   total heap usage: 1,016 allocs, 1,014 frees, 75,304 bytes allocated\n";
        assert_eq!(Count::Allocations.read(printed), Some(1_016));
    }
}
