//! `cargo xtask ci`: everything that a change must pass.

use std::time::{Duration, Instant};

use crate::options::Options;
use crate::{Result, allocations, command, instructions, metadata, msrv, servers, setup};

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(Chosen) -> Result,
    needs_valgrind: bool,
}

/// What the command line chose.
#[derive(Clone, Copy)]
struct Chosen {
    servers: bool,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", what: "the code is formatted", run: |_| fmt(), needs_valgrind: false },
    Step { name: "clippy", what: "no lint fires", run: |_| clippy(), needs_valgrind: false },
    Step { name: "test", what: "all tests, of the documentation too", run: test, needs_valgrind: false },
    Step {
        name: "features",
        what: "kis-runtime with each set of features",
        run: |_| features(),
        needs_valgrind: false,
    },
    Step {
        name: "docs",
        what: "the documentation has no broken link",
        run: |_| docs(),
        needs_valgrind: false,
    },
    Step {
        name: "msrv",
        what: "the oldest Rust is what we say",
        run: |_| msrv::run(),
        needs_valgrind: false,
    },
    Step {
        name: "instructions",
        what: "instructions per row against the hand-written loop",
        run: |_| instructions::run(Options::new(Vec::new())),
        needs_valgrind: true,
    },
    Step {
        name: "allocations",
        what: "allocations per row against the hand-written loop",
        run: |_| allocations::run(Options::new(Vec::new())),
        needs_valgrind: true,
    },
];

pub(crate) fn run(mut options: Options) -> Result {
    let steps = choose(options.value("--only")?.as_deref())?;
    let chosen = Chosen { servers: !options.flag("--no-servers") };
    options.finish()?;

    let tools = if steps.iter().any(|step| step.needs_valgrind) { setup::install() } else { Ok(()) };
    let strict = std::env::var("CI").is_ok_and(|it| it == "true" || it == "1");
    let started = Instant::now();
    let mut done = Vec::new();
    for step in steps {
        println!("\n=== {}: {}", step.name, step.what);
        let step_started = Instant::now();
        let outcome = match &tools {
            Err(missing) if step.needs_valgrind && !strict => {
                println!("=== {}: SKIPPED, NOTHING WAS CHECKED. {missing}", step.name);
                done.push(format!("{} SKIPPED", step.name));
                continue;
            }
            Err(missing) if step.needs_valgrind => Err(missing.to_string().into()),
            _ => (step.run)(chosen),
        };
        let took = seconds(step_started.elapsed());
        if let Err(problem) = outcome {
            println!("=== {}: FAILED after {took}", step.name);
            let before = if done.is_empty() { "nothing".to_owned() } else { done.join(", ") };
            return Err(format!("FAILED at {}: {problem} (done before it: {before})", step.name).into());
        }
        println!("=== {}: ok, {took}", step.name);
        let without = if step.name == "test" && !chosen.servers { " WITHOUT SERVERS" } else { "" };
        done.push(format!("{}{without} {took}", step.name));
    }
    println!("\nxtask ci: ok in {} ({})", seconds(started.elapsed()), done.join(", "));
    Ok(())
}

fn choose(only: Option<&str>) -> Result<Vec<&'static Step>> {
    let Some(only) = only else { return Ok(STEPS.iter().collect()) };
    let names: Vec<&str> = only.split(',').map(str::trim).collect();
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("there is no step `{unknown}`; the steps are {}", known.join(", ")).into());
    }
    Ok(STEPS.iter().filter(|step| names.contains(&step.name)).collect())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn fmt() -> Result {
    command::run(&mut command::cargo(["fmt", "--all", "--check"]))
}

fn clippy() -> Result {
    let arguments = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    command::run(&mut command::cargo(arguments))
}

/// With the servers that connectors are tested against; those that were not there before are stopped again.
fn test(chosen: Chosen) -> Result {
    let mut cargo = command::cargo(["test", "--workspace", "--all-features"]);
    if !chosen.servers {
        println!("=== test: --no-servers: NO CONNECTOR TO A SERVER IS TESTED");
        return command::run(cargo.args(["--", "--skip", "servers::"]));
    }
    let (urls, started) = servers::up()?;
    let tested = command::run(cargo.envs(urls));
    let stopped = servers::down(&started);
    tested.and(stopped)
}

/// What a feature brings that no other one may: the client of what it connects to.
const CLIENTS: &[(&str, &str)] = &[
    ("csv", "csv"),
    ("es", "reqwest"),
    ("kafka", "rdkafka"),
    ("mysql", "mysql_async"),
    ("nats", "async-nats"),
    ("postgres", "tokio-postgres"),
    ("prometheus", "metrics-exporter-prometheus"),
    ("redis", "redis"),
    ("sqlite", "rusqlite"),
    ("yaml", "serde-saphyr"),
];

/// Without features, and with each by itself: what `--all-features` hides.
fn features() -> Result {
    let check = ["clippy", "--package", "kis-runtime", "--no-default-features"];
    let deny = ["--", "-D", "warnings"];
    command::run(command::cargo(check).args(deny))?;
    brings_only(&[], "")?;
    for feature in metadata::features()? {
        println!("with `{feature}` alone");
        command::run(command::cargo(check).args(["--features", &feature]).args(deny))?;
        brings_only(&["--features", &feature], &feature)?;
    }
    Ok(())
}

/// Finds a client that comes with a feature, or without any, and is another one's. `es-tls` may bring that of `es`.
fn brings_only(arguments: &[&str], feature: &str) -> Result {
    let tree = [
        "tree",
        "--package",
        "kis-runtime",
        "--no-default-features",
        "--edges=normal,build",
        "--prefix=none",
    ];
    let tree = command::output(command::cargo(tree).args(arguments))?;
    let is_there = |client: &str| tree.lines().any(|line| line.split(' ').next() == Some(client));
    let allowed = ["-tls", "-ssl"].iter().find_map(|end| feature.strip_suffix(end)).unwrap_or(feature);
    match CLIENTS.iter().find(|(of, client)| *of != allowed && is_there(client)) {
        None => Ok(()),
        Some((of, client)) => {
            let with =
                if feature.is_empty() { "no feature".to_owned() } else { format!("`{feature}` alone") };
            Err(format!("with {with} comes the crate `{client}`, which only `{of}` may bring").into())
        }
    }
}

fn docs() -> Result {
    let flags = format!("{} -Dwarnings", std::env::var("RUSTDOCFLAGS").unwrap_or_default());
    let mut cargo = command::cargo(["doc", "--workspace", "--no-deps", "--all-features"]);
    command::run(cargo.env("RUSTDOCFLAGS", flags.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_steps_keep_their_order() {
        let names = |only| choose(only).unwrap().iter().map(|step| step.name).collect::<Vec<_>>();
        assert_eq!(names(Some("test, fmt")), ["fmt", "test"]);
        assert_eq!(names(None).len(), STEPS.len());
    }

    #[test]
    fn an_unknown_step_is_named_with_the_known_ones() {
        let problem = choose(Some("fmt,clipy")).err().unwrap().to_string();
        assert!(problem.contains("`clipy`") && problem.contains("clippy"), "{problem}");
    }
}
