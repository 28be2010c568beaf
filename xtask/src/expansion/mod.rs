//! `cargo xtask expansion`: what `cargo check` costs where flows are many, from files, by `flow!`, and by hand.

mod program;

use std::time::Duration;

use crate::options::Options;
use crate::user_crate::{UserCrate, children_cpu_seconds};
use crate::{Result, command};

/// Of `include_flow!` itself.
const LIMIT: Duration = Duration::from_secs(1);

pub(crate) fn run(mut options: Options) -> Result {
    let check = options.flag("--check");
    let runs: u32 = match options.value("--runs")? {
        None => 3,
        Some(text) => text.parse().map_err(|_| format!("`--runs` takes a whole number, not `{text}`"))?,
    };
    options.finish()?;

    let user = UserCrate::new("expansion", &["yaml"], "")?;
    for (path, text) in program::files() {
        user.write(&path, &text)?;
    }
    let mut table = Vec::new();
    let mut expansion = Duration::MAX;
    for variant in program::VARIANTS {
        user.write("src/main.rs", variant.main)?;
        command::run(&mut user.cargo(&["check", "--quiet"]))?;
        let (mut first, mut again) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..runs.max(1) {
            let checked = check_last(&user, variant.main, false)?;
            first = first.min(checked.seconds);
            again = again.min(check_last(&user, variant.main, true)?.seconds);
            expansion = expansion.min(checked.expansion.unwrap_or(Duration::MAX));
        }
        table.push(format!("| {} | {first:.1} s | {again:.1} s |", variant.name));
    }
    println!("\n| {} flows of {} functions | first check | after an edit |", program::FLOWS, program::STEPS);
    println!("| --- | ---: | ---: |\n{}", table.join("\n"));
    println!("\n`include_flow!` itself took {:.2} s of it.", expansion.as_secs_f64());
    match expansion > LIMIT && check {
        true => Err(format!("`include_flow!` took more than {LIMIT:?}").into()),
        false => Ok(()),
    }
}

struct Checked {
    /// CPU time.
    seconds: f64,
    /// What `include_flow!` says that it took, where it is called.
    expansion: Option<Duration>,
}

/// Checks the crate again, and none of those that it depends on: from nothing, or with what the compiler knows from the
/// check before.
fn check_last(user: &UserCrate, main: &str, incremental: bool) -> Result<Checked> {
    user.write("src/main.rs", main)?;
    let mut cargo = user.cargo(&["check", "--offline"]);
    cargo.env("KIS_MACROS_TIME", "1").env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" });
    // The setting is the dependencies' too; they are checked before, and what the compiler knows is of this check.
    cargo.output()?;
    user.write("src/main.rs", main)?;
    let before = children_cpu_seconds()?;
    let output = cargo.output()?;
    let seconds = children_cpu_seconds()? - before;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(Checked { seconds, expansion: said.lines().find_map(expansion) }),
        false => Err(format!("the flows do not compile:\n{said}").into()),
    }
}

/// Reads `include_flow!("conf") took 12.3 ms`.
fn expansion(line: &str) -> Option<Duration> {
    let (_, took) = line.strip_prefix("include_flow!")?.split_once(" took ")?;
    let millis: f64 = took.strip_suffix(" ms")?.parse().ok()?;
    Some(Duration::from_secs_f64(millis / 1e3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macros_line_is_read_among_others() {
        assert_eq!(
            expansion("include_flow!(\"conf\") took 1250.5 ms"),
            Some(Duration::from_micros(1_250_500))
        );
        assert_eq!(expansion("    Checking user v0.1.0"), None);
    }
}
