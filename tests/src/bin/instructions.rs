//! What a flow costs beside the same work written by hand, for `cargo xtask instructions`, which runs this under
//! callgrind and counts.
//!
//! `instructions CASE ROWS` sends one batch of so many rows through a case; `instructions --list` says which cases
//! there are: name, the case that only makes the rows, the hand-written loop, the flow, and how many times the
//! instructions of the loop the flow may take, for an ordinary batch and for a heavy one. A heavy batch goes in slices,
//! and each row is copied into its slice: what that is beside the loop depends on the size of the row.

use std::hint::black_box;

use kis_runtime::prelude::*;

/// Name, rows alone, by hand, flow, limit, limit of a heavy batch.
const PAIRS: [[&str; 6]; 7] = [
    ["u64", "gen_numbers", "hand_numbers", "flow_numbers", "1.10", "1.30"],
    ["u64_for", "gen_numbers", "hand_numbers", "flow_numbers_for", "1.60", "1.70"],
    ["u64_collect", "gen_numbers", "hand_collect", "flow_collect", "1.10", "1.10"],
    ["result", "gen_numbers", "hand_result", "flow_result", "1.20", "1.30"],
    ["batch", "gen_numbers", "hand_batch", "flow_batch", "1.10", "1.10"],
    ["struct", "gen_scores", "hand_scores", "flow_scores", "1.10", "1.80"],
    ["struct_for", "gen_scores", "hand_scores", "flow_scores_for", "2.20", "2.90"],
];

#[kis_function(mode = "Verify")]
#[inline]
fn not_third(row: &u64) -> bool {
    !row.is_multiple_of(3)
}

#[kis_function(mode = "Calculate")]
#[inline]
fn times(row: u64) -> u64 {
    row.wrapping_mul(31).wrapping_add(7)
}

#[kis_function(mode = "Calculate")]
#[inline]
fn mix(row: u64) -> u64 {
    row ^ (row >> 7)
}

#[kis_function(mode = "Calculate")]
#[inline]
fn sum(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.fold(0, u64::wrapping_add)]
}

#[kis_function(mode = "Calculate")]
#[inline]
fn sum_for(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut sum = 0_u64;
    for row in rows {
        sum = sum.wrapping_add(row);
    }
    vec![sum]
}

#[kis_function(mode = "Calculate")]
fn pass(rows: Vec<u64>) -> Vec<u64> {
    rows
}

#[kis_function(mode = "Verify")]
#[inline]
fn try_not_third(row: &u64) -> Result<bool> {
    if *row == u64::MAX { Err("the largest".into()) } else { Ok(not_third(row)) }
}

#[kis_function(mode = "Calculate")]
#[inline]
fn try_times(row: u64) -> Result<u64> {
    if row == 13 { Err("thirteen".into()) } else { Ok(times(row)) }
}

#[kis_function(mode = "Calculate")]
#[inline]
fn try_mix(row: u64) -> Result<u64> {
    if row == u64::MAX { Err("the largest".into()) } else { Ok(mix(row)) }
}

/// A student's scores.
#[derive(Clone, Row)]
struct Score {
    id: u64,
    a: u32,
    b: u32,
    c: u32,
    name: &'static str,
}

#[derive(Row)]
struct Average {
    key: u64,
    score: f64,
    name: &'static str,
}

#[derive(Params)]
struct Limits {
    #[param(default = 900)]
    max_id: u64,
}

#[kis_function(mode = "Verify")]
#[inline]
fn verify(row: &Score, limits: &Limits) -> bool {
    row.id <= limits.max_id
}

#[kis_function(mode = "Calculate")]
#[inline]
fn average(row: Score) -> Average {
    Average { key: row.id % 16, score: f64::from(row.a + row.b + row.c) / 3.0, name: row.name }
}

type Sums = [(u64, f64); 16];

#[inline(always)]
fn add(sums: &mut Sums, row: Average) {
    let sum = &mut sums[(row.key % 16) as usize];
    sum.0 += row.name.len() as u64;
    sum.1 += row.score;
}

#[kis_function(mode = "Calculate")]
#[inline]
fn by_key(rows: impl Iterator<Item = Average>) -> Vec<(u64, f64)> {
    let mut sums = Sums::default();
    rows.for_each(|row| add(&mut sums, row));
    means(&sums)
}

