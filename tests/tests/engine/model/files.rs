//! The same chains as files have them, loaded into a pool: what was linked at run time gives what was compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::panic::AssertUnwindSafe;

use kis_runtime::connector::Memory;
use kis_runtime::prelude::*;
use kis_runtime::{DeadLetter, Function, Pool, PoolError, PooledFlow};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::chains::{MAX_JUMPS, cases, runtime};
use super::decide::mix;
use super::functions::*;
use super::interpreter::{Interpreter, Op, op};
use crate::support::{Fault, Outcome, outcome};

/// Registers each, and gives their modes by name.
macro_rules! register {
    ($pool:ident: $($function:ident)+) => {{
        $($pool.register::<$function>();)+
        BTreeMap::from([$((<$function as Function>::NAME, <$function as Function>::MODE.name())),+])
    }};
}

fn register(pool: &Pool) -> BTreeMap<&'static str, &'static str> {
    register! { pool:
        keep see change choose spread try_keep try_change try_spread skip_change skip_spread bury_choose bury_spread
        total later_total first try_first sort look gate force_third third_or_abort flaky back rewind skip_to_sort
    }
}

/// A function at its place: its name and its `k`.
type Placed = (&'static str, u64);

/// The chain as someone may write it: in one file or two, in either style, each `k` at its place or as the default of
/// its function.
fn files(chain: &[Placed], modes: &BTreeMap<&str, &str>, style: u64) -> [String; 2] {
    let mut dice = (0..).map(|n| mix(n, style));
    let mut flip = || dice.next().is_some_and(|n| n % 2 == 0);
    let mut functions = Vec::new();
    let mut defaults = BTreeMap::new();
    for name in chain.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>() {
        let (Some(mode), true) = (modes.get(name), flip()) else { continue };
        let mode = if flip() { mode } else { &mode[..1] };
        let mut text = format!("kistype: func\nfname: {name}\nfmode: {mode}\n");
        let k = chain.iter().find(|(other, _)| *other == name).map(|(_, k)| *k);
        if let (Some(k), true) = (k, flip()) {
            defaults.insert(name, k);
            let quote = if flip() { "'" } else { "" };
            write!(text, "option:\n  default_params: {{k: {quote}{k}{quote}}}\n").unwrap();
        }
        functions.push(text);
    }
    let mut flow = "kistype: flow\nflow_name: Tested\n".to_owned();
    flow.push_str(if flip() { "status: 1\nflows:\n" } else { "flows: # all of them\n" });
    for (name, k) in chain {
        match (defaults.get(name) == Some(k) && flip(), flip()) {
            (true, _) => writeln!(flow, "  - fname: {name}").unwrap(),
            (false, true) => writeln!(flow, "  - {{fid: {name}, params: {{k: {k}}}}}").unwrap(),
            (false, false) => writeln!(flow, "  - fname: {name}\n    params:\n      k: \"{k}\"").unwrap(),
        }
    }
    let mut texts = [String::new(), String::new()];
    functions.insert(if flip() { 0 } else { functions.len() }, flow);
    for document in functions {
        let text = &mut texts[usize::from(flip())];
        write!(text, "---\n{document}").unwrap();
    }
    texts
}

/// The chain, loaded from files.
async fn loaded(chain: &[Placed], style: u64, connectors: &Connectors) -> PooledFlow {
    let pool = Pool::new();
    pool.connectors(connectors);
    let modes = register(&pool);
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in ["a.yml", "b.yaml"].into_iter().zip(files(chain, &modes, style)) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    pool.load(folder.path()).await.unwrap();
    pool.get("Tested").unwrap()
}

/// What a run gave, and the dead letters of it.
type Seen = (Outcome<u64>, Vec<(Option<u64>, u64, String)>);

fn connectors() -> Connectors {
    Connectors::new().with("dead_letter", ConnectorConfig::new("memory", ""))
}

async fn letters(connectors: &Connectors) -> Vec<(Option<u64>, u64, String)> {
    let letters = connectors.client::<Memory>("dead_letter").await.unwrap().received::<DeadLetter>().unwrap();
    let mut letters: Vec<_> =
        letters.into_iter().map(|letter| (letter.place, letter.number, letter.row)).collect();
    letters.sort();
    letters
}

async fn pooled(chain: &[Placed], style: u64, rows: Vec<u64>) -> Seen {
    let connectors = connectors();
    let flow = loaded(chain, style, &connectors).await;
    let lines: Vec<String> = rows.iter().map(u64::to_string).collect();
    let options = || RunOptions::new().max_jumps(MAX_JUMPS);
    let found = ran(flow.run_with::<u64, u64>(rows, options()).await);
    let letters = letters(&connectors).await;
    // Lines of JSON go the same way.
    let read = ran(flow.run_json_with(lines, options()).await);
    let read = read.map(|(rows, counts)| (rows.iter().map(|row| row.parse().unwrap()).collect(), counts));
    assert_eq!(read, found, "rows and lines");
    (found, letters)
}

fn ran<T>(run: std::result::Result<kis_runtime::RunReport<T>, PoolError>) -> Outcome<T> {
    outcome(run.map_err(|error| match error {
        PoolError::Run(error) => error,
        other => panic!("{other}"),
    }))
}

/// The typed flow, with other `k`s by function, against the one that is loaded.
pub(super) fn agree<F: Flow<In = u64, Out = u64>>(
    ops: &[Op],
    build: impl AsyncFn(&Connectors, &BTreeMap<&'static str, u64>) -> F,
) {
    let runtime = runtime();
    let names: Vec<&'static str> = ops.iter().map(|op| op.name).collect();
    let ks = prop::collection::btree_map(prop::sample::select(names), 0..12_u64, 0..3);
    let rows = prop::collection::vec(any::<u64>(), 0..200);
    let check = |(ks, rows, style): (BTreeMap<&'static str, u64>, Vec<u64>, u64)| {
        let chain: Vec<Placed> =
            ops.iter().map(|op| (op.name, ks.get(op.name).copied().unwrap_or(op.k))).collect();
        let agree = async {
            let connectors = connectors();
            let flow = build(&connectors, &ks).await;
            let found = outcome(flow.run_with(rows.clone(), RunOptions::new()).await);
            let typed: Seen = (found, letters(&connectors).await);
            assert_eq!(pooled(&chain, style, rows).await, typed);
        };
        // What is caught ends the test.
        AssertUnwindSafe(|| runtime.block_on(agree))();
        Ok(())
    };
    TestRunner::new(cases(16)).run(&(ks, rows, any::<u64>()), check).unwrap();
}

/// Functions in any order, against the interpreter; to those that jump, the target is added.
#[test]
fn any_chain_of_files_does_what_it_should() {
    let runtime = runtime();
    let modes = register(&Pool::new());
    let function = prop::sample::select(modes.into_keys().collect::<Vec<_>>());
    let chain = prop::collection::vec((function, 0..9_u64), 1..9);
    let rows = prop::collection::vec(any::<u64>(), 0..100);
    let check = |(mut chain, rows, style): (Vec<Placed>, Vec<u64>, u64)| {
        for (from, target) in [("back", "change"), ("rewind", "keep"), ("skip_to_sort", "sort")] {
            let has = |name: &str| chain.iter().any(|(other, _)| *other == name);
            if has(from) && !has(target) {
                chain.insert(style as usize % (chain.len() + 1), (target, style % 9));
            }
        }
        let ops: Vec<Op> = chain.iter().map(|(name, k)| op(name, *k)).collect();
        let mut interpreter = Interpreter::new(&ops);
        let expected = interpreter.run(rows.clone(), MAX_JUMPS);
        let (mut found, letters) = runtime.block_on(AssertUnwindSafe(pooled(&chain, style, rows)).0);
        if let Err(Fault { kind: kis_runtime::ErrorKind::Jumps, text, .. }) = &mut found {
            *text = "as it should".to_owned();
        }
        let mut sent = match expected.is_ok() {
            true => interpreter.letters,
            // Of a run that fails no letter is sent.
            false => Vec::new(),
        };
        sent.sort();
        assert_eq!(found, expected, "{chain:?}");
        assert_eq!(letters, sent.into_iter().map(|(at, n, row)| (Some(at), n, row)).collect::<Vec<_>>());
        Ok(())
    };
    TestRunner::new(cases(256)).run(&(chain, rows, any::<u64>()), check).unwrap();
}
