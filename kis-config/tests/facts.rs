//! The files against what a program has.

use kis_config::facts::{Facts, Handles};
use kis_config::{Options, Sources, check_with, render};

#[test]
fn a_connector_type_whose_feature_is_off_names_the_feature() {
    let mut sources = Sources::new();
    sources.add("conn.yml", "kistype: conn\ncname: Averages\ntype: sqlite\naddrs: averages.db\n");
    let facts = Facts::new().connector_type("memory", Handles::Any).feature_off("sqlite", "sqlite");
    let problems = check_with(&sources, &Options::new().against(facts)).diagnostics;
    assert_eq!(problems.len(), 1);
    assert_eq!(
        render::human(&problems[0], &sources, render::Style::Plain),
        "\
error[KIS050]: connector `Averages` has the type `sqlite`, which is not compiled in
 --> conn.yml:3:7
  |
3 | type: sqlite
  |       ^^^^^^
  |
  = help: add the feature `sqlite` to `kis-runtime` in Cargo.toml
  = note: the types that are there: `memory`
"
    );
}
