//! What a flow of files does.

use kis_runtime::RunOptions;
use kis_runtime::connector::{ConnectorConfig, Connectors, Memory};

use super::functions::{StuAvg, pool};
use super::{Conf, score, students};

#[tokio::test]
async fn the_files_that_are_compiled_in_run_as_they_do_there() {
    let pool = pool();
    let loaded = pool.load(students()).await.unwrap();
    assert_eq!(loaded.to_string(), "1 added (`CalStuAvg`), 0 changed, 0 removed, 0 unchanged");
    assert_eq!(pool.names(), ["CalStuAvg"]);
    let lines = [score(7, 1, 2), score(1000, 1, 1)];
    assert_eq!(pool.run_json("CalStuAvg", lines).await.unwrap(), [r#"{"stu_id":7,"avg":1.5}"#]);
}

#[tokio::test]
async fn places_have_parameters_of_their_own_over_the_functions() {
    let conf = Conf::of(&[(
        "a.yml",
        "
kistype: func
fname: Add
fmode: Calculate
option: {default_params: {k: 100}}
---
kistype: flow
flow_name: Adds
flows:
  - fname: Add
  - {fname: Add, params: {k: 20}}
  - {fname: Add, params: {k: 3}}
",
    )]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    assert_eq!(pool.run_json("Adds", ["0"]).await.unwrap(), ["123"]);
    assert_eq!(pool.get("Adds").unwrap().run::<u64, u64>([1, 2]).await.unwrap(), [124, 125]);
}

#[tokio::test(start_paused = true)]
async fn retries_of_the_file_go_before_the_attributes() {
    let conf = Conf::of(&[(
        "a.yml",
        "
kistype: func
fname: FailTwice
fmode: Verify
option: {retry_times: 2, retry_duration: 3s}
---
{kistype: flow, flow_name: Flaky, flows: [{fname: FailTwice}]}
",
    )]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    let started = tokio::time::Instant::now();
    let report = pool.get("Flaky").unwrap().run_json_with(["5"], RunOptions::new()).await.unwrap();
    assert_eq!((report.rows, report.functions[0].retries), (vec!["5".to_owned()], 2));
    assert_eq!(started.elapsed().as_secs(), 6);
}

#[tokio::test]
async fn names_that_are_no_identifiers_are_found() {
    let conf = Conf::of(&[(
        "a.yml",
        "
{kistype: conn, cname: Log, type: memory}
---
{kistype: flow, flow_name: 平均分, flows: [{fname: avg-stu}, {fname: 测试KisFunction_S1}]}
",
    )]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    assert_eq!(pool.get("平均分").unwrap().functions().collect::<Vec<_>>(), ["AvgStu", "测试KisFunction_S1"]);
    assert_eq!(pool.run_json("平均分", [score(1, 2, 4)]).await.unwrap(), [r#"{"stu_id":1,"avg":3.0}"#]);
}

#[tokio::test]
async fn connectors_of_the_files_and_of_the_program_are_there_together() {
    let own = Connectors::new()
        .with("Log", ConnectorConfig::new("memory", ""))
        .with("Averages", ConnectorConfig::new("memory", ""));
    let pool = pool();
    pool.connectors(&own);
    let conf = Conf::of(&[(
        "a.yml",
        "
{kistype: conn, cname: Averages, type: memory}
---
{kistype: flow, flow_name: Keep, flows: [{fname: AvgStu}, {fname: SaveAvg}, {fname: 测试KisFunction_S1}]}
---
{kistype: flow, flow_name: Fetch, flows: [{fname: FetchAvg}]}
",
    )]);
    pool.load(conf.path()).await.unwrap();
    pool.run_json("Keep", [score(1, 2, 4)]).await.unwrap();
    let kept = StuAvg { stu_id: 1, avg: 3.0 };
    let sent = own.client::<Memory>("Log").await.unwrap().received::<StuAvg>().unwrap();
    assert_eq!(sent, std::slice::from_ref(&kept));
    assert_eq!(pool.run_json("Fetch", [score(1, 0, 0)]).await.unwrap(), [r#"{"stu_id":1,"avg":3.0}"#]);
    // The files go before the program.
    assert_eq!(own.store::<StuAvg>("Averages").await.unwrap().get(&[1]).await.unwrap(), [None]);
    // What code links from now on finds the files' connectors.
    pool.link("Linked", ["FetchAvg"]).await.unwrap();
    assert_eq!(pool.run_json("Linked", [score(1, 0, 0)]).await.unwrap(), [r#"{"stu_id":1,"avg":3.0}"#]);
}

#[tokio::test]
async fn rows_that_fail_go_to_the_dead_letters() {
    let conf = Conf::of(&[(
        "a.yml",
        "
{kistype: conn, cname: dead_letter, type: memory}
---
{kistype: flow, flow_name: Bury, flows: [{fname: BuryStu}]}
",
    )]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    let lines = [score(1, 100, 1), score(2, 101, 1)];
    let report = pool.get("Bury").unwrap().run_json_with(lines, RunOptions::new()).await.unwrap();
    assert_eq!((report.rows, report.functions[0].dead_lettered), (vec![score(1, 100, 1)], 1));
}

#[tokio::test]
async fn a_disabled_flow_is_not_linked() {
    let conf = Conf::of(&[("a.yml", "{kistype: flow, status: 0, flow_name: Off, flows: [{fname: AvgStu}]}")]);
    let pool = pool();
    assert_eq!(pool.load(conf.path()).await.unwrap(), kis_runtime::pool::Loaded::default());
    assert_eq!(pool.names(), Vec::<String>::new());
}
