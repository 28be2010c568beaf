//! Ten different mistakes over four files are ten problems, each at its place. The command line, the macro and the pool
//! are tested on the same folder.

use std::path::Path;

use kis_config::{Options, Severity, Sources, check, check_with};

#[test]
fn ten_mistakes_over_four_files_are_ten_problems_in_the_order_of_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conf/ten_mistakes");
    let sources = Sources::read(&folder).expect("the folder is part of the project");
    assert_eq!(sources.files().len(), 4);
    let checked = check(&sources);
    let found: Vec<_> = checked
        .diagnostics
        .iter()
        .map(|problem| {
            let span = problem.primary.span;
            let file = sources.file(span.file).path().strip_prefix(&folder).expect("it is in the folder");
            format!("{} {}:{}:{} {}", problem.code, file.display(), span.line, span.column, problem.message)
        })
        .collect();
    assert_eq!(
        found,
        [
            "KIS021 conn.yml:4:7 unknown connector type `sqlit`",
            "KIS022 conn.yml:11:18 `addrs` holds what cannot be an address",
            "KIS023 flow.yml:2:9 `status` is 1 (on) or 0 (off)",
            "KIS012 flow.yml:6:5 unknown key `parms`",
            "KIS031 flow.yml:12:8 flow `Returns` has no functions",
            "KIS020 func.yml:3:8 unknown mode `Verfy`",
            "KIS032 func.yml:12:10 connector `OrderStor` is not declared",
            "KIS024 func.yml:13:16 `retry_times` is a whole number from 0 to 1000",
            "KIS030 func.yml:23:8 function `CheckOrder` is declared twice",
            "KIS035 source.yml:5:12 flow `Order` is not declared",
        ]
    );
    let linted = check_with(&sources, &Options::new().lints(Severity::Error));
    assert_eq!(linted.diagnostics, checked.diagnostics);
}
