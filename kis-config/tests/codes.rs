//! Every code has a page, and the page's examples are what it says.

use kis_config::{Code, Options, Severity, Sources, check_with};

/// The YAML after a line of the page.
fn example(page: &str, after: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("\n{after}:\n\n```yaml\n"))?;
    Some(rest.split_once("```")?.0.to_owned())
}

/// The problems of an example, without those that only another page is about.
fn codes(text: &str, page: Code) -> Vec<Code> {
    let mut sources = Sources::new();
    sources.add("example.yml", text);
    let problems = check_with(&sources, &Options::new().lints(Severity::Warning)).diagnostics;
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
        assert_eq!(shown, !matches!(code, Code::Unreadable | Code::TooLarge | Code::NotUtf8), "{code}");
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
