//! Parameters.

use crate::told_of;

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
