use kis_config::Code;

use crate::kis;

#[test]
fn every_code_has_its_page() {
    for code in Code::ALL {
        let run = kis(".", ["explain", code.as_str()]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), code.explain()));
    }
    assert_eq!(kis(".", ["explain", "kis012"]).out, Code::UnknownKey.explain());
}

#[test]
fn without_a_code_all_are_listed() {
    let run = kis(".", ["explain"]);
    assert_eq!(run.out.lines().count(), Code::ALL.len());
    assert!(run.out.starts_with("KIS001  a file cannot be read\n"), "{}", run.out);
}

#[test]
fn an_unknown_code_is_told_with_the_one_that_was_meant() {
    for (name, meant) in [("KIS12", "KIS012"), ("12", "KIS012"), ("KSI012", "KIS012"), ("kis-36", "KIS036")] {
        let run = kis(".", ["explain", name]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert_eq!(
            run.err,
            format!(
                "error: there is no code `{name}`; did you mean `{meant}`? (`kis explain` lists all codes)\n"
            )
        );
    }
    let run = kis(".", ["explain", "nonsense"]);
    assert_eq!(run.err, "error: there is no code `nonsense` (`kis explain` lists all codes)\n");
}
