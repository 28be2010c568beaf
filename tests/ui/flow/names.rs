//! Names that stand for nothing.
#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Verify")]
fn verify_stu(row: &u64) -> bool {
    *row > 0
}

#[kis_function(mode = "Calculate")]
fn average(row: u64) -> u64 {
    row
}

mod faas {
    use super::*;

    #[kis_function(mode = "Calculate")]
    pub fn halve(row: u64) -> u64 {
        row / 2
    }

    #[kis_function(mode = "Calculate")]
    fn hidden(row: u64) -> u64 {
        row
    }
}

flow! {
    Misspelt = verfy_stu -> averag;
    MisspeltMiddle = verify_stu -> averge(limit = 3) -> average;
    MisspeltPath = crate::faas::halv -> average;
    NoModule = verify_stu -> fas::halve;
    Private = verify_stu -> faas::hidden;
}

async fn runs() -> Result<()> {
    let rows = Misspelt::builder().build().await?.run([1]).await?;
    println!("{}", rows[0]);
    Ok(())
}

fn main() {}
