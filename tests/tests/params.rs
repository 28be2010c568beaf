//! `#[derive(Params)]`: what it writes and reads.

use std::time::Duration;

use kis_runtime::prelude::*;
use kis_runtime::{Param, ParamKind, ParamProblem, ParamTexts};

#[derive(Debug, PartialEq, Params)]
#[param(rename_all = "kebab-case")]
enum Speed {
    VeryFast,
    #[serde(rename = "langsam")]
    Slow,
    #[serde(skip)]
    #[allow(dead_code)]
    Hidden,
}

fn six() -> u8 {
    6
}

#[derive(Debug, PartialEq, Params)]
#[serde(rename_all = "camelCase")]
struct Limits {
    /// The school.
    school: String,
    #[param(default = 900 + 99)]
    max_id: u32,
    #[param(default = "1m30s")]
    wait: Duration,
    #[serde(default = "six", rename = "Six")]
    six: u8,
    #[param(default, rename = "no-pace")]
    #[serde(rename = "overruled")]
    pace: f64,
    speed: Option<Speed>,
    #[param(default = vec!["a".to_owned()])]
    tags: Vec<String>,
    #[serde(skip)]
    cached: u8,
    r#type: char,
}

fn texts(texts: &[(&str, &str)]) -> ParamTexts {
    texts.iter().copied().collect()
}

#[test]
fn params_say_name_kind_and_whether_they_are_required() {
    let known: Vec<_> = Limits::PARAMS.iter().map(|param| (param.name, param.required)).collect();
    let expected = [
        ("school", true),
        ("maxId", false),
        ("wait", false),
        ("Six", false),
        ("no-pace", false),
        ("speed", false),
        ("tags", false),
        ("type", true),
    ];
    assert_eq!(known, expected);
    assert_eq!(Limits::PARAMS[5].kind, ParamKind::OneOf(&["very-fast", "langsam"]));
    assert_eq!(Limits::PARAMS[6].kind, ParamKind::List(&ParamKind::Text));
}

#[test]
fn what_is_not_given_has_its_default() {
    let limits = Limits::read(&texts(&[("school", "TsingHua"), ("type", "x")])).unwrap();
    let expected = Limits {
        school: "TsingHua".into(),
        max_id: 999,
        wait: Duration::from_secs(90),
        six: 6,
        pace: 0.0,
        speed: None,
        tags: vec!["a".into()],
        cached: 0,
        r#type: 'x',
    };
    assert_eq!(limits, expected);
}

#[test]
fn what_is_given_is_read() {
    let given = [
        ("school", ""),
        ("type", "é"),
        ("maxId", "1"),
        ("wait", "20"),
        ("Six", "7"),
        ("no-pace", "1e3"),
        ("speed", "langsam"),
        ("tags", "b, c"),
        ("another's", "x"),
    ];
    let limits = Limits::read(&texts(&given)).unwrap();
    let expected = Limits {
        school: String::new(),
        max_id: 1,
        wait: Duration::from_millis(20),
        six: 7,
        pace: 1000.0,
        speed: Some(Speed::Slow),
        tags: vec!["b".into(), "c".into()],
        cached: 0,
        r#type: 'é',
    };
    assert_eq!(limits, expected);
}

#[test]
fn every_problem_is_reported() {
    let problems =
        Limits::read(&texts(&[("maxId", "-1"), ("speed", "very_fats"), ("tags", ""), ("wait", "soon")]))
            .unwrap_err();
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "parameter `school` is missing (text)",
            "parameter `maxId` is a whole number from 0 to 4294967295, not `-1`: too small",
            "parameter `wait` is a duration (`250ms`, `1.5s`, `2m`, `1h30m`, or milliseconds), not `soon`: not a \
             duration",
            "parameter `speed` is `very-fast` or `langsam`, not `very_fats`: did you mean `very-fast`?",
            "parameter `type` is missing (one character)",
        ]
    );
}

#[test]
fn unknown_names_are_the_callers_to_find() {
    let unknown = texts(&[("schol", ""), ("type", ""), ("colour", "")]).unknown(&[Limits::PARAMS]);
    let near = |problem: &ParamProblem| match problem {
        ParamProblem::Unknown { name, near } => (name.clone(), near.clone()),
        _ => unreachable!(),
    };
    let expected = [("colour".to_owned(), None), ("schol".to_owned(), Some("school".to_owned()))];
    assert_eq!(unknown.iter().map(near).collect::<Vec<_>>(), expected);
    assert_eq!(unknown[1].to_string(), "there is no parameter `schol`; did you mean `school`?");
}

#[test]
fn a_types_own_default_is_for_all_fields() {
    #[derive(Debug, PartialEq, Params)]
    #[param(default)]
    struct Own {
        a: u8,
        #[param(default = 3)]
        b: u8,
        #[serde(skip)]
        c: u8,
    }
    impl Default for Own {
        fn default() -> Self {
            Own { a: 1, b: 2, c: 4 }
        }
    }
    assert_eq!(Own::read(&texts(&[])), Ok(Own { a: 1, b: 3, c: 4 }));
    assert_eq!(Own::read(&texts(&[("a", "9")])), Ok(Own { a: 9, b: 3, c: 4 }));
    assert!(Own::PARAMS.iter().all(|param| !param.required));
}

#[test]
fn no_fields_are_no_parameters() {
    #[derive(Debug, PartialEq, Params)]
    struct Unit;
    #[derive(Debug, PartialEq, Params)]
    struct Empty {}
    assert_eq!(Unit::PARAMS, &[] as &[Param]);
    assert_eq!(Unit::read(&texts(&[])), Ok(Unit));
    assert_eq!(Empty::read(&texts(&[])), Ok(Empty {}));
}

#[test]
fn generic_parameters_have_the_kind_of_their_type() {
    #[derive(Debug, PartialEq, Params)]
    struct Of<T> {
        value: T,
    }
    assert_eq!(Of::<bool>::PARAMS, [Param::new("value", ParamKind::Bool, true)]);
    assert_eq!(Of::<Option<bool>>::PARAMS, [Param::new("value", ParamKind::Bool, false)]);
    assert_eq!(Of::<bool>::read(&texts(&[("value", "true")])), Ok(Of { value: true }));
}
