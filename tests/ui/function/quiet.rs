//! A broken function has its own error; the flows that name it have none, and what runs them neither.
#![allow(unused)]

use kis_runtime::prelude::*;

struct Plain;

#[kis_function(mode = "Verfy", name = "NearMode")]
fn near_mode(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Calculate")]
fn generic<T: Row>(row: T) -> T {
    row
}

#[kis_function(mode = "Calculate", retry_times = 3, colour = "red")]
fn two_errors(row: u64) -> Result<u64> {
    Ok(row)
}

#[kis_function(mode = "Calculate")]
fn no_parameters() -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
fn unknown_argument(row: u64, plain: &Plain) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn no_row(row: u64) -> Plain {
    Plain
}

#[kis_function(mode = "Calculate")]
fn takes_no_row(row: Plain) -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
fn no_error(rows: &[u64]) -> Result<Vec<u64>, Plain> {
    Err(Plain)
}

#[kis_function(mode = "Calculate", connector = "Unused")]
fn no_connection(row: u64, cx: &Context) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
async fn not_send(rows: &[u64]) {
    let local = std::rc::Rc::new(1);
    std::future::ready(()).await;
    drop(local);
}

#[kis_function(mode = "Verify", jumps(generic))]
fn jumps_to_broken(rows: Vec<u64>) -> Next<u64> {
    Next::jump::<generic>(rows)
}

#[kis_function(mode = "Verify", jumps(Plain))]
fn jumps_nowhere(rows: Vec<u64>) -> Next<u64> {
    Next::rows(rows)
}

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

flow! {
    First = near_mode -> halve;
    Middle = halve -> generic -> two_errors(limit = 3) -> halve;
    Last = halve -> no_parameters;
    Alone = NearMode;
    pub Public = generic;
    Arguments = halve -> unknown_argument -> halve;
    Rows = halve -> no_row -> takes_no_row -> halve;
    Errors = no_error;
    Connections = no_connection -> halve;
    Futures = halve -> not_send -> halve;
    Jumps = generic -> jumps_to_broken -> halve;
    JumpsNowhere = jumps_nowhere -> halve;
}

struct Flows {
    first: First,
    last: Last,
}

async fn runs() -> Result<()> {
    let first = First::builder().param("near_mode", "limit", 3).build().await?;
    for row in first.run([1, 2]).await? {
        println!("{}", row + 1);
    }
    let last = Last::builder().build().await?;
    let rows = last.run([1, 2]).await?;
    println!("{}", rows[0].field);
    let flows = Flows { first: first.clone(), last };
    let report = flows.first.run_with([3], RunOptions::new()).await?;
    println!("{}", report.rows.len());
    let arguments = Arguments::builder().build().await?;
    println!("{:?}", arguments.run(vec![1]).await?);
    let rows: Vec<u64> = Futures::builder().build().await?.run(vec![1]).await?;
    println!("{:?}", Rows::builder().build().await?.run(vec![1]).await?);
    println!("{}", First::NAME);
    Ok(())
}

fn main() {}
