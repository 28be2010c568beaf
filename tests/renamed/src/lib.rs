//! The macros in a crate that calls the runtime `flow`, and that has no serde.

use std::time::Duration;

use flow::prelude::*;

/// A row.
#[derive(Row)]
pub struct Score {
    /// The key.
    #[row(key)]
    pub id: u64,
    /// A field with an attribute of serde, which is not there.
    #[serde(rename = "points")]
    pub score: f64,
}

/// Parameters.
#[derive(Params)]
pub struct Limits {
    /// With a default.
    #[param(default = "250ms")]
    pub wait: Duration,
    /// With none.
    pub speed: Option<Speed>,
}

/// A parameter.
#[derive(Params)]
#[serde(rename_all = "lowercase")]
pub enum Speed {
    /// One.
    Fast,
    /// The other.
    Slow,
}

/// A function of every part that names the runtime: parameters, context, an error, a jump.
#[kis_function(mode = "Verify", jumps(double))]
pub fn until_large(rows: Vec<u64>, cx: &Context, limits: &Limits) -> Result<Next<u64>> {
    let small = rows.iter().any(|row| *row < limits.wait.as_millis() as u64);
    match small && !cx.is_cancelled() {
        true => Ok(Next::jump::<double>(rows)),
        false => Ok(Next::rows(rows)),
    }
}

/// A row function.
#[kis_function(mode = "Calculate", name = "Double")]
pub fn double(row: u64) -> u64 {
    row * 2
}

flow! {
    /// A flow of both.
    pub Large = Double -> until_large(wait = "8ms") -> double
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn functions_and_flows_find_it_too() {
        let large = Large::builder().build().await.unwrap();
        assert_eq!(large.run([1, 3]).await.unwrap(), [16, 48]);
    }

    #[test]
    fn a_renamed_runtime_is_found() {
        assert_eq!(Score::FIELDS.names().collect::<Vec<_>>(), ["id", "points"]);
        assert_eq!(Score { id: 7, score: 1.5 }.key(), 7);
        assert_eq!(Limits::PARAMS.len(), 2);
        assert!(matches!(Speed::parse("slow"), Ok(Speed::Slow)));
    }
}
