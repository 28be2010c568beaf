//! Connectors, and what functions want of them.

use kis_runtime::prelude::*;

use crate::functions::pool;
use crate::{told, told_of};

#[tokio::test]
async fn a_connector_that_is_not_the_functions() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: CheckStu
fmode: Verify
option: {cname: Averages}
---
kistype: func
fname: SaveAvg
fmode: Save
option: {cname: Others}
---
{kistype: conn, cname: Averages, type: memory}
---
{kistype: conn, cname: Others, type: memory}
"
        )
        .await,
        r"
error[KIS042]: function `CheckStu` uses no connector, so it cannot use `Averages`
 --> conf/a.yml:4:17
  |
4 | option: {cname: Averages}
  |                 ^^^^^^^^

error[KIS042]: function `SaveAvg` uses the connector `Averages`, not `Others`
 --> conf/a.yml:9:17
  |
9 | option: {cname: Others}
  |                 ^^^^^^
"
    );
}

#[tokio::test]
async fn a_connector_that_no_file_declares() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows: [{fname: AvgStu}, {fname: SaveAvg}, {fname: SaveAvg}]
---
{kistype: conn, cname: Avergaes, type: memory}
"
        )
        .await,
        r"
error[KIS032]: connector `Averages` is not declared
 --> conf/a.yml:3:34
  |
3 | flows: [{fname: AvgStu}, {fname: SaveAvg}, {fname: SaveAvg}]
  |                                  ^^^^^^^ `SaveAvg` uses it
  |
  = help: did you mean `Avergaes`?
"
    );
    // The program may declare it.
    let pool = pool();
    pool.connectors(&Connectors::new().with("Averages", ConnectorConfig::new("memory", "")));
    assert_eq!(
        told(
            &pool,
            &[(
                "a.yml",
                "
kistype: func
fname: SaveAvg
fmode: Expand
option: {cname: Averages}
---
kistype: flow
flow_name: A
flows: [{fname: AvgStu}, {fname: SaveAvg}]
"
            )]
        )
        .await,
        r"
error[KIS041]: function `SaveAvg` is of mode `Save`, not `Expand`
 --> conf/a.yml:3:8
  |
3 | fmode: Expand
  |        ^^^^^^
"
    );
}

#[tokio::test]
async fn a_connector_without_the_kind_of_handle() {
    assert_eq!(
        told_of(
            "
kistype: conn
cname: Averages
type: file
addrs: averages.jsonl
---
kistype: flow
flow_name: A
flows:
  - fname: AvgStu
  - fname: SaveAvg
"
        )
        .await,
        r"
error[KIS043]: connector `Averages` is of type `file`, which has no stores
  --> conf/a.yml:3:7
   |
 3 | type: file
   |       ^^^^ `SaveAvg` takes `&Store<…>`
...
10 |   - fname: SaveAvg
   |            ------- `SaveAvg` uses `Averages`
   |
   = help: take `&Topic<…>` instead, or a connector of a type that has stores
"
    );
}

#[tokio::test]
async fn a_param_that_the_connectors_type_does_not_have() {
    assert_eq!(
        told_of(
            "
kistype: conn
cname: Averages
type: memory
params:
  connect_timout: 2s
  pasword: hunter2
---
# No flow uses it.
{kistype: conn, cname: Others, type: memory, params: {args1: value1}}
---
{kistype: flow, flow_name: A, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
"
        )
        .await,
        r"
error[KIS056]: connector `Averages` is of type `memory`, which has no param `connect_timout`
 --> conf/a.yml:5:3
  |
5 |   connect_timout: 2s
  |   ^^^^^^^^^^^^^^
  |
  = help: did you mean `connect_timeout`?
  = note: its params: `connect_timeout`

error[KIS056]: connector `Averages` is of type `memory`, which has no param `pasword`
 --> conf/a.yml:6:3
  |
6 |   pasword: *******
  |   ^^^^^^^
  |
  = note: its params: `connect_timeout`
"
    );
}

#[tokio::test]
async fn a_save_and_a_load_that_disagree_about_the_rows() {
    assert_eq!(told(&pool(), &[
        ("conn.yml", "{kistype: conn, cname: Averages, type: memory}"),
        ("load.yml", "{kistype: flow, flow_name: Load, flows: [{fname: LoadStudent}]}"),
        ("save.yml", "{kistype: flow, flow_name: Save, flows: [{fname: AvgStu}, {fname: SaveAvg}, {fname: SaveAvg}]}"),
    ]).await, r"
error[KIS049]: function `LoadStudent` loads rows of `Student` from the connector `Averages`, but `SaveAvg` saves rows of `StuAvg` there
 --> conf/load.yml:1:50
  |
1 | {kistype: flow, flow_name: Load, flows: [{fname: LoadStudent}]}
  |                                                  ^^^^^^^^^^^
  |
 ::: conf/save.yml:1:67
  |
1 | {kistype: flow, flow_name: Save, flows: [{fname: AvgStu}, {fname: SaveAvg}, {fname: SaveAvg}]}
  |                                                                   -------
  |
  = help: one connector holds rows of one type: give each of the two its own
");
}

#[tokio::test]
async fn dead_letters_need_their_connector() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows: [{fname: BuryStu}]
"
        )
        .await,
        r"
error[KIS032]: connector `dead_letter` is not declared
 --> conf/a.yml:3:17
  |
3 | flows: [{fname: BuryStu}]
  |                 ^^^^^^^ `BuryStu` sends the rows there that fail
"
    );
}

#[tokio::test]
async fn a_connector_that_cannot_be_opened() {
    assert_eq!(
        told_of(
            "
kistype: conn
cname: Averages
type: memory
params: {connect_timeout: soon}
---
{kistype: flow, flow_name: A, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
---
{kistype: flow, flow_name: B, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
"
        )
        .await,
        r"
error[KIS054]: param `connect_timeout` of connector `Averages` is `soon`; allowed: a duration longer than 0 such as `500ms`, `10s` or `2m`, or a whole number of milliseconds
 --> conf/a.yml:2:8
  |
2 | cname: Averages
  |        ^^^^^^^^
"
    );
}
