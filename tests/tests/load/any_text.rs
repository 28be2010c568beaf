//! Whatever stands in the files, a load takes effect as a whole or not at all.

use std::cell::Cell;
use std::panic::AssertUnwindSafe;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::Conf;
use super::functions::pool;

const TEXT: &str = "\
kistype: func
fname: Add
fmode: Calculate
option: {default_params: {k: 5}}
---
kistype: flow
flow_name: A
flows: [{fname: Add}, {fname: Add, params: {k: 1}}]
---
kistype: flow
status: 1
flow_name: B
flows:
  - fname: Add
  - fname: FailTwice
---
{kistype: conn, cname: Averages, type: memory}
";

/// A line left out, given twice, or two exchanged; or a character that is another.
#[derive(Clone, Debug)]
enum Slip {
    Without(usize),
    Twice(usize),
    Exchanged(usize, usize),
    Letter(usize, char),
}

impl Slip {
    fn of(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        if lines.is_empty() {
            return String::new();
        }
        let count = lines.len();
        match *self {
            Slip::Without(at) => drop(lines.remove(at % count)),
            Slip::Twice(at) => lines.insert(at % count, lines[at % count]),
            Slip::Exchanged(one, other) => lines.swap(one % count, other % count),
            Slip::Letter(at, letter) => {
                let at = at % text.chars().count().max(1);
                return text.chars().enumerate().map(|(n, c)| if n == at { letter } else { c }).collect();
            }
        }
        lines.join("\n") + "\n"
    }
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = 0..1_000_usize;
    prop_oneof![
        at.clone().prop_map(Slip::Without),
        at.clone().prop_map(Slip::Twice),
        (at.clone(), at.clone()).prop_map(|(one, other)| Slip::Exchanged(one, other)),
        (at, prop::sample::select(vec!['A', 'd', '1', ' ', ':', '-', '\n', '{', '函']))
            .prop_map(|(at, c)| Slip::Letter(at, c)),
    ]
}

#[test]
fn any_text_is_loaded_or_changes_nothing() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let (right, wrong) = (Cell::new(0), Cell::new(0));
    let check = |slips: Vec<Slip>| {
        let go = async {
            let conf = Conf::of(&[("a.yml", TEXT)]);
            let pool = pool();
            pool.load(conf.path()).await.unwrap();
            let before = pool.run_json("A", ["0"]).await.unwrap();
            assert_eq!(before, ["6"]);
            let text = slips.iter().fold(TEXT.to_owned(), |text, slip| slip.of(&text));
            conf.write("a.yml", &text);
            match pool.reload().await {
                Ok(loaded) => {
                    right.set(right.get() + 1);
                    let mut names = [loaded.added, loaded.changed, loaded.unchanged].concat();
                    names.sort();
                    assert_eq!(pool.names(), names, "{text}");
                }
                Err(error) => {
                    wrong.set(wrong.get() + 1);
                    assert!(!error.diagnostics().is_empty(), "{text}");
                    assert_eq!(pool.names(), ["A", "B"], "{text}");
                    assert_eq!(pool.run_json("A", ["0"]).await.unwrap(), before, "{text}");
                }
            }
            // What was there comes back.
            conf.write("a.yml", TEXT);
            pool.reload().await.unwrap();
            assert_eq!(pool.names(), ["A", "B"]);
            assert_eq!(pool.run_json("A", ["0"]).await.unwrap(), before);
        };
        AssertUnwindSafe(|| runtime.block_on(go))();
        Ok(())
    };
    let config = Config { cases: 128, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&prop::collection::vec(slip(), 1..4), check).unwrap();
    assert!(right.get() > 0 && wrong.get() > 0, "{right:?} {wrong:?}");
}
