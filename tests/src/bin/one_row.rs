//! What a run costs beside its rows: one row through four functions, a batch function among them, with the Prometheus
//! recorder installed. `one_row [RUNS]` prints nanoseconds a run; under callgrind, two numbers of runs give
//! instructions a run.

use std::time::Instant;

use kis_runtime::metrics::serve_prometheus;
use kis_runtime::prelude::*;

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
    let started = Instant::now();
    let mut left = 0;
    for id in 0..runs {
        left += flow.run(row(id)).await?.len() as u64;
    }
    let nanos = started.elapsed().as_nanos() as f64 / runs as f64;
    println!("{runs} runs of one row, {left} rows left: {nanos:.0} ns a run");
    Ok(())
}
