//! What files say of functions.

use crate::told_of;

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
  - fname: Notify
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

error[KIS040]: no function named `Notify` is registered
 --> conf/a.yml:6:12
  |
6 |   - fname: Notify
  |            ^^^^^^
  |
  = help: register it before the files are loaded, by its own name or as `Notify`
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
