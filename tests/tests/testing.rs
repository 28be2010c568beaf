//! `kistype: test`: tests that stand in files beside their flows.

use std::fs;

use kis_runtime::prelude::*;
use kis_runtime::{Pool, testing};
use serde::{Deserialize, Serialize};

#[derive(Row, Deserialize)]
struct Scores {
    stu_id: u64,
    score_1: u32,
    score_2: u32,
}

#[derive(Clone, Row, Serialize, Deserialize)]
struct Average {
    #[row(key)]
    stu_id: u64,
    avg: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Params)]
struct Pass {
    least: f64,
}

#[kis_function(mode = "Calculate", name = "AvgStu")]
fn avg_stu(row: Scores) -> Result<Average> {
    if row.score_1 > 100 {
        return Err(format!("{} is above 100", row.score_1).into());
    }
    Ok(Average { stu_id: row.stu_id, avg: f64::from(row.score_1 + row.score_2) / 2.0, note: None })
}

#[kis_function(mode = "Save", name = "SaveAvg", connector = "Averages")]
async fn save_avg(rows: &[Average], averages: &Store<Average>) -> Result<()> {
    averages.upsert(rows).await
}

#[kis_function(mode = "Save", name = "TellPassed", connector = "Passed")]
async fn tell_passed(rows: &[Average], pass: &Pass, passed: &Topic<u64>) -> Result<()> {
    let passes = rows.iter().filter(|row| row.avg >= pass.least).map(|row| row.stu_id);
    passed.send(&passes.collect::<Vec<_>>()).await
}

mod flows {
    use super::*;
    include_flow!("conf/tested");
}

async fn pool() -> Pool {
    flows::pool_on(&flows::connectors().in_memory()).await.expect("the flow is right")
}

/// Runs these tests beside the flow; gives what is said when they fail, with the folder's name left out.
async fn failed(tests: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let flow = "kistype: flow\nflow_name: CalStuAvg\nflows: [{fname: AvgStu}]\n";
    let connectors = "---\n{kistype: conn, cname: Averages, type: memory}\n---\n{kistype: conn, cname: Passed, type: memory}\n\
         ---\n{kistype: conn, cname: Scores, type: memory}";
    fs::write(folder.path().join("flow.yml"), format!("{flow}{connectors}")).expect("a file");
    fs::write(folder.path().join("tests.yml"), tests).expect("a file");
    let error = testing::run(&pool().await, folder.path()).await.expect_err("the tests fail");
    assert_eq!(format!("{error:?}"), error.to_string());
    error.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[tokio::test]
async fn tests_of_files_pass_and_touch_only_memory() -> Result<()> {
    let report = testing::run(&pool().await, "conf/tested").await?;
    assert_eq!(report.passed, ["averages_are_kept_and_those_that_passed_are_told", "没有学生"]);
    assert_eq!(report.to_string(), "2 tests passed");
    Ok(())
}

#[tokio::test]
async fn every_difference_is_told_at_the_test() {
    let said = failed(
        "kistype: test\ntname: wrong\nflow_name: CalStuAvg\n\
         rows: [{stu_id: 1, score_1: 80, score_2: 90}, {stu_id: 2, score_1: 10, score_2: 20}]\n\
         expected: [{stu_id: 1, avg: 86}]\n\
         stores:\n  after:\n    Averages: [{stu_id: 1, avg: 85}]\n    Passed: [1, 2]\n\
         ---\nkistype: test\ntname: right\nflow_name: CalStuAvg\nrows: []\n",
    )
    .await;
    let expected = "test `wrong` failed at tests.yml:2:8
  flow `CalStuAvg` gave other rows than expected (-) at the end (+):
    - {\"avg\":86,\"stu_id\":1}
    + {\"avg\":85.0,\"stu_id\":1}
        `avg`: expected 86, found 85.0
    + {\"avg\":15.0,\"stu_id\":2}
  connector `Averages` keeps other rows than expected (-) at the end (+):
    + {\"avg\":15.0,\"note\":null,\"stu_id\":2}
      {\"avg\":85,\"stu_id\":1}
  connector `Passed` keeps other rows than expected (-) at the end (+):
      1
    - 2

1 of 2 tests failed";
    assert_eq!(said, expected);
}

#[tokio::test]
async fn a_run_that_fails_fails_its_test() {
    let said = failed(
        "{kistype: test, tname: t, flow_name: CalStuAvg, rows: [{stu_id: 1, score_1: 101, score_2: 0}]}",
    )
    .await;
    assert!(said.contains("it was run and failed: ") && said.contains("101 is above 100"), "{said}");
    let said = failed(
        "{kistype: test, tname: t, flow_name: CalStuAvg, rows: [{stu_id: 1, score_1: x, score_2: 0}]}",
    )
    .await;
    assert!(said.contains("invalid type: string \"x\", expected u32"), "{said}");
}

#[tokio::test]
async fn stores_that_cannot_be_filled_or_read_say_so_at_their_name() {
    let said = failed(
        "kistype: test\ntname: t\nflow_name: CalStuAvg\nrows: []\nstores:\n  before:\n    Averages: [{stu_id: 1}]\n",
    )
    .await;
    assert!(said.contains("tests.yml:7:5: row 1 of `Average` cannot be written"), "{said}");
    let said = failed(
        "kistype: test\ntname: t\nflow_name: CalStuAvg\nrows: []\nstores:\n  after:\n    Scores: []\n",
    )
    .await;
    assert!(
        said.contains(
            "tests.yml:7:5: no function of the flow takes connector `Scores` as a store or a topic"
        ),
        "{said}"
    );
}

#[tokio::test]
async fn files_with_mistakes_or_without_tests_fail() {
    let said = failed("{kistype: test, tname: t, flow_name: CalStuAgv, rows: []}").await;
    assert!(
        said.contains("flow `CalStuAgv` is not declared") && said.contains("did you mean `CalStuAvg`?"),
        "{said}"
    );
    let said = failed("{kistype: func, fname: AvgStu, fmode: Calculate}").await;
    assert!(said.contains("there is no test in `") && said.contains("`kistype: test`"), "{said}");
}
