//! The page shows this very code.

const PAGE: &str = include_str!("../../../kis-runtime/docs/own-connector.md");

const SOURCES: [&str; 10] = [
    include_str!("../main.rs"),
    include_str!("../conf/parcels.yml"),
    include_str!("../beanstalkd/mod.rs"),
    include_str!("../beanstalkd/fault.rs"),
    include_str!("../beanstalkd/json.rs"),
    include_str!("../beanstalkd/link.rs"),
    include_str!("../beanstalkd/server.rs"),
    include_str!("../beanstalkd/settings.rs"),
    include_str!("servers/mod.rs"),
    include_str!("servers/faults.rs"),
];

/// The blocks of Rust and of YAML, each cut where `…` stands for what is left out.
fn excerpts() -> Vec<&'static str> {
    let blocks = PAGE.split("\n```").skip(1).step_by(2);
    let shown = blocks.filter_map(|block| {
        let (language, code) = block.split_once('\n')?;
        ["rust,ignore", "yaml"].contains(&language).then_some(code)
    });
    shown.flat_map(|code| code.split("\n…\n")).collect()
}

#[test]
fn every_excerpt_of_the_page_is_in_the_code() {
    let excerpts = excerpts();
    assert!(excerpts.len() >= 10, "{excerpts:#?}");
    for excerpt in excerpts {
        let found = SOURCES.iter().any(|source| source.contains(excerpt));
        assert!(found, "this is not in the example any more:\n{excerpt}");
    }
}
