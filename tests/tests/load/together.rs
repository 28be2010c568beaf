//! Many problems at once.

use kis_runtime::prelude::*;
use kis_runtime::{Connector, Pool};

use super::{Conf, functions::pool};

#[tokio::test]
async fn ten_problems_of_four_files_are_told_in_one_go() {
    let conf = Conf::of(&[
        (
            "conn.yml",
            "
kistype: conn
cname: Averages
type: memory
---
kistype: conn
cname: Log
type: memry
",
        ),
        (
            "flow.yml",
            "
kistype: flow
flow_name: CalStuAvg
flows:
  - fname: CheckStu
    params: {max_id: many, schol: PKU}
  - fname: SaveAvg
  - fname: ShowAvg
---
kistype: flow
status: 0
flow_name: Off
flows:
  - fname: AgainToCheck
",
        ),
        (
            "func/check.yml",
            "
kistype: func
fname: CheckStu
fmode: Expand
source: {must: [id]}
",
        ),
        (
            "func/save.yml",
            "
kistype: func
fname: SaveAvg
fmode: Save
option: {cname: Log, retry_time: 3}
",
        ),
    ]);
    let error = pool().load(conf.path()).await.unwrap_err();
    let shown = conf.shown(&error);
    let heads: Vec<String> = shown
        .lines()
        .filter(|line| line.starts_with("error") || line.contains("errors in ") || line.contains("--> "))
        .map(|line| line.trim().to_owned())
        .collect();
    assert_eq!(
        heads,
        [
            "error[KIS021]: unknown connector type `memry`",
            "--> conf/conn.yml:7:7",
            "error[KIS047]: parameter `max_id` of `CheckStu` is a whole number from 0 to 18446744073709551615, not `many`",
            "--> conf/flow.yml:5:22",
            "error[KIS045]: function `CheckStu` has no parameter `schol`",
            "--> conf/flow.yml:5:28",
            "error[KIS048]: function `SaveAvg` takes rows of `StuAvg`, but `CheckStu` before it yields `StuScore`",
            "--> conf/flow.yml:6:12",
            "error[KIS040]: no function named `ShowAvg` is registered",
            "--> conf/flow.yml:7:12",
            "error[KIS051]: function `AgainToCheck` jumps to `CheckStu`, which flow `Off` does not have",
            "--> conf/flow.yml:13:12",
            "error[KIS041]: function `CheckStu` is of mode `Verify`, not `Expand`",
            "--> conf/func/check.yml:3:8",
            "error[KIS044]: row `StuScore`, which `CheckStu` takes, has no field `id`",
            "--> conf/func/check.yml:4:17",
            "error[KIS042]: function `SaveAvg` uses the connector `Averages`, not `Log`",
            "--> conf/func/save.yml:4:17",
            "error[KIS012]: unknown key `retry_time`",
            "--> conf/func/save.yml:4:22",
            "10 errors in 4 files; no flow was loaded from `conf`"
        ]
    );
}

#[derive(kis_runtime::Row, serde::Serialize, serde::Deserialize)]
struct Order {
    #[row(key)]
    order_id: u64,
    total: f64,
}

#[derive(Params)]
struct Most {
    max_total: f64,
}

#[kis_function(mode = "Verify", name = "CheckOrder")]
fn check_order(row: &Order, most: &Most) -> bool {
    row.total <= most.max_total
}

#[kis_function(mode = "Save", name = "SaveOrder", connector = "OrderStore")]
async fn save_order(rows: &[Order], orders: &Store<Order>) -> Result<()> {
    orders.upsert(rows).await
}

#[kis_function(mode = "Save", name = "AddUp", connector = "Totals")]
async fn add_up(rows: &[Order], totals: &Topic<f64>) -> Result<()> {
    totals.send(&rows.iter().map(|row| row.total).collect::<Vec<_>>()).await
}

/// The program's own, in place of the one that it was built without.
struct Redis;

impl Connector for Redis {
    const TYPE: &'static str = "redis";

    async fn connect(_name: &str, _config: &ConnectorConfig) -> Result<Self> {
        Ok(Redis)
    }
}

/// `include_flow!` has these ten as a case of its own.
#[tokio::test]
async fn ten_mistakes_are_told_as_the_command_line_tells_them() {
    let pool = Pool::new();
    pool.register::<check_order>().register::<save_order>().register::<add_up>();
    pool.connectors(&Connectors::new().register::<Redis>());
    let error = pool.load("conf/ten_mistakes").await.unwrap_err();
    assert_eq!(error.diagnostics().len(), 10, "{error}");
    let told = include_str!("../../../kis-cli/tests/cli/ten_mistakes.txt");
    let last = "10 errors in 4 files";
    let expected = told.trim_end().strip_suffix(last).unwrap().replace("ten_mistakes/", "conf/ten_mistakes/");
    let loaded = format!("{last}; no flow was loaded from `conf/ten_mistakes`");
    assert_eq!(error.to_string(), expected + &loaded);
}
