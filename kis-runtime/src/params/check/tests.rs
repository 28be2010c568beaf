use std::time::Duration;

use super::*;
use crate::ParamValue;

const BYTE: ParamKind = ParamKind::Integer { min: 0, max: 255 };
const SPEEDS: ParamKind = ParamKind::OneOf(&["fast", "slow"]);

const LIMITS: &[Param] = &[
    Param::new("school", ParamKind::Text, true),
    Param::new("max_id", BYTE, true),
    Param::new("wait", ParamKind::Duration, false),
];
const PACE: &[Param] = &[
    Param::new("speed", SPEEDS, true),
    Param::new("ids", ParamKind::List(&BYTE), false),
    Param::new("ratio", ParamKind::Float, false),
    Param::new("loud", ParamKind::Bool, false),
    Param::new("mark", ParamKind::Char, false),
    Param::new("addr", ParamKind::Other("an IP address"), false),
    Param::new("speeds", ParamKind::List(&SPEEDS), false),
];
const WAIT: Field<Duration> = Duration::FIELD.named("wait", true);
const ALL: &[&[Param]] = &[LIMITS, PACE];

fn words(problem: Option<Message>) -> String {
    problem.map(|message| message.as_str().to_owned()).unwrap_or_default()
}

#[test]
fn an_unknown_name_gets_the_near_one_and_the_list() {
    assert_eq!(words(find_unknown("f", ALL, "speed")), "");
    assert_eq!(
        words(find_unknown("verify_stu", &[LIMITS], "schol")),
        "function `verify_stu` has no parameter `schol`; did you mean `school`?\n   = note: its parameters: \
         `school`, `max_id`, `wait`"
    );
    assert_eq!(
        words(find_unknown("f", &[], "x")),
        "function `f` has no parameter `x`\n   = note: it has no parameters"
    );
}

#[test]
fn all_missing_parameters_are_in_one_message() {
    assert_eq!(words(find_missing("f", ALL, &["speed", "school", "max_id"])), "");
    assert_eq!(
        words(find_missing("f", ALL, &["speed", "max_id"])),
        "function `f` needs the parameter `school` (text)"
    );
    assert_eq!(
        words(find_missing("f", ALL, &["wait"])),
        "function `f` needs the parameters `school` (text), `max_id` (a whole number from 0 to 255) and `speed` \
         (`fast` or `slow`)"
    );
}

#[test]
fn fitting_literals_pass() {
    for (name, literal) in [
        ("school", Literal::Text("")),
        ("max_id", Literal::Int("255")),
        ("wait", Literal::Int("250")),
        ("wait", Literal::Text("1h30m")),
        ("speed", Literal::Text("fast")),
        ("ids", Literal::Text("1, 2")),
        ("ids", Literal::Text("")),
        ("ids", Literal::Int("7")),
        ("ratio", Literal::Int("-1")),
        ("ratio", Literal::Float("1.5")),
        ("loud", Literal::Bool(true)),
        ("mark", Literal::Char('é')),
        ("mark", Literal::Text("é")),
        ("addr", Literal::Text("::1")),
        ("unknown", Literal::Int("1")),
    ] {
        assert_eq!(words(find_wrong_literal("f", ALL, name, literal)), "", "{name} {literal:?}");
    }
}

#[test]
fn other_literals_are_told_what_the_parameter_is() {
    let duration = "a duration (`250ms`, `1.5s`, `2m`, `1h30m`, or milliseconds)";
    for (name, literal, expected) in [
        ("max_id", Literal::Text("x"), "a whole number from 0 to 255, not text"),
        (
            "max_id",
            Literal::Text("9"),
            "a whole number from 0 to 255, not text; write it without quotes: `9`",
        ),
        ("max_id", Literal::Int("256"), "a whole number from 0 to 255, not `256`"),
        ("max_id", Literal::Int("-1"), "a whole number from 0 to 255, not `-1`"),
        ("max_id", Literal::Float("1.5"), "a whole number from 0 to 255, not a number with a fraction"),
        ("school", Literal::Int("12"), "text, not a whole number; write it in quotes: `\"12\"`"),
        ("school", Literal::Bool(true), "text, not `true`; write it in double quotes"),
        ("wait", Literal::Text("soon"), &*format!("{duration}, not `soon`")),
        ("wait", Literal::Int("-1"), &*format!("{duration}, not `-1`")),
        ("wait", Literal::Float("1.5"), &*format!("{duration}, not a number with a fraction")),
        ("speed", Literal::Text("fsat"), "`fast` or `slow`, not `fsat`; did you mean `fast`?"),
        ("speed", Literal::Text(""), "`fast` or `slow`, not empty text"),
        ("speed", Literal::Int("1"), "`fast` or `slow`, not a whole number"),
        ("ids", Literal::Text("1, x"), "a list with commas, each item a whole number from 0 to 255, not `x`"),
        (
            "ids",
            Literal::Bool(true),
            "a list with commas, each item a whole number from 0 to 255, not `true`",
        ),
        (
            "speeds",
            Literal::Text("fast,slwo"),
            "a list with commas, each item `fast` or `slow`, not `slwo`; did you mean `slow`?",
        ),
        ("ratio", Literal::Text("x"), "a number, not text"),
        ("loud", Literal::Text("true"), "`true` or `false`, not text; write it without quotes: `true`"),
        ("mark", Literal::Text("ab"), "one character, not `ab`"),
    ] {
        let expected = format!("parameter `{name}` of `f` is {expected}");
        assert_eq!(words(find_wrong_literal("f", ALL, name, literal)), expected);
    }
}

#[test]
fn texts_are_checked_by_kind() {
    for (name, text) in [("max_id", "9"), ("ratio", "1e3"), ("loud", "false"), ("ids", "1,2"), ("addr", "?")]
    {
        assert_eq!(words(find_wrong_text("f", ALL, name, text)), "", "{name}");
    }
    assert_eq!(
        words(find_wrong_text("f", ALL, "max_id", "nine")),
        "parameter `max_id` of `f` is a whole number from 0 to 255, not `nine`"
    );
}

#[test]
fn the_checks_run_in_constants() {
    const _: () = {
        known("f", ALL, "school", "");
        given("f", ALL, &["school", "max_id", "speed"], "");
        literal("f", ALL, "max_id", Literal::Int("9"));
        text("f", ALL, "wait", "1.5s", "");
        check_default(&WAIT, "250ms");
    };
}

#[test]
#[should_panic(expected = "the default of parameter `wait` is a duration")]
fn a_default_is_checked_like_any_text() {
    check_default(&WAIT, "soon");
}
