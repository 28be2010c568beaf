//! What is wrong between the files and Rust, each with its exact text.

use kis_runtime::prelude::*;

use super::functions::pool;
use super::{told, told_of};

#[tokio::test]
async fn a_function_that_is_not_registered() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows:
  - fname: ChekStu
    params: {max_id: 1}
"
        )
        .await,
        r"
error[KIS040]: no function named `ChekStu` is registered
 --> conf/a.yml:4:12
  |
4 |   - fname: ChekStu
  |            ^^^^^^^
  |
  = help: did you mean `CheckStu`?
"
    );
}

#[tokio::test]
async fn a_mode_that_is_not_the_functions() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: CheckStu
fmode: Calculate
"
        )
        .await,
        r"
error[KIS041]: function `CheckStu` is of mode `Verify`, not `Calculate`
 --> conf/a.yml:3:8
  |
3 | fmode: Calculate
  |        ^^^^^^^^^
"
    );
}

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
async fn a_field_that_the_rows_do_not_have() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: CheckStu
fmode: Verify
source: {name: students, must: [stu_id, scroe_1]}
"
        )
        .await,
        r"
error[KIS044]: row `StuScore`, which `CheckStu` takes, has no field `scroe_1`
 --> conf/a.yml:4:41
  |
4 | source: {name: students, must: [stu_id, scroe_1]}
  |                                         ^^^^^^^ asked for here
  |
  = help: did you mean `score_1`?
  = note: it has `stu_id`, `score_1`, `score_2`
"
    );
}

#[tokio::test]
async fn a_parameter_that_the_function_does_not_have() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: CheckStu
fmode: Verify
option: {default_params: {max_id: 9, schol: PKU}}
---
kistype: flow
flow_name: A
flows:
  - fname: CheckStu
  - fname: AvgStu
    params: {max_id: 7}
"
        )
        .await,
        r"
error[KIS045]: function `CheckStu` has no parameter `schol`
 --> conf/a.yml:4:38
  |
4 | option: {default_params: {max_id: 9, schol: PKU}}
  |                                      ^^^^^
  |
  = help: did you mean `school`?
  = note: its parameters: `school`, `max_id`, `rounding`, `classes`, `even`

error[KIS045]: function `AvgStu` has no parameter `max_id`
  --> conf/a.yml:11:14
   |
11 |     params: {max_id: 7}
   |              ^^^^^^
   |
   = note: it has no parameters
"
    );
}

#[tokio::test]
async fn a_parameter_that_is_missing() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows:
  - fname: CheckStu
    params: {school: TsingHua}
  # Who writes this means `max_id`.
  - fname: CheckStu
    params: {maxid: 3}
"
        )
        .await,
        r"
error[KIS046]: function `CheckStu` needs the parameter `max_id` (a whole number from 0 to 18446744073709551615)
 --> conf/a.yml:4:12
  |
4 |   - fname: CheckStu
  |            ^^^^^^^^

error[KIS045]: function `CheckStu` has no parameter `maxid`
 --> conf/a.yml:8:14
  |
8 |     params: {maxid: 3}
  |              ^^^^^
  |
  = help: did you mean `max_id`?
  = note: its parameters: `school`, `max_id`, `rounding`, `classes`, `even`
"
    );
}

#[tokio::test]
async fn texts_that_are_no_values() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows:
  - fname: CheckStu
    params:
      max_id: -1
      classes: 1, 2, 300
      rounding: Exactt
      even: 7
"
        )
        .await,
        r"
error[KIS047]: parameter `max_id` of `CheckStu` is a whole number from 0 to 18446744073709551615, not `-1`
 --> conf/a.yml:6:15
  |
6 |       max_id: -1
  |               ^^ too small

error[KIS047]: parameter `classes` of `CheckStu` is a list with commas, each item a whole number from 0 to 255, not `300`
 --> conf/a.yml:7:16
  |
7 |       classes: 1, 2, 300
  |                ^^^^^^^^^ item `300`: too large

error[KIS047]: parameter `rounding` of `CheckStu` is `Exact` or `Whole`, not `Exactt`
 --> conf/a.yml:8:17
  |
