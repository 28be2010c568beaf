//! What a run costs beside its rows: one row through four functions, a batch function among them, with the Prometheus
//! recorder installed. `one_row [RUNS]` prints nanoseconds a run; under callgrind, two numbers of runs give
//! instructions a run.

use std::time::Instant;

use kis_runtime::metrics::serve_prometheus;
use kis_runtime::prelude::*;

/// The machine is shared: the best of these is what the code costs.
const ROUNDS: u64 = 50;

#[derive(Row)]
struct Score {
    id: u64,
    a: u32,
    b: u32,
}

#[derive(Row)]
struct Average {
    id: u64,
    score: f64,
}

#[kis_function(mode = "Verify")]
fn verify(row: &Score) -> bool {
    row.id < 1000
}

#[kis_function(mode = "Calculate")]
fn average(row: Score) -> Average {
    Average { id: row.id, score: f64::from(row.a + row.b) / 2.0 }
}

#[kis_function(mode = "Calculate")]
async fn look(rows: &[Average]) -> Result<()> {
    std::hint::black_box(rows);
    Ok(())
}

#[kis_function(mode = "Expand")]
fn seen(row: &Average) {
    std::hint::black_box(row.score + row.id as f64);
}

flow! { OneRow = verify -> average -> look -> seen }

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let runs: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |runs| runs.parse())?;
    let _server = serve_prometheus("127.0.0.1:0".parse()?).await?;
    let flow = OneRow::builder().build().await?;
    let row = |id| [Score { id: id % 1000, a: 1, b: 2 }];
    println!("the future of a run has {} bytes", size_of_val(&flow.run(row(1))));
    let mut left = 0;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for id in 0..runs / ROUNDS {
            left += flow.run(row(id)).await?.len() as u64;
        }
        rounds.push(started.elapsed().as_nanos() as f64 / (runs / ROUNDS) as f64);
    }
    rounds.sort_by(f64::total_cmp);
    let (least, median) = (rounds[0], rounds[rounds.len() / 2]);
    println!(
        "{left} rows through {ROUNDS} rounds: {least:.0} ns a run in the best, {median:.0} ns in the middle one"
    );
    Ok(())
}
