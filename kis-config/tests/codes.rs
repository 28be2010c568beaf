//! Every code has a page, and the page's examples are what it says.

use std::any::TypeId;

use kis_config::facts::{Facts, FunctionFacts, Handle, Handles, ParamFacts, Refused, RowFacts};
use kis_config::{Code, Mode, Options, Severity, Sources, check_with};

struct StuScore;
struct StuAvg;
struct SaveAvg;

fn score() -> RowFacts {
    RowFacts::of::<StuScore>("StuScore").fields(["stu_id", "score"], true)
}

fn avg() -> RowFacts {
    RowFacts::of::<StuAvg>("StuAvg").fields(["stu_id", "avg"], true)
}

/// A function of which row after row is called.
fn by_row(mode: Mode, takes: RowFacts, yields: RowFacts) -> FunctionFacts {
    FunctionFacts::of::<()>(mode, takes, yields)
        .not_retried("it works row by row", "leave it out")
        .not_async()
}

/// A function that rows pass on their way to or from `Averages`.
fn keeper<F: 'static>(mode: Mode, rows: RowFacts) -> FunctionFacts {
    let function = FunctionFacts::of::<F>(mode, rows.clone(), rows.clone()).connector("Averages");
    function.uses("Averages", Handle::Store(rows))
}

/// The functions that the page of KIS040 describes.
fn facts() -> Facts {
    const WHOLE: &str = "a whole number";
    let school = ParamFacts::new("school", "text", false);
    let look = by_row(Mode::Expand, score(), score()).param(ParamFacts::new("max_id", WHOLE, true)).refuses(
        |texts| {
            let wrong = texts.iter().filter(|(_, text)| text.parse::<u64>().is_err());
            wrong.map(|(name, text)| Refused::new(*name, WHOLE, *text)).collect()
        },
    );
    let load = keeper::<()>(Mode::Load, avg()).jumps_to(TypeId::of::<SaveAvg>(), "SaveAvg");
    let send = FunctionFacts::of::<()>(Mode::Expand, avg(), avg()).connector("AvgLog");
    Facts::new()
        .function("VerifyStu", by_row(Mode::Verify, score(), score()).param(school))
        .function("LookAtStu", look)
        .function("AvgStuScore", by_row(Mode::Calculate, score(), avg()))
        .function("SaveAvg", keeper::<SaveAvg>(Mode::Save, avg()))
        .function("SaveScore", keeper::<()>(Mode::Save, score()))
        .function("LoadAvg", load)
        .function("SendAvg", send.uses("AvgLog", Handle::Topic(avg())))
        .connector_type("memory", Handles::Any)
        .connector_type("file", Handles::Topics)
        .connector_params("memory", ["connect_timeout"])
        .feature_off("sqlite", "sqlite")
}

/// The YAML after a line of the page.
fn example(page: &str, after: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("\n{after}:\n\n```yaml\n"))?;
    Some(rest.split_once("```")?.0.to_owned())
}

/// The problems of an example, without those that only another page is about.
fn codes(text: &str, page: Code) -> Vec<Code> {
    let mut sources = Sources::new();
    sources.add("example.yml", text);
    let mut options = Options::new().lints(Severity::Warning);
    // Other pages are about any program.
    if page >= Code::NoSuchFunction {
        options = options.against(facts());
    }
    let problems = check_with(&sources, &options).diagnostics;
    let codes = problems.iter().map(|problem| problem.code);
    codes.filter(|code| *code != Code::NoFunctionFile || page == Code::NoFunctionFile).collect()
}

#[test]
fn wrong_examples_have_their_problem_and_no_other() {
    for code in Code::ALL {
        if let Some(wrong) = example(code.explain(), "Wrong") {
            assert_eq!(codes(&wrong, *code), [*code], "{wrong}");
        }
    }
}

#[test]
fn right_examples_have_no_problem() {
    for code in Code::ALL {
        if let Some(right) = example(code.explain(), "Right") {
            assert_eq!(codes(&right, *code), [], "{right}");
        }
    }
}

#[test]
fn every_page_has_its_code_and_examples_where_text_can_show_them() {
    for code in Code::ALL {
        let page = code.explain();
        assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        assert!(!code.title().is_empty(), "{code}");
        let shown = example(page, "Wrong").is_some() && example(page, "Right").is_some();
        assert_eq!(
            shown,
            !matches!(code, Code::Unreadable | Code::TooLarge | Code::NotUtf8 | Code::NotOpened),
            "{code}"
        );
    }
}

#[test]
fn codes_are_found_by_what_is_written() {
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.as_str()), Some(*code));
    }
    assert_eq!(Code::from_name(" kis012 "), Some(Code::UnknownKey));
    assert_eq!(Code::from_name("KIS999"), None);
}
