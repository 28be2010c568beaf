//! What the measurements of bulk writes share: the rows, the flows that write them, and how times are told.
#![allow(dead_code, reason = "each measurement needs some of it")]

use std::time::{Duration, Instant};

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

pub(crate) const ROWS: usize = 100_000;

#[derive(Row, Clone, Serialize, Deserialize)]
pub(crate) struct Average {
    #[row(key)]
    pub(crate) student: i64,
    pub(crate) name: String,
    pub(crate) score: f64,
    pub(crate) note: Option<String>,
}

/// The rows of a term, which differ from those of another in the score.
pub(crate) fn averages(term: u32) -> Vec<Average> {
    let average = |student: i64| {
        let note = (student % 3 == 0).then(|| "needs another look".to_owned());
        let score = student as f64 / 7.0 + f64::from(term);
        Average { student, name: format!("student number {student}"), score, note }
    };
    (0..ROWS as i64).map(average).collect()
}

/// Keeps the averages.
#[kis_function(mode = "Save", connector = "Averages")]
pub(crate) async fn save_averages(rows: &[Average], averages: &Store<Average>) -> Result<()> {
    averages.upsert(rows).await
}

/// Tells everybody the averages.
#[kis_function(mode = "Save", connector = "Averages")]
pub(crate) async fn tell_averages(rows: &[Average], averages: &Topic<Average>) -> Result<()> {
    averages.send(rows).await
}

flow! {
    pub(crate) Save = save_averages
}

flow! {
    pub(crate) Tell = tell_averages
}

/// How long a run of the rows takes. It ends with their end, so [`plain`] ways have to drop theirs too.
pub(crate) async fn through<F: Flow<In = Average>>(flow: &F, rows: &[Average]) -> Result<Duration> {
    let rows = rows.to_vec();
    let start = Instant::now();
    flow.run(rows).await?;
    Ok(start.elapsed())
}

/// How long `write` takes with rows of its own.
pub(crate) async fn plain(
    rows: &[Average],
    write: impl AsyncFnOnce(&[Average]) -> Result<()>,
) -> Result<Duration> {
    let rows = rows.to_vec();
    let start = Instant::now();
    write(&rows).await?;
    drop(rows);
    Ok(start.elapsed())
}

/// How long it took in each round to write new rows, to replace them by others, and by the same once more.
pub(crate) type Replacing = Vec<[Duration; 3]>;

/// What the three of [`Replacing`] are.
pub(crate) const REPLACING: [&str; 3] = ["new", "replaced", "the same again"];

/// Prints the least times, and what part of the plain client's speed the flow has.
///
/// The least: other work on the machine makes it more, and never less.
pub(crate) fn tell<const N: usize>(
    what: [&str; N],
    flow: &[[Duration; N]],
    plain: &[(&str, &[[Duration; N]])],
) {
    let least = |rounds: &[[Duration; N]]| {
        rounds.iter().fold([Duration::MAX; N], |least, times| {
            std::array::from_fn(|which| least[which].min(times[which]))
        })
    };
    let listed = |numbers: [f64; N]| numbers.map(|number| format!("{number:>16.2}")).concat();
    let milliseconds = |times: [Duration; N]| listed(times.map(|time| time.as_secs_f64() * 1_000.0));
    let flow = least(flow);
    println!(
        "{:<40}{}",
        format!("milliseconds for {ROWS} rows"),
        what.map(|what| format!("{what:>16}")).concat()
    );
    println!("{:<40}{}", "the flow", milliseconds(flow));
    for (name, rounds) in plain {
        let times = least(rounds);
        let part = std::array::from_fn(|which| times[which].as_secs_f64() / flow[which].as_secs_f64());
        println!("{name:<40}{}", milliseconds(times));
        println!("{:<40}{}", "  of its speed the flow has", listed(part));
    }
}
