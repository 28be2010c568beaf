//! Where the carets come to stand.

use super::rendered;

#[test]
fn behind_tabs() {
    assert_eq!(
        rendered(&[("a.yml", "kistype: flow\nstatus:\t\ton\nflow_name: A\nflows: [{fname: f}]\n")]),
        r#"
error[KIS023]: `status` is 1 (on) or 0 (off)
 --> a.yml:2:10
  |
2 | status:        on
  |                ^^ neither 1 nor 0
  |
  = help: write `1`
"#
    );
}

#[test]
fn behind_and_under_wide_characters() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode: 校验模式 # 不对
source: {name: 学生学分, mst: [学号]}
"#
        )]),
        r#"
error[KIS020]: unknown mode `校验模式`
 --> a.yml:3:8
  |
3 | fmode: 校验模式 # 不对
  |        ^^^^^^^^ no mode is called so
  |
  = note: the modes are `Verify`, `Save`, `Load`, `Calculate` and `Expand`

error[KIS012]: unknown key `mst`
 --> a.yml:4:22
  |
4 | source: {name: 学生学分, mst: [学号]}
  |                          ^^^ a function's `source` has no such key
  |
  = help: did you mean `must`?
  = note: the keys are `name` and `must`
"#
    );
}

#[test]
fn behind_emoji() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: flow
flow_name: A
flows:
  - {params: {'🎓🧑‍🎓': x}, fnam: f}
"#
        )]),
        r#"
error[KIS012]: unknown key `fnam`
 --> a.yml:4:27
  |
4 |   - {params: {'🎓🧑‍🎓': x}, fnam: f}
  |                           ^^^^ a step of a flow has no such key
  |
  = help: did you mean `fname`?
  = note: the keys are `fname`, `fid` and `params`
"#
    );
}

#[test]
fn with_windows_line_ends_and_a_byte_order_mark() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            "\u{feff}kistype: flow\r\nstatus: 7\r\nflow_name: A\r\nflows:\r\n  - fname: f\r\n"
        )]),
        r#"
error[KIS023]: `status` is 1 (on) or 0 (off)
 --> a.yml:2:9
  |
2 | status: 7
  |         ^ neither 1 nor 0
"#
    );
}

#[test]
fn at_the_end_of_a_line_without_end() {
    assert_eq!(
        rendered(&[("a.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname:")]),
        r#"
error[KIS016]: `fname` takes a name, and null is none
 --> a.yml:4:5
  |
4 |   - fname:
  |     ^^^^^ this is null
"#
    );
}

#[test]
fn on_a_line_that_is_shown_in_part() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            "kistype: flow\nflow_name: A\nflows: [{fname: function_0}, {fname: function_1}, {fname: function_2}, {fname: function_3}, {fname: function_4}, {fname: function_5}, {fname: function_6}, {fname: function_7}, {fname: function_8}, {fname: function_9}, {fname: function_10}, {fname: function_11}, {fname: function_12}, {fname: function_13}, {fname: function_14}, {fname: function_15}, {fname: function_16}, {fname: function_17}, {fname: function_18}, {fname: function_19}, {fname: function_20}, {fname: function_21}, {fname: function_22}, {fname: function_23}, {fname: function_24}, {fname: function_25}, {fname: function_26}, {fname: function_27}, {fname: function_28}, {fname: function_29}, {fnme: g}, {fname: function_0}, {fname: function_1}, {fname: function_2}, {fname: function_3}, {fname: function_4}, {fname: function_5}, {fname: function_6}, {fname: function_7}, {fname: function_8}, {fname: function_9}, {fname: function_10}, {fname: function_11}, {fname: function_12}, {fname: function_13}, {fname: function_14}, {fname: function_15}, {fname: function_16}, {fname: function_17}, {fname: function_18}, {fname: function_19}, {fname: function_20}, {fname: function_21}, {fname: function_22}, {fname: function_23}, {fname: function_24}, {fname: function_25}, {fname: function_26}, {fname: function_27}, {fname: function_28}, {fname: function_29}]\n"
        )]),
        r#"
error[KIS012]: unknown key `fnme`
 --> a.yml:3:660
  |
3 | ... function_27}, {fname: function_28}, {fname: function_29}, {fnme: g}, {fname: function_0}, {fname: function_1}, {fname: function_2}, {fname: function_3}, {fname...
  |                                                                ^^^^ a step of a flow has no such key
  |
  = help: did you mean `fname`?
  = note: the keys are `fname`, `fid` and `params`
"#
    );
}

#[test]
fn under_the_first_of_many_lines() {
    assert_eq!(
        rendered(&[(
            "a.yml",
            r#"
kistype: func
fname: f
fmode:
  - Save
  - Load
"#
        )]),
        r#"
error[KIS014]: `fmode` takes text, not a list
 --> a.yml:4:3
  |
4 |   - Save
  |   ^^^^^^ this is a list
"#
    );
}
