//! Who flew from New York City, how late, and how fast: `cargo run --release --example flights -- --help`.

mod args;
mod flows;
mod functions;
mod input;
mod progress;
mod rows;
mod summary;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use kis_runtime::metrics::serve_prometheus;
use kis_runtime::prelude::*;
use kis_runtime::{CancellationToken, Timing};
use serde::de::DeserializeOwned;

use crate::args::Args;
use crate::flows::Flows;
use crate::rows::{Airline, ScheduledFlight};

/// What a shell reports of a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let cancel = CancellationToken::new();
    tokio::spawn({
        let cancel = cancel.clone();
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                cancel.cancel();
            }
        }
    });
    match run(&args, &cancel).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if cancel.is_cancelled() => {
            let db = args.db();
            eprintln!("stopped by Ctrl-C; the stores in {} hold whole batches, none by halves", db.display());
            ExitCode::from(INTERRUPTED)
        }
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args, cancel: &CancellationToken) -> Result<()> {
    let metrics = match args.serve {
        Some(address) => Some(serve_prometheus(address).await?),
        None => None,
    };
    args.start_afresh();
    let db = args.db();
    let flows = Flows::build(&db).await?;
    let options = || RunOptions::new().cancel(cancel.clone()).timing(Timing::Always);

    let airlines: Vec<Airline> = read(args.airlines(), "reading the airlines", cancel).await?;
    let carriers: Vec<String> = airlines.iter().map(|airline| airline.carrier.clone()).collect();
    let saved = flows.airlines.run_with(airlines, options()).await?;

    let flights: Vec<ScheduledFlight> = read(args.input(), "reading the flights", cancel).await?;
    let bar = progress::working("working", flights.len());
    let worked = flows.flights.run_with(flights.into_iter().inspect(|_| bar.inc(1)), options()).await?;
    bar.finish_and_clear();

    let printed = flows.report.run_with(carriers, options()).await?;

    summary::print("Airlines", &saved);
    summary::print("Flights", &worked);
    summary::print("Report", &printed);
    println!("\nThe stores are in {}", db.display());
    if let Some(server) = metrics {
        println!("Metrics are at http://{}/metrics until Ctrl-C", server.address());
        cancel.cancelled().await;
    }
    Ok(())
}

/// Reads a file on a thread of its own, so that Ctrl-C is heard meanwhile.
async fn read<T: Row + DeserializeOwned>(
    path: PathBuf,
    what: &'static str,
    cancel: &CancellationToken,
) -> Result<Vec<T>> {
    let stop = cancel.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let bar = progress::reading(what);
        let rows = input::read(&path, &bar, &stop);
        bar.finish_and_clear();
        rows
    });
    cancel.run_until_cancelled(reading).await.ok_or("cancelled")??
}
