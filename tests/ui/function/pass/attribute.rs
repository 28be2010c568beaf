//! Every key of the attribute, and what stands around the `fn`.
#![deny(warnings, missing_docs)]

use std::time::Duration;

use kis_runtime::prelude::*;
use kis_runtime::{Function, Mode, OnError};
use serde::{Deserialize, Serialize};

/// A row.
#[derive(Row, Clone, Serialize, Deserialize)]
pub struct Score {
    /// Its key.
    #[row(key)]
    pub id: u64,
}

/// Parameters.
#[derive(Params)]
pub struct Limits {
    /// The largest id.
    #[param(default = 7)]
    pub max: u64,
}

#[kis_function(mode = "V")]
fn verify(_row: &Score) {}

#[kis_function(mode = "S", connector = "Scores")]
async fn save(rows: &[Score], scores: &Store<Score>) -> Result<()> {
    scores.upsert(rows).await
}

#[kis_function(mode = "L", connector = "Scores")]
async fn load(rows: &[Score], cx: &Context, scores: &Store<Score>, limits: &Limits) -> Result<Vec<Score>> {
    assert_eq!(cx.flow(), "All");
    assert_eq!(limits.max, 7);
    Ok(scores.get(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?.into_iter().flatten().collect())
}

#[kis_function(mode = "C", on_error = "dead_letter",)]
fn calculate(row: Score) -> Result<Score> {
    Ok(row)
}

#[kis_function(mode = "E", on_error = "skip")]
fn expand(_row: &Score, _limits: &Limits, _cx: &kis_runtime::Context) -> Result<()> {
    Ok(())
}

/// Documentation stays.
#[kis_function(
    mode = "Calculate",
    name = "AllKeys",
    retry_times = 3,
    retry_duration = "1m30s",
    retry_backoff,
    timeout = "1.5s",
    jumps(calculate, self::expand)
)]
#[must_use]
#[inline]
#[allow(clippy::unused_async)]
pub async fn all_keys(rows: Vec<Score>) -> Result<Next<Score>> {
    Ok(Next::rows(rows))
}

#[kis_function(mode = "Calculate", retry_times = 0, on_error = "fail", retry_backoff = false)]
#[cfg(any())]
fn never_there(row: NoSuchType) -> NoSuchType {
    row
}

#[cfg(any())]
#[kis_function(mode = "Calculate")]
fn never_there(row: NoSuchType) -> NoSuchType {
    row
}

#[kis_function(mode = "Nonsense")]
#[cfg(any())]
fn never_there<T>(row: NoSuchType, nonsense: &mut u8) -> NoSuchType {
    row
}

#[kis_function(mode = "Calculate")]
#[cfg(all())]
fn never_there(row: Score) -> Score {
    row
}

mod inner {
    use kis_runtime::prelude::*;

    #[kis_function(mode = "Calculate", name = "Inner")]
    pub(super) fn inner(row: super::Score) -> super::Score {
        row
    }
}

flow! {
    /// Every function.
    All = verify -> save -> load -> calculate -> expand -> AllKeys -> never_there -> inner::Inner -> verify;
    #[cfg(any())]
    NeverThere = no_such_function
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let all = All::builder()
        .connector("Scores", ConnectorConfig::new("memory", ""))
        .connector("dead_letter", ConnectorConfig::new("memory", ""))
        .build()
        .await?;
    assert_eq!(all.run([Score { id: 3 }]).await?.len(), 1);

    assert_eq!(AllKeys::NAME, "AllKeys");
    assert_eq!(all_keys::MODE, Mode::Calculate);
    let policy = AllKeys::POLICY;
    assert_eq!((policy.retry_times, policy.retry_duration), (3, Duration::from_secs(90)));
    assert_eq!((policy.retry_backoff, policy.timeout), (true, Some(Duration::from_millis(1500))));
    assert_eq!(AllKeys::JUMPS.len(), 2);
    assert_eq!(calculate::POLICY.on_error, OnError::DeadLetter);
    assert_eq!(save::CONNECTOR, Some("Scores"));
    Ok(())
}