#[kis_function(mode = "Calculate")]
#[inline]
fn by_key_for(rows: impl Iterator<Item = Average>) -> Vec<(u64, f64)> {
    let mut sums = Sums::default();
    for row in rows {
        add(&mut sums, row);
    }
    means(&sums)
}

fn means(sums: &Sums) -> Vec<(u64, f64)> {
    let present = sums.iter().zip(0_u64..).filter(|((count, _), _)| *count > 0);
    present.map(|((count, sum), key)| (key, sum / *count as f64)).collect()
}

flow! {
    Numbers = not_third -> times -> mix -> sum;
    NumbersFor = not_third -> times -> mix -> sum_for;
    Collected = not_third -> times -> mix;
    Fallible = try_not_third -> try_times -> try_mix -> sum;
    Batched = not_third -> times -> pass -> mix -> sum;
    Scores = verify -> average -> by_key;
    ScoresFor = verify -> average -> by_key_for;
}

fn numbers(count: u64) -> Vec<u64> {
    black_box((0..count).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8).collect())
}

fn scores(count: u64) -> Vec<Score> {
    let names = ["alice", "bob", "carol", "dave"];
    let score = |i: u64| Score {
        id: i.wrapping_mul(2_654_435_761) % 1000,
        a: (i % 101) as u32,
        b: (i % 97) as u32,
        c: 1,
        name: names[i as usize % 4],
    };
    black_box((0..count).map(score).collect())
}

#[inline(never)]
fn hand_numbers(rows: Vec<u64>) -> Vec<u64> {
    let mut sum = 0_u64;
    for row in rows {
        if not_third(&row) {
            sum = sum.wrapping_add(mix(times(row)));
        }
    }
    vec![sum]
}

#[inline(never)]
fn hand_collect(rows: Vec<u64>) -> Vec<u64> {
    let mut out = Vec::new();
    for row in rows {
        if not_third(&row) {
            out.push(mix(times(row)));
        }
    }
    out
}

#[inline(never)]
fn hand_result(rows: Vec<u64>) -> Result<Vec<u64>> {
    let mut sum = 0_u64;
    for row in rows {
        if try_not_third(&row)? {
            sum = sum.wrapping_add(try_mix(try_times(row)?)?);
        }
    }
    Ok(vec![sum])
}

#[inline(never)]
fn hand_batch(rows: Vec<u64>) -> Vec<u64> {
    let mut out = Vec::new();
    for row in rows {
        if not_third(&row) {
            out.push(times(row));
        }
    }
    vec![pass(out).into_iter().fold(0_u64, |sum, row| sum.wrapping_add(mix(row)))]
}

#[inline(never)]
fn hand_scores(rows: Vec<Score>, limits: &Limits) -> Vec<(u64, f64)> {
    let mut sums = Sums::default();
    for row in rows {
        if verify(&row, limits) {
            add(&mut sums, average(row));
        }
    }
    means(&sums)
}

macro_rules! through {
    ($flow:ident, $rows:expr) => {
        $flow::builder().build().await?.run($rows).await?.len() as u64
    };
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let case = args.next().unwrap_or_default();
    if case == "--list" {
        PAIRS.iter().for_each(|pair| println!("{}", pair.join(" ")));
        return Ok(());
    }
    let n: u64 = args.next().ok_or("usage: instructions CASE ROWS, or instructions --list")?.parse()?;
    let made = match &*case {
        "gen_numbers" => numbers(n).len() as u64,
        "hand_numbers" => hand_numbers(numbers(n)).len() as u64,
        "flow_numbers" => through!(Numbers, numbers(n)),
        "flow_numbers_for" => through!(NumbersFor, numbers(n)),
        "hand_collect" => hand_collect(numbers(n)).len() as u64,
        "flow_collect" => through!(Collected, numbers(n)),
        "hand_result" => hand_result(numbers(n))?.len() as u64,
        "flow_result" => through!(Fallible, numbers(n)),
        "hand_batch" => hand_batch(numbers(n)).len() as u64,
        "flow_batch" => through!(Batched, numbers(n)),
        "gen_scores" => scores(n).len() as u64,
        "hand_scores" => hand_scores(scores(n), &Limits { max_id: black_box(900) }).len() as u64,
        "flow_scores" => through!(Scores, scores(n)),
        "flow_scores_for" => through!(ScoresFor, scores(n)),
        other => return Err(format!("there is no case `{other}`; `--list` names them").into()),
    };
    println!("{case}: {n} rows in, {made} out");
    Ok(())
}
