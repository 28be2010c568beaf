//! Tests of flows that stand in files beside them: `kistype: test`.
//!
//! ```yaml
//! kistype: test
//! tname: the_average_is_kept
//! flow_name: CalStuAvg
//! rows:
//!   - {stu_id: 101, score_1: 100, score_2: 90}
//! expected:
//!   - {stu_id: 101, avg_score: 95}
//! stores:
//!   before:
//!     Averages: [{stu_id: 102, avg_score: 60}]
//!   after:
//!     Averages: [{stu_id: 101, avg_score: 95}, {stu_id: 102, avg_score: 60}]
//! ```
//!
//! `rows` go in as one batch, `expected` is what must come out, in order. `stores.before` is what connectors keep at
//! first, and `stores.after` all that they must keep in the end, in any order; for a topic `after` is what was sent, in
//! order. `expected` and each name under `after` may be left out. Numbers are equal when their values are, and a key
//! that is `null` is as good as one that is missing.
//!
//! [`run`] runs them. Where `include_flow!` made the flows, a test of the program needs no more than this:
//!
//! ```text
//! #[tokio::test]
//! async fn the_tests_of_the_files_pass() -> Result<()> {
//!     let pool = pool_on(&connectors().in_memory()).await?;
//!     println!("{}", testing::run(&pool, "conf").await?);
//!     Ok(())
//! }
//! ```
//!
//! **A test touches no server and no file**: it runs on connectors of the type `memory`, empty ones of its own,
//! whatever the files say of them. So a function that takes a connector's own client can't be tested so.
//!
//! ```
//! use kis_runtime::prelude::*;
//! use kis_runtime::{Pool, testing};
//!
//! #[kis_function(mode = "Calculate", name = "Double")]
//! fn double(row: u64) -> u64 {
//!     row * 2
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let folder = tempfile::tempdir()?;
//! let text = "{kistype: flow, flow_name: Doubled, flows: [{fname: Double}]}\n\
//!     ---\n\
//!     {kistype: test, tname: two_is_four, flow_name: Doubled, rows: [2, 3], expected: [4, 7]}";
//! std::fs::write(folder.path().join("doubled.yml"), text)?;
//!
//! let pool = Pool::new();
//! pool.register::<double>();
//! pool.load(folder.path()).await?;
//! let failed = testing::run(&pool, folder.path()).await.unwrap_err().to_string();
//! assert!(failed.contains("flow `Doubled` gave other rows than expected (-) at the end (+):"), "{failed}");
//! assert!(failed.contains("    - 7\n    + 6\n"), "{failed}");
//! # Ok(())
//! # }
//! ```

mod case;
mod diff;
mod error;
mod value;

use std::path::Path;

use kis_config::{Severity, Sources, check};

use crate::Pool;
use case::Case;
pub use error::{Failures, Report, TestError};

/// Runs the tests of a file, or of every `.yml` and `.yaml` under a folder, on the flows of a pool: one that
/// [`include_flow!`](crate::include_flow) made, that was loaded, or that code linked. The path is relative to where the
/// process works, which for `cargo test` is the package's folder.
///
/// # Errors
/// The files can't be read or something is wrong in them, there is no test, or tests fail: all that did, each with its
/// place and what differs.
pub async fn run(pool: &Pool, path: impl AsRef<Path>) -> Result<Report, TestError> {
    let path = path.as_ref();
    let sources = Sources::read(path)?;
    let checked = check(&sources);
    if checked.diagnostics.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(TestError::problems(&sources, &checked.diagnostics));
    }
    let tests: Vec<_> = checked.config.tests.values().collect();
    if tests.is_empty() {
        return Err(TestError::NoTests { path: path.to_owned() });
    }
    let (mut passed, mut failed) = (Vec::new(), Vec::new());
    for test in tests {
        let case = Case { pool, sources: &sources, test };
        match case.run().await {
            Ok(()) => passed.push(test.name.value.clone()),
            Err(failure) => failed.push(failure),
        }
    }
    if failed.is_empty() {
        Ok(Report { passed })
    } else {
        Err(TestError::Failed(Failures { passed, failed }))
    }
}
