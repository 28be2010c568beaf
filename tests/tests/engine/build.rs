//! Building a flow tells every problem at once.

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Row)]
struct Score {
    #[row(key)]
    id: u64,
    score: f64,
}

#[derive(Params)]
struct Limits {
    most: u64,
    #[param(default = 10)]
    least: u64,
}

#[kis_function(mode = "Verify", name = "Between")]
fn between(row: &u64, limits: &Limits) -> bool {
    (limits.least..=limits.most).contains(row)
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
fn score(row: u64) -> Result<Score> {
    Ok(Score { id: row, score: row as f64 })
}

#[kis_function(mode = "Save", connector = "Scores")]
async fn save(rows: &[Score], scores: &Store<Score>) -> Result<()> {
    scores.upsert(rows).await
}

#[kis_function(mode = "Expand", connector = "Log")]
async fn log(rows: &[Score], log: &Topic<Score>) -> Result<()> {
    log.send(rows).await
}

flow! {
    Scores = between(most = 99) -> score -> save -> log;
    Limited = between(most = 99) -> between(most = 50, least = 0);
}

#[tokio::test]
async fn every_problem_is_told_at_once() {
    let built = Scores::builder()
        .connector("Scores", ConnectorConfig::new("memroy", ""))
        .param("Between", "most", "many")
        .param("between", "mots", 1)
        .param("scroe", "id", 1)
        .build()
        .await;
    let error = built.err().unwrap();
    // Which types are known is the features' to say.
    let shown = |problem: &kis_runtime::BuildProblem| {
        let text = problem.to_string();
        text.split_once("; known types: ").map_or(text.clone(), |(text, _)| text.to_owned())
    };
    let problems: Vec<_> = error.problems.iter().map(shown).collect();
    assert_eq!(
        problems,
        [
            "function `Between` (place 1): there is no parameter `mots`; did you mean `most`?",
            "function `Between` (place 1): parameter `most` is a whole number from 0 to 18446744073709551615, not `many`: not a whole number",
            "function `save` (place 3): connector `Scores` has the unknown type `memroy` (did you mean `memory`?)",
            "function `log` (place 4): no connector is named `Log`; declared: `Scores`",
            "parameter `id` was given for `scroe`, which is not in the flow; did you mean `score`?",
            "dead letters of function `score` (`on_error = \"dead_letter\"`): no connector is named `dead_letter`; declared: `Scores`",
        ]
    );
    assert!(
        error.to_string().starts_with("flow `Scores` cannot be built: 6 problems\n- function `Between`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_builder_s_parameter_goes_before_the_flow_s_wherever_the_function_stands() {
    let flow = Limited::builder().build().await.unwrap();
    assert_eq!(flow.run([9, 10, 50, 51, 99]).await.unwrap(), [10, 50]);
    let flow = Limited::builder().param("Between", "most", 20).build().await.unwrap();
    assert_eq!(flow.run([9, 10, 20, 21]).await.unwrap(), [10, 20]);
    let flow = Limited::builder().param("between", "least", 15).build().await.unwrap();
    assert_eq!(flow.run([9, 10, 20, 99]).await.unwrap(), [20]);
}

#[tokio::test]
async fn a_missing_dead_letter_connector_is_a_problem_only_where_it_is_wanted() {
    let error = Scores::builder()
        .connector("Scores", ConnectorConfig::new("memory", ""))
        .connector("Log", ConnectorConfig::new("memory", ""))
        .dead_letters("Graves")
        .build()
        .await
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "flow `Scores` cannot be built: dead letters of function `score` (`on_error = \"dead_letter\"`): \
         no connector is named `Graves`; declared: `Log`, `Scores`"
    );
    let error =
        Limited::builder().on_bad_input(kis_runtime::OnError::DeadLetter).build().await.err().unwrap();
    assert!(error.to_string().contains("dead letters of lines that are no rows: "), "{error}");
}

#[tokio::test]
async fn flows_share_connectors() {
    let connectors = Connectors::new()
        .with("Scores", ConnectorConfig::new("memory", ""))
        .with("Log", ConnectorConfig::new("memory", ""))
        .with("dead_letter", ConnectorConfig::new("memory", ""));
    let flow = Scores::builder().connectors(&connectors).build().await.unwrap();
    flow.run([20, 30]).await.unwrap();
    let scores = connectors.store::<Score>("Scores").await.unwrap();
    assert_eq!(scores.get(&[30]).await.unwrap()[0].as_ref().unwrap().score, 30.0);
}
