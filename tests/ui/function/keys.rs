#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function]
fn no_mode_at_all(row: u64) -> u64 {
    row
}

#[kis_function()]
fn no_mode(row: u64) -> u64 {
    row
}

#[kis_function(name = "NoMode")]
fn no_mode_but_a_name(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Verfy")]
fn near_mode(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Filter")]
fn unknown_mode(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = Verify)]
fn mode_without_quotes(row: &u64) -> bool {
    *row > 0
}

#[kis_function("Verify")]
fn mode_without_key(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode: "Verify")]
fn colon(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Verify" name = "Two")]
fn no_comma(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = )]
fn no_value(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Calculate", retry_time = 3, conector = "Scores")]
fn near_keys(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", colour = "red")]
fn unknown_key(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", mode = "Verify", name = "A", name = "B")]
fn twice(row: u64) -> u64 {
    row
}

#[kis_function(mode = 1, name = 2, connector = Scores, retry_times = "3", retry_duration = true)]
fn wrong_kinds(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", retry_backoff = 2, on_error = Skip, jumps = halve, timeout = -1)]
fn more_wrong_kinds(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode, name, connector, retry_times, retry_duration, on_error, jumps, timeout)]
fn keys_alone(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode("Verify"), name("A"), jumps(), retry_backoff(true))]
fn lists(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Calculate", name = "", connector = " ")]
fn empty_texts(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", retry_times = 1_001, retry_duration = "61m")]
fn too_much(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", retry_times = 3, retry_duration = "1 s")]
fn unknown_time(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", timeout = "5 minutes")]
async fn unknown_timeout(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", timeout = 0)]
async fn no_time(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", on_error = "skp")]
fn near_on_error(row: u64) -> Result<u64> {
    Ok(row)
}

#[kis_function(mode = "Calculate", on_error = "dead-letter")]
fn dashed_on_error(row: u64) -> Result<u64> {
    Ok(row)
}

#[kis_function(mode = "Calculate", on_error = "explode")]
fn unknown_on_error(row: u64) -> Result<u64> {
    Ok(row)
}

fn main() {}
