use crate::{WRONG, folder, kis, tests};

/// What is drawn of the shop must be what stands beside its files.
fn drawn(format: &str, expected: &str) {
    let run = kis(tests("shop"), ["graph", "conf", "--format", format]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(
        run.out == expected,
        "if this is better, put it in place of the other and look at it:\n{}",
        run.out
    );
    assert!(!run.out.contains("hunter2"));
}

#[test]
fn the_shop_is_drawn_as_svg() {
    drawn("svg", include_str!("../shop/shop.svg"));
    let run = kis(tests("shop"), ["graph"]);
    assert_eq!(run.out, include_str!("../shop/shop.svg"));
}

/// The drawing that the README shows.
#[test]
fn the_flights_are_drawn_as_they_are() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let run = kis(examples, ["graph", "flights/conf"]);
    assert_eq!(run.out, include_str!("../../../examples/flights/flows.svg"));
    assert_eq!(kis(examples, ["check", "--strict", "flights/conf"]).code, Some(0));
}

#[test]
fn the_shop_is_drawn_as_mermaid() {
    drawn("mermaid", include_str!("../shop/shop.mmd"));
}

#[test]
fn the_shop_is_drawn_as_dot() {
    drawn("dot", include_str!("../shop/shop.dot"));
}

#[test]
fn a_flow_is_drawn_with_what_it_touches() {
    let run = kis(tests("shop"), ["graph", "--format", "dot", "--flow", "Refunds"]);
    for there in ["Refunds (off)", "OrderStore", "RefundStore", "Returned"] {
        assert!(run.out.contains(there), "{there}");
    }
    for not_there in ["Orders\"", "Spent", "OrderTopic", "Mails"] {
        assert!(!run.out.contains(not_there), "{not_there}");
    }
}

#[test]
fn an_unknown_flow_is_told_with_the_known_ones() {
    let run = kis(tests("shop"), ["graph", "--flow", "Refund"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(
        run.err,
        "error: there is no flow `Refund`; did you mean `Refunds`? \
         (the flows are `Discounts`, `Orders`, `Refunds`, `Report`)\n"
    );
    let root = folder(&[("a.yml", "{kistype: func, fname: f, fmode: V}\n")]);
    let run = kis(&root, ["graph", ".", "--flow", "A"]);
    assert_eq!(run.err, "error: there is no flow `A` (the files declare none)\n");
}

#[test]
fn files_with_errors_are_not_drawn() {
    let root = folder(&[("a.yml", WRONG)]);
    let run = kis(&root, ["graph", ".", "-o", "flows.svg"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(
        run.err.starts_with("error[KIS031]: ") && run.err.ends_with("\n1 error in 1 file\n"),
        "{}",
        run.err
    );
    assert!(!root.path().join("flows.svg").exists());
}

#[test]
fn a_graph_is_written_where_that_is_asked_for() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("shop.svg");
    let run = kis(tests("shop"), [std::ffi::OsStr::new("graph"), "-o".as_ref(), path.as_os_str()]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(path).unwrap(), include_str!("../shop/shop.svg"));
    let run = kis(tests("shop"), ["graph", "-o", "no/such/folder/x.svg"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("error: cannot write `no/such/folder/x.svg`: "), "{}", run.err);
}

#[test]
fn names_mean_nothing_to_the_languages_they_stand_in() {
    let name = r##"a<b>&"\n]#;--> \u0001|"##;
    let text =
        format!("{{kistype: flow, flow_name: \"{}\", flows: [{{fname: f}}]}}\n", name.replace('"', "\\\""));
    let root = folder(&[("a.yml", &text)]);
    let svg = kis(&root, ["graph", "."]).out;
    assert!(svg.contains(">a&lt;b&gt;&amp;&quot;\u{fffd}]#;--&gt; \u{fffd}|</text>"), "{svg}");
    let mermaid = kis(&root, ["graph", ".", "--format", "mermaid"]).out;
    assert!(
        mermaid.contains("[\"a#60;b#62;#38;#34;\u{fffd}#93;#35;#59;--#62; \u{fffd}#124;\"]"),
        "{mermaid}"
    );
    let dot = kis(&root, ["graph", ".", "--format", "dot"]).out;
    assert!(dot.contains("label=\"a<b>&amp;\\\"\u{fffd}]#;--> \u{fffd}|\""), "{dot}");
}

#[test]
fn no_flows_are_a_picture_that_says_so() {
    let root = folder(&[("a.yml", "{kistype: func, fname: f, fmode: V}\n")]);
    let run = kis(&root, ["graph", "."]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains(">no flow is declared</text>"), "{}", run.out);
}
