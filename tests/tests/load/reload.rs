//! Loading once more.

use kis_runtime::pool::LoadError;
use kis_runtime::prelude::*;
use kis_runtime::{CancellationToken, Pool, Step};
use tokio::sync::Notify;

use super::functions::pool;
use super::{Conf, score};

fn adds(k: u64) -> String {
    format!("{{kistype: flow, flow_name: Adds, flows: [{{fname: Add, params: {{k: {k}}}}}]}}")
}

async fn added(pool: &Pool, flow: &str) -> String {
    pool.run_json(flow, ["0"]).await.unwrap().concat()
}

#[tokio::test]
async fn what_happened_to_each_flow_is_told() {
    let func = |k| {
        format!("{{kistype: func, fname: Add, fmode: Calculate, option: {{default_params: {{k: {k}}}}}}}")
    };
    let conf = Conf::of(&[
        ("adds.yml", &adds(1)),
        ("defaults.yml", "{kistype: flow, flow_name: Defaults, flows: [{fname: Add}]}"),
        ("averages.yml", "{kistype: flow, flow_name: Averages, flows: [{fname: AvgStu}]}"),
        ("func.yml", &func(5)),
    ]);
    let pool = pool();
    let loaded = pool.load(conf.path()).await.unwrap();
    assert_eq!(loaded.added, ["Adds", "Averages", "Defaults"]);
    // Comments, places and order do not matter.
    conf.write("adds.yml", &format!("# as it was\n\n{}", adds(1)));
    assert_eq!(pool.reload().await.unwrap().unchanged, ["Adds", "Averages", "Defaults"]);
    conf.write("func.yml", &func(6));
    conf.remove("averages.yml");
    conf.write("more.yml", "{kistype: flow, flow_name: More, flows: [{fname: Add, params: {k: 2}}]}");
    let loaded = pool.reload().await.unwrap();
    // `Adds` gives its own `k`, but its function's file changed all the same.
    assert_eq!(
        loaded.to_string(),
        "1 added (`More`), 2 changed (`Adds`, `Defaults`), 1 removed (`Averages`), 0 unchanged"
    );
    assert_eq!(pool.names(), ["Adds", "Defaults", "More"]);
    assert_eq!(added(&pool, "Defaults").await, "6");
}

#[tokio::test]
async fn wrong_files_change_nothing() {
    let conf = Conf::of(&[
        ("a.yml", &adds(1)),
        ("b.yml", "{kistype: flow, flow_name: B, flows: [{fname: AvgStu}]}"),
    ]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    conf.remove("b.yml");
    conf.write("a.yml", &adds(2).replace("Add,", "Addd,"));
    let error = pool.reload().await.unwrap_err();
    assert_eq!(error.diagnostics().len(), 1);
    assert_eq!(error.diagnostics()[0].message, "no function named `Addd` is registered");
    assert_eq!(pool.names(), ["Adds", "B"]);
    assert_eq!(added(&pool, "Adds").await, "1");
    conf.write("a.yml", &adds(2));
    let loaded = pool.reload().await.unwrap();
    assert_eq!((loaded.changed, loaded.removed), (vec!["Adds".to_owned()], vec!["B".to_owned()]));
    assert_eq!(added(&pool, "Adds").await, "2");
}

#[tokio::test]
async fn a_flow_that_was_there_before_goes_on_as_it_was() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    let before = pool.get("Adds").unwrap();
    conf.write("a.yml", &adds(2));
    pool.reload().await.unwrap();
    assert_eq!(before.run::<u64, u64>([0]).await.unwrap(), [1]);
    assert_eq!(pool.get("Adds").unwrap().run::<u64, u64>([0]).await.unwrap(), [2]);
    conf.remove("a.yml");
    pool.reload().await.unwrap();
    assert!(pool.get("Adds").is_none());
    assert_eq!(before.run::<u64, u64>([0]).await.unwrap(), [1]);
}

static ENTERED: Notify = Notify::const_new();
static GO_ON: Notify = Notify::const_new();

#[kis_function(mode = "Verify", name = "Wait")]
async fn wait(_rows: &[u64]) {
    ENTERED.notify_one();
    GO_ON.notified().await;
}

