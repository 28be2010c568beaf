//! Flows that are linked at run time: what is checked, and that they do what typed flows do.

use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, Pool, PoolError, Step, Timing};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
struct Score {
    id: u64,
    score: u32,
}

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
struct Mean {
    count: u64,
    mean: f64,
}

/// A row that is neither read nor written.
#[derive(Clone, Debug, PartialEq, Row)]
struct Secret {
    score: u32,
}

#[derive(Params)]
struct Limits {
    max_id: u64,
    #[param(default = 0)]
    least: u32,
}

#[kis_function(mode = "Verify", name = "VerifyStu")]
fn verify(row: &Score, limits: &Limits) -> Result<bool> {
    if row.score > 100 {
        return Err(format!("{} is more than 100", row.score).into());
    }
    Ok(row.id <= limits.max_id && row.score >= limits.least)
}

#[kis_function(mode = "Calculate", name = "MeanOf")]
fn mean(rows: impl Iterator<Item = Score>) -> Vec<Mean> {
    let (count, sum) = rows.fold((0, 0.0), |(count, sum), row| (count + 1, sum + f64::from(row.score)));
    vec![Mean { count, mean: sum / count as f64 }]
}

#[kis_function(mode = "Calculate", name = "Hide")]
fn hide(row: Score) -> Secret {
    Secret { score: row.score }
}

#[kis_function(mode = "Calculate", name = "Halve")]
fn halve(row: Score) -> Score {
    Score { score: row.score / 2, ..row }
}

#[kis_function(mode = "Verify", name = "UntilSmall", jumps(halve))]
fn until_small(rows: Vec<Score>) -> Next<Score> {
    if rows.iter().any(|row| row.score > 10) { Next::jump::<halve>(rows) } else { Next::rows(rows) }
}

flow! {
    Means = verify(max_id = 10, least = 20) -> mean;
    Smalls = halve -> until_small;
}

fn pool() -> Pool {
    let pool = Pool::new();
    pool.register::<verify>()
        .register::<mean>()
        .register::<hide>()
        .register::<halve>()
        .register::<until_small>();
    pool
}

fn means() -> [Step; 2] {
    [Step::new("VerifyStu").param("max_id", 10).param("least", 20), Step::new("MeanOf")]
}

fn scores() -> Vec<Score> {
    (0..30).map(|id| Score { id, score: (id as u32 * 37) % 101 }).collect()
}

#[tokio::test]
async fn a_linked_flow_does_what_the_typed_one_does() -> Result<()> {
    let typed = Means::builder().build().await?.run_with(scores(), RunOptions::new()).await?;
    let linked =
        pool().link("Means", means()).await?.run_with::<Score, Mean>(scores(), RunOptions::new()).await?;
    assert_eq!(linked.rows, typed.rows);
    let counts = |report: &[kis_runtime::FunctionReport]| {
        report.iter().map(|f| (f.name, f.rows_in, f.rows_out, f.dropped)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&linked.functions), counts(&typed.functions));
    Ok(())
}

#[tokio::test]
async fn errors_have_the_place_and_the_row_that_they_have_in_a_typed_flow() -> Result<()> {
    let mut rows = scores();
    rows[7].score = 101;
    let typed = Means::builder().timing(Timing::Never).build().await?.run(rows.clone()).await.unwrap_err();
    let linked = pool().link("Means", means()).await?.run::<Score, Mean>(rows).await.unwrap_err();
    assert_eq!(linked.to_string(), typed.to_string());
    assert_eq!(
        typed.to_string(),
        "flow `Means`: function `VerifyStu` (place 1), row 7: 101 is more than 100"
    );
    Ok(())
}

#[tokio::test]
async fn jumps_work() -> Result<()> {
    let rows = vec![Score { id: 1, score: 99 }];
    let typed = Smalls::builder().build().await?.run(rows.clone()).await?;
    let linked = pool().link("Smalls", ["Halve", "UntilSmall"]).await?;
    assert_eq!(linked.run::<Score, Score>(rows).await?, typed);
    Ok(())
}

#[tokio::test]
async fn every_problem_of_a_link_is_told() {
    let steps = [
        Step::new("Hide"),
        Step::new("VerifyStu").param("max_idd", 3).param("least", "x"),
        Step::new("MaenOf"),
    ];
    let error = pool().link("Wrong", steps).await.err().unwrap().to_string();
    assert_eq!(
        error,
        "flow `Wrong` cannot be built: 5 problems\n\
         - no function `MaenOf` is registered; did you mean `MeanOf`?\n\
         - function `VerifyStu` takes rows of `Score`, but `Hide` before it yields `Secret`\n\
         - function `VerifyStu` (place 2): there is no parameter `max_idd`; did you mean `max_id`?\n\
         - function `VerifyStu` (place 2): parameter `max_id` is missing (a whole number from 0 to 18446744073709551615)\n\
         - function `VerifyStu` (place 2): parameter `least` is a whole number from 0 to 4294967295, not `x`: not a whole number"
    );
    let error = pool().link("Jumpy", ["UntilSmall"]).await.err().unwrap().to_string();
    assert_eq!(
        error,
        "flow `Jumpy` cannot be built: function `UntilSmall` jumps to `Halve`, which this flow does not have"
    );
    let error = pool().link("Empty", Vec::<Step>::new()).await.err().unwrap().to_string();
    assert_eq!(error, "flow `Empty` cannot be built: the flow has no functions");
}

#[tokio::test]
async fn a_wrong_link_leaves_the_flow_that_was_there() -> Result<()> {
    let pool = pool();
    pool.link("Means", means()).await?;
    pool.link("Means", ["Hide", "MeanOf"]).await.err().unwrap();
    pool.append("Means", "Halve").await.err().unwrap();
    assert_eq!(pool.get("Means").unwrap().functions().collect::<Vec<_>>(), ["VerifyStu", "MeanOf"]);
    Ok(())
}

#[tokio::test]
async fn json_goes_in_and_comes_out() -> Result<()> {
    let pool = pool();
    pool.link("Halves", ["Halve"]).await?;
    assert_eq!(pool.run_json("Halves", [r#"{"id":1,"score":9}"#]).await?, [r#"{"id":1,"score":4}"#]);
    pool.append("Halves", "Halve").await?;
    assert_eq!(pool.run_json("Halves", [r#"{"id":1,"score":9}"#]).await?, [r#"{"id":1,"score":2}"#]);

    let bad =
        pool.run_json("Halves", [r#"{"id":1,"score":9}"#, r#"{"id":1,"score":"x"}"#]).await.unwrap_err();
    let PoolError::Run(error) = bad else { panic!("{bad}") };
    assert_eq!((error.kind, error.row), (ErrorKind::Input, Some(1)));

    pool.link("Hidden", ["Hide"]).await?;
    let error = pool.run_json("Hidden", ["{}"]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "rows of `Secret`, which flow `Hidden` yields, are no JSON: derive `Serialize` for it"
    );
    let error = pool.run_json("Halfs", ["{}"]).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no flow `Halfs` in this pool; did you mean `Halves`?");
    Ok(())
}

#[tokio::test]
async fn rows_of_another_type_are_refused() -> Result<()> {
    let flow = pool().link("Halves", ["Halve"]).await?;
    let error = flow.run::<Mean, Score>([]).await.unwrap_err();
    assert_eq!(error.to_string(), "flow `Halves` takes rows of `Score`, not of `Mean`");
    let error = flow.run::<Score, u64>([]).await.unwrap_err();
    assert_eq!(error.to_string(), "flow `Halves` yields rows of `Score`, not of `u64`");
    Ok(())
}
