//! Many problems at once.

use super::{Conf, functions::pool};

#[tokio::test]
async fn eleven_problems_of_four_files_are_told_in_one_go() {
    let conf = Conf::of(&[
        (
            "conn.yml",
            "
kistype: conn
cname: Averages
type: redis
addrs: localhost:6379
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
            "error[KIS050]: connector `Averages` has the type `redis`, which KisFlow for Rust does not have yet",
            "--> conf/conn.yml:3:7",
            "error[KIS021]: unknown connector type `memry`",
            "--> conf/conn.yml:8:7",
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
            "11 errors in 4 files; no flow was loaded from `conf`"
        ]
    );
}
