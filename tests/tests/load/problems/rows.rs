//! The rows that functions take and yield.

use crate::told_of;

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
