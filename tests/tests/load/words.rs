//! A pool says of the files what `include_flow!` says of them: its cases that do not compile are loaded here.

use std::path::Path;

use kis_runtime::Pool;
use kis_runtime::config::render::{Style, human};
use kis_runtime::pool::LoadError;

/// The functions of a case, and how a pool knows them.
macro_rules! case {
    ($case:ident: $file:literal, $($function:ident)+) => {
        #[allow(dead_code)]
        mod $case {
            use kis_runtime::Pool;
            use kis_runtime::prelude::*;
            #[allow(unused_imports)]
            use serde::{Deserialize, Serialize};

            include!($file);

            pub(super) fn pool() -> Pool {
                let pool = Pool::new();
                $(pool.register::<$function>();)+
                pool
            }
        }
    };
}

case!(types: "../../ui/include/functions/types.rs", check_orders save_invoices);
case!(rows: "../../ui/include/functions/rows.rs",
    save_orders load_invoices count_invoices save_invoices save_notes load_notes);
case!(retries: "../../ui/include/functions/retries.rs",
    check take fold count borrow take_copies take_any);

/// A problem: what is said, the lines of the file with what is below them, what to do and to know.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    message: String,
    excerpt: Vec<String>,
    remarks: Vec<String>,
}

impl Told {
    /// Of a block of lines in rustc's layout.
    fn read<'a>(message: &str, below: impl Iterator<Item = &'a str>) -> Self {
        let (message, near) = match message.split_once("; did you mean ") {
            Some((message, near)) => (message, Some(format!("help: did you mean {near}"))),
            None => (message, None),
        };
        let mut told = Told { message: message.to_owned(), ..Told::default() };
        told.remarks.extend(near);
        for line in below {
            if let Some(remark) = line.trim_start().strip_prefix("= ") {
                told.remarks.push(remark.to_owned());
            } else if let Some((_, text)) = line.split_once(" | ") {
                told.excerpt.push(text.to_owned());
            }
        }
        // Two places in one file are one excerpt for the pool, in the order of the lines.
        for below in told.excerpt.iter_mut().skip(1).step_by(2) {
            *below = below.replace('-', "^");
        }
        let mut places: Vec<_> = told.excerpt.chunks(2).map(<[String]>::to_vec).collect();
        places.sort();
        told.excerpt = places.concat();
        // What only differs by who says it: where functions are found, and why the type itself refuses a text.
        if let Some(message) = told.message.strip_suffix(" is registered") {
            told.message = format!("{message} in scope");
        }
        if told.message.ends_with(" in scope") {
            told.remarks.clear();
        }
        if told.message.starts_with("parameter ") {
            told.excerpt.truncate(1);
        }
        told
    }

    /// Of what the compiler said.
    fn compiled(stderr: &str) -> Vec<Told> {
        let blocks = stderr.split("\n\n").filter(|block| block.starts_with("error"));
        let mut told: Vec<Told> = blocks
            .map(|block| {
                let (head, below) = block.split_once('\n').unwrap();
                let message = head.split_once(": ").unwrap().1.trim_start_matches("evaluation panicked: ");
                // Behind the excerpt of the file stands that of the case; only the compiler's own note is behind it.
                let own = |line: &str| line.contains(".rs:");
                let note =
                    below.lines().skip_while(|line| !own(line)).filter(|line| line.contains("= note: a "));
                Told::read(message, below.lines().take_while(|line| !own(line)).chain(note))
            })
            .collect();
        told.sort();
        told
    }

    /// Of what the pool says.
    async fn loaded(pool: &Pool, file: &str) -> Vec<Told> {
        let error = pool.load(ui().join(file)).await.unwrap_err();
        let LoadError::Problems(problems) = error else { panic!("{error}") };
        let told = problems.diagnostics().iter().map(|problem| {
            let shown = human(problem, problems.sources(), Style::Plain);
            Told::read(&problem.message, shown.lines().skip(1))
        });
        let mut told: Vec<Told> = told.collect();
        told.sort();
        told
    }
}

fn ui() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/include")
}

async fn same_words(pool: &Pool, case: &str) {
    let stderr = std::fs::read_to_string(ui().join(format!("{case}.stderr"))).unwrap();
    let compiled = Told::compiled(&stderr);
    assert!(!compiled.is_empty());
    assert_eq!(Told::loaded(pool, &format!("{case}.yml")).await, compiled);
}

#[tokio::test]
async fn of_functions_modes_connectors_fields_parameters_and_neighbours() {
    same_words(&types::pool(), "types").await;
}

#[tokio::test]
async fn of_rows_that_one_connector_holds() {
    same_words(&rows::pool(), "rows").await;
}

#[tokio::test]
async fn of_retries_and_time_limits() {
    same_words(&retries::pool(), "retries").await;
}
