#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

flow! {}

flow! { NoEquals halve -> halve }
flow! { NoFunction = }
flow! { NameAlone }
flow! { EndsInArrow = halve -> }
flow! { EndsInArrowAndSemicolon = halve -> ; }
flow! { NoArrow = halve halve }
flow! { FatArrow = halve => halve }
flow! { Pipe = halve | halve }
flow! { Comma = halve, halve }
flow! { Dot = halve.halve }
flow! { Generic = halve<u64> -> halve }
flow! { Turbofish = halve::<u64> }
flow! { Quoted = "halve" }
flow! { "Quoted" = halve }
flow! { struct Keyword = halve }
flow! { TwoSemicolons = halve;; }

flow! {
    NoSemicolon = halve -> halve
    /// The next one is read all the same.
    pub(crate) AfterIt = halve
    AndAfterIt = halve -> halve
}

flow! {
    Broken = halve ->;
    Whole = halve;
    Broken = halve -> halve;
    Whole = halve -> halve;
}

async fn runs() -> Result<()> {
    for row in Broken::builder().build().await?.run([1, 2]).await? {
        println!("{}", row.field);
    }
    NoEquals::builder().build().await?.run([1]).await?;
    EndsInArrow::builder().build().await?.run([1]).await?;
    NoSemicolon::builder().build().await?.run([1]).await?;
    AfterIt::builder().build().await?.run([1]).await?;
    AndAfterIt::builder().build().await?.run([1]).await?;
    Whole::builder().build().await?.run([1]).await?;
    Ok(())
}

fn main() {}