8 |       rounding: Exactt
  |                 ^^^^^^
  |
  = help: did you mean `Exact`?

error[KIS047]: parameter `even` of `CheckStu` is an even number, not `7`
 --> conf/a.yml:9:13
  |
9 |       even: 7
  |             ^ it is odd
"
    );
}

#[tokio::test]
async fn neighbours_whose_rows_differ() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows:
  - fname: avg-stu
  - fname: CheckStu
    params: {max_id: 9}
---
kistype: flow
status: 0
flow_name: Off
flows: [{fname: AvgStu}, {fname: ShowOther}]
"
        )
        .await,
        r"
error[KIS048]: function `CheckStu` takes rows of `StuScore`, but `avg-stu` before it yields `StuAvg`
 --> conf/a.yml:5:12
  |
5 |   - fname: CheckStu
  |            ^^^^^^^^ `CheckStu` comes right after `avg-stu` (line 4)
  |
  = note: a function that takes rows of `StuAvg` and yields rows of `StuScore` can stand between the two

error[KIS048]: function `ShowOther` takes rows of `load::functions::other::StuAvg`, but `AvgStu` before it yields `load::functions::StuAvg`
  --> conf/a.yml:11:34
   |
11 | flows: [{fname: AvgStu}, {fname: ShowOther}]
   |                                  ^^^^^^^^^ `ShowOther` comes right after `AvgStu` (line 11)
   |
   = note: a function that takes rows of `load::functions::StuAvg` and yields rows of `load::functions::other::StuAvg` can stand between the two
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
async fn a_jump_to_a_function_that_the_flow_does_not_have() {
    assert_eq!(
        told_of(
            "
kistype: flow
flow_name: A
flows: [{fname: AgainToCheck}]
"
        )
        .await,
        r"
error[KIS051]: function `AgainToCheck` jumps to `CheckStu`, which flow `A` does not have
 --> conf/a.yml:3:17
  |
3 | flows: [{fname: AgainToCheck}]
  |                 ^^^^^^^^^^^^
"
    );
}

#[tokio::test]
async fn what_only_the_attribute_can_say() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: CheckStu
fmode: Verify
option:
  retry_times: 3
  on_error: skip
"
        )
        .await,
        r#"
error[KIS052]: function `CheckStu` cannot be retried: it works row by row, and would fail again at the same row
 --> conf/a.yml:5:16
  |
5 |   retry_times: 3
  |                ^
  |
  = help: `on_error` in its attribute says what happens to the row

error[KIS053]: `on_error` of `CheckStu` cannot come from a file
 --> conf/a.yml:6:13
  |
6 |   on_error: skip
  |             ^^^^
  |
  = help: say it in the attribute: `#[kis_function(…, on_error = "skip")]`
"#
    );
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
async fn columns_count_characters_and_carets_stand_under_wide_ones() {
    assert_eq!(
        told_of(
            "
kistype: func
fname: 测试KisFunction_S1
fmode: Save
option: {cname: Log}
---
{kistype: conn, cname: Log, type: memory}
---
kistype: flow
flow_name: 平均分
flows: [{fname: 测试KisFunction_S1}, {fname: 测试KisFunction_S2}]
"
        )
        .await,
        r"
error[KIS041]: function `测试KisFunction_S1` is of mode `Expand`, not `Save`
 --> conf/a.yml:3:8
  |
3 | fmode: Save
  |        ^^^^

error[KIS040]: no function named `测试KisFunction_S2` is registered
  --> conf/a.yml:10:44
   |
10 | flows: [{fname: 测试KisFunction_S1}, {fname: 测试KisFunction_S2}]
   |                                              ^^^^^^^^^^^^^^^^^^
   |
   = help: did you mean `测试KisFunction_S1`?
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
params: {pasword: hunter2}
---
{kistype: flow, flow_name: A, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
---
{kistype: flow, flow_name: B, flows: [{fname: AvgStu}, {fname: SaveAvg}]}
"
        )
        .await,
        r"
error[KIS054]: connector `Averages` of type `memory` has the unknown param `pasword`; allowed: `connect_timeout`
 --> conf/a.yml:2:8
  |
2 | cname: Averages
  |        ^^^^^^^^
"
    );
}
