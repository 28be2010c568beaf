#![allow(unused)]

use std::time::Duration;

use kis_runtime::prelude::*;

#[derive(Params)]
struct Limits {
    school: String,
    max_id: u32,
    wait: Option<Duration>,
}

#[kis_function(mode = "Verify")]
fn verify(row: &u64, limits: &Limits) -> bool {
    *row < u64::from(limits.max_id)
}

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

const MAX: u32 = 3;

flow! {
    Unknown = halve -> verify(school = "TsingHua", max_id = 999, colour = "red");
    Near = halve -> verify(schol = "TsingHua", max_id = 999);
    OfNone = halve(limit = 3) -> halve;
    Missing = halve -> verify(school = "TsingHua");
    MissingAll = halve -> verify -> halve;
    MissingAllToo = halve -> verify() -> halve;
    WrongKind = verify(school = 3, max_id = "many", wait = true);
    OutOfRange = verify(school = "TsingHua", max_id = 5_000_000_000);
    Negative = verify(school = "TsingHua", max_id = -1);
    NoDuration = verify(school = "TsingHua", max_id = 1, wait = "250 ms");
}

flow! {
    Twice = verify(school = "TsingHua", max_id = 1, school = "Other", max_id = 2);
    NoLiteral = verify(school = "Tsing".to_owned(), max_id = MAX);
    ByPlace = verify("TsingHua", 3);
    Colon = verify(school: "TsingHua");
    NoValue = verify(school = );
    NoComma = verify(school = "TsingHua" max_id = 3);
    Fine = halve;
}

async fn runs() -> Result<()> {
    Near::builder().build().await?.run([1]).await?;
    Twice::builder().build().await?.run([1]).await?;
    Fine::builder().build().await?.run([1]).await?;
    Ok(())
}

fn main() {}
