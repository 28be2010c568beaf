//! What is not there, is empty, or differs.

use super::rendered;

#[test]
fn missing_keys_are_placed_at_their_mapping() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
status: 1
---
kistype: flow
flow_name: A
flows:
  - params: {x: 1}
---
kistype: func
fid: f
"#
        )]),
        r#"
error[KIS015]: `flow_name` is missing
 --> a.yml:1:1
  |
1 | kistype: flow
  | ^^^^^^^^^^^^^ this flow has no `flow_name`
  |
  = help: add `flow_name: MyFlow`

error[KIS015]: `flows` is missing
 --> a.yml:1:1
  |
1 | kistype: flow
  | ^^^^^^^^^^^^^ this flow has no `flows`
  |
  = help: add `flows: [{fname: MyFunction}]`

error[KIS015]: `fname` is missing
 --> a.yml:7:5
  |
7 |   - params: {x: 1}
  |     ^^^^^^^^^^^^^^ this step of a flow has no `fname`
  |
  = help: add `fname: MyFunction`

error[KIS015]: `fmode` is missing
 --> a.yml:9:1
  |
9 | kistype: func
  | ^^^^^^^^^^^^^ this function has no `fmode`
  |
  = help: add `fmode: Verify`
"#
    );
}

#[test]
fn a_missing_address_of_a_server() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: conn
cname: A
type: redis
---
kistype: conn
cname: B
type: sqlite
addrs: ""
---
kistype: conn
cname: C
"#
        )]),
        r#"
error[KIS015]: `addrs` is missing
 --> a.yml:1:1
  |
1 | kistype: conn
  | ^^^^^^^^^^^^^ this connector has no `addrs`
  |
  = help: add `addrs: 127.0.0.1:6379`

error[KIS015]: `addrs` is empty
 --> a.yml:8:8
  |
8 | addrs: ""
  |        ^^ no address stands here
  |
  = help: a `sqlite` needs one: `addrs: data/rows.db`

error[KIS015]: `type` is missing
  --> a.yml:10:1
   |
10 | kistype: conn
   | ^^^^^^^^^^^^^ this connector has no `type`
   |
   = help: add `type: memory`
"#
    );
}

#[test]
fn null_where_text_is_expected() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - fname: f
    params:
      school:
      town: ~
"#
        )]),
        r#"
error[KIS016]: `school` takes text, and null is none
 --> a.yml:6:7
  |
6 |       school:
  |       ^^^^^^ this is null
  |
  = help: write empty text as `""`, or leave it out

error[KIS016]: `town` takes text, and null is none
 --> a.yml:7:13
  |
7 |       town: ~
  |             ^ this is null
  |
  = help: write empty text as `""`, or leave it out
"#
    );
}

#[test]
fn an_empty_name() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: " "
fmode: Verify
"#
        )]),
        r#"
error[KIS017]: `fname` is empty
 --> a.yml:2:8
  |
2 | fname: " "
  |        ^^^ a name has letters
"#
    );
}

#[test]
fn two_keys_that_mean_the_same_and_differ() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fid: a
fname: b
fmode: Save
option:
  cname: C
  cid: C
  retry_duration: 500
  return_duration: 1s
---
kistype: conn
cname: C
type: memory
"#
        )]),
        r#"
error[KIS018]: `fname` and `fid` mean the same, but differ
 --> a.yml:3:8
  |
2 | fid: a
  |      - from this
3 | fname: b
  |        ^ this differs
  |
  = help: leave one of them out

error[KIS018]: `return_duration` and `retry_duration` mean the same, but differ
 --> a.yml:9:20
  |
8 |   retry_duration: 500
  |                   --- from this
9 |   return_duration: 1s
  |                    ^^ this differs
  |
  = help: leave one of them out
"#
    );
}