#[tokio::test]
async fn a_run_under_way_ends_on_the_flow_that_it_began_with() {
    let waits = |k| {
        format!(
            "{{kistype: flow, flow_name: Waits, flows: [{{fname: Wait}}, {{fname: Add, params: {{k: {k}}}}}]}}"
        )
    };
    let conf = Conf::of(&[("a.yml", &waits(1))]);
    let pool = pool();
    pool.register::<wait>();
    pool.load(conf.path()).await.unwrap();
    let run = tokio::spawn({
        let pool = pool.clone();
        async move { added(&pool, "Waits").await }
    });
    ENTERED.notified().await;
    conf.write("a.yml", &waits(2));
    assert_eq!(pool.reload().await.unwrap().changed, ["Waits"]);
    GO_ON.notify_one();
    assert_eq!(run.await.unwrap(), "1");
    GO_ON.notify_one();
    assert_eq!(added(&pool, "Waits").await, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_run_sees_half_a_reload() {
    let twice = |k| {
        let step = format!("{{fname: Add, params: {{k: {k}}}}}");
        format!("{{kistype: flow, flow_name: Twice, flows: [{step}, {step}]}}")
    };
    let conf = Conf::of(&[("a.yml", &twice(1))]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    let stop = CancellationToken::new();
    let runs = tokio::spawn({
        let (pool, stop) = (pool.clone(), stop.clone());
        async move {
            let mut seen = std::collections::BTreeSet::new();
            while !stop.is_cancelled() {
                seen.insert(added(&pool, "Twice").await);
                tokio::task::yield_now().await;
            }
            seen
        }
    });
    for k in (1..=20).map(|at| if at % 2 == 0 { 1 } else { 10 }) {
        conf.write("a.yml", &twice(k));
        pool.reload().await.unwrap();
    }
    stop.cancel();
    let seen = runs.await.unwrap();
    assert!(seen.iter().all(|sum| sum == "2" || sum == "20"), "{seen:?}");
}

const KEEP: &str = "
{kistype: flow, flow_name: Keep, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
---
{kistype: flow, flow_name: Fetch, flows: [{fname: FetchAvg}]}
";

#[tokio::test]
async fn a_connector_that_stays_keeps_its_connection() {
    let conf = Conf::of(&[
        ("conn.yml", "{kistype: conn, cname: Averages, type: memory, key: a}"),
        ("flow.yml", KEEP),
        ("adds.yml", &adds(1)),
    ]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    pool.run_json("Keep", [score(1, 2, 4)]).await.unwrap();
    let fetched = async || pool.run_json("Fetch", [score(1, 0, 0)]).await.unwrap();
    assert_eq!(fetched().await, [r#"{"stu_id":1,"avg":3.0}"#]);

    conf.write("adds.yml", &adds(2));
    assert_eq!(pool.reload().await.unwrap().unchanged, ["Fetch", "Keep"]);
    assert_eq!(fetched().await.len(), 1);
    // Also for a flow that is linked anew.
    conf.write("flow.yml", &KEEP.replace("[{fname: AvgStu}", "[{fname: AvgStu}, {fname: SaveAvg}"));
    let loaded = pool.reload().await.unwrap();
    assert_eq!(
        (loaded.changed, loaded.unchanged),
        (vec!["Keep".to_owned()], vec!["Adds".to_owned(), "Fetch".to_owned()])
    );
    assert_eq!(fetched().await.len(), 1);
    // Another declaration is another connection, for all that use it.
    conf.write("conn.yml", "{kistype: conn, cname: Averages, type: memory, key: b}");
    assert_eq!(pool.reload().await.unwrap().changed, ["Fetch", "Keep"]);
    assert_eq!(fetched().await.len(), 0);
}

#[kis_function(mode = "Save", name = "SaveNumber", connector = "Averages")]
async fn save_number(rows: &[u64], numbers: &Topic<u64>) -> Result<()> {
    numbers.send(rows).await
}

#[tokio::test]
async fn a_connector_may_hold_other_rows_after_a_reload() {
    let conn = "{kistype: conn, cname: Averages, type: memory}";
    let conf = Conf::of(&[("conn.yml", conn), ("flow.yml", KEEP)]);
    let pool = pool();
    pool.register::<save_number>();
    pool.load(conf.path()).await.unwrap();
    pool.run_json("Keep", [score(1, 2, 4)]).await.unwrap();
    for (text, names) in [
        ("{kistype: flow, flow_name: Numbers, flows: [{fname: SaveNumber}]}", vec!["Numbers"]),
        ("# none", vec![]),
        (KEEP, vec!["Fetch", "Keep"]),
    ] {
        conf.write("flow.yml", text);
        pool.reload().await.unwrap();
        assert_eq!(pool.names(), names);
    }
}

#[tokio::test]
async fn flows_that_code_linked_stay() {
    let conf = Conf::of(&[("a.yml", &adds(1))]);
    let pool = pool();
    pool.link("Linked", [Step::new("Add").param("k", 7)]).await.unwrap();
    pool.load(conf.path()).await.unwrap();
    pool.append("Adds", Step::new("Add").param("k", 10)).await.unwrap();
    assert_eq!(added(&pool, "Adds").await, "11");
    // What code made of a flow of the files holds until the next load.
    assert_eq!(pool.reload().await.unwrap().changed, ["Adds"]);
    assert_eq!(added(&pool, "Adds").await, "1");
    pool.append("Adds", Step::new("Add").param("k", 10)).await.unwrap();
    conf.remove("a.yml");
    assert_eq!(pool.reload().await.unwrap().removed, ["Adds"]);
    assert_eq!(pool.names(), ["Adds", "Linked"]);
}

#[tokio::test]
async fn a_function_that_is_registered_anew_is_linked_anew() {
    let conf = Conf::of(&[("a.yml", "{kistype: flow, flow_name: A, flows: [{fname: Add, params: {k: 3}}]}")]);
    let pool = pool();
    pool.load(conf.path()).await.unwrap();
    assert_eq!(added(&pool, "A").await, "3");
    pool.register_as::<double_add>("Add");
    assert_eq!(pool.reload().await.unwrap().changed, ["A"]);
    assert_eq!(added(&pool, "A").await, "6");
}

#[kis_function(mode = "Calculate")]
fn double_add(row: u64, add: &super::functions::Addend) -> u64 {
    row + 2 * add.k
}

#[tokio::test]
async fn there_must_be_something_to_load() {
    let pool = pool();
    let error = pool.reload().await.unwrap_err();
    assert!(matches!(error, LoadError::NothingLoaded));
    assert_eq!(
        error.to_string(),
        "nothing was loaded yet: call `load` with the path of a file or folder first"
    );
    let error = pool.load("no/such/folder").await.unwrap_err();
    assert!(error.to_string().starts_with("cannot read `no/such/folder`: "), "{error}");
    assert_eq!(error.diagnostics(), []);
}
