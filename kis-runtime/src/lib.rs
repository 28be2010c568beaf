//! KisFlow for Rust: stream computing flows whose rows, parameters and connectors the compiler checks.
//!
//! A **flow** is a chain of **functions**; each takes a batch of **rows** and yields the next. Functions are plain
//! Rust `fn`s with an attribute. The compiler knows the row type of every edge, so that a wrong one does not compile,
//! and functions that work row by row, with everything between them, become one loop. What runs them is a thin layer
//! over tokio: retries, time limits, cancellation, jumps, counts, metrics. **Connectors** keep rows and carry them from
//! one flow to another.
//!
//! # A first flow
//!
//! ```
//! use kis_runtime::prelude::*;
//!
//! #[derive(Row, serde::Deserialize)]
//! struct StuScore {
//!     stu_id: u32,
//!     score_1: u32,
//!     score_2: u32,
//! }
//!
//! #[derive(Debug, PartialEq, Row)]
//! struct StuAvg {
//!     stu_id: u32,
//!     avg_score: f64,
//! }
//!
//! #[derive(Params)]
//! struct Range {
//!     #[param(default = 999)]
//!     max_id: u32,
//! }
//!
//! /// Keeps the students whose id is in range.
//! #[kis_function(mode = "Verify", name = "VerifyStu")]
//! fn verify_stu(row: &StuScore, range: &Range) -> bool {
//!     row.stu_id <= range.max_id
//! }
//!
//! #[kis_function(mode = "Calculate", name = "AvgStuScore12")]
//! fn avg_stu_score_12(row: StuScore) -> StuAvg {
//!     StuAvg { stu_id: row.stu_id, avg_score: f64::from(row.score_1 + row.score_2) / 2.0 }
//! }
//!
//! flow! { CalStuAvgScore12 = verify_stu(max_id = 200) -> avg_stu_score_12 }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let flow = CalStuAvgScore12::builder().build().await?;
//! let rows = flow
//!     .run_json([
//!         r#"{"stu_id": 101, "score_1": 100, "score_2": 90}"#,
//!         r#"{"stu_id": 201, "score_1": 100, "score_2": 80}"#,
//!     ])
//!     .await?;
//! assert_eq!(rows, [StuAvg { stu_id: 101, avg_score: 95.0 }]);
//! # Ok(())
//! # }
//! ```
//!
//! [`#[kis_function]`](macro@kis_function) says what the attribute takes and [`flow!`] what a flow looks like. The
//! annotated `fn` stays an ordinary function: call it, test it.
//!
//! # Functions
//!
//! The signature says how a function works; there is nothing else to learn.
//!
//! | first parameter | returns, or a `Result` of it | meaning |
//! | --- | --- | --- |
//! | `row: &T` | `bool` | keeps the row or drops it |
//! | `row: &T` | `()` | looks at the row; it travels on |
//! | `row: T` or `&T` | `U` | one row to one row |
//! | `row: T` or `&T` | `Option<U>` | to one row or none |
//! | `row: T` or `&T` | `Vec<U>` | to any number of rows |
//! | `rows: impl Iterator<Item = T>` | `Vec<U>` | folds the whole batch without holding it |
//! | `rows: &[T]` | `()` | looks at the batch; the rows travel on |
//! | `rows: &[T]` | `bool` | the batch travels on, or the run ends here, well |
//! | `rows: Vec<T>` or `&[T]` | `Vec<U>` | batch to batch |
//! | `rows: Vec<T>` or `&[T]` | [`Next<U>`](Next) | batch to batch, and where the run goes on |
//!
//! Functions that take a batch may be `async`; row functions are part of a loop and are not. The other parameters are
//! references, in any order, and are found once, when the flow is built: a store [`&Store<T>`](Store), a topic
//! [`&Topic<T>`](Topic), a connector's own client, typed parameters `&P` with `#[derive(Params)]` (any
//! [`Argument`]), or the run's [`&Context`](Context). An error is anything that boxes ([`BoxError`]), so `?` and
//! `Err("text".into())` work.
//!
//! A [`Mode`] says what a function is for: `Verify`, `Save`, `Load`, `Calculate` or `Expand`. Any mode goes with any
//! signature; `Save` and `Load` need a connector.
//!
//! **Folds.** `rows.for_each(…)`, `fold`, `sum` and the like make one loop of the whole chain before the function, at
//! about the cost of the loop that one would write by hand. A `for` loop pulls row by row and costs 1.4 to 2 times the
//! instructions where the functions are trivial; where they do real work the difference drowns.
//!
//! # Rows and parameters
//!
//! [`#[derive(Row)]`](derive@Row) gives a struct its field names, serde's own (`rename`, `rename_all`, `skip` and
//! `flatten` count), and, by `#[row(key)]` on one field or several, the key that a [`Store`] needs. `String`, numbers,
//! tuples, `Vec<u8>`, maps and `serde_json::Value` are rows as they are, and `impl Row for T {}` makes one of any other
//! type. A row is `Send + 'static`. serde is needed only where rows are read from text or kept in connectors, `Clone`
//! only where they are tried again.
//!
//! `#[row(kind = "timestamp")]` on a field that serde writes as text says what the text is: a `date`, `time`,
//! `datetime`, `timestamp` or `decimal`. Stores keep it in the type that they have for it; see [`LogicalType`].
//!
//! [`#[derive(Params)]`](derive@Params) makes a struct a function's parameters. A field must be given unless it is an
//! `Option` or has `#[param(default = …)]`; [`ParamValue`] says what a field can be. What `flow!` gives is checked by
//! the compiler: names, kinds, bounds of numbers, whether all are there.
//! [`FlowBuilder::param`] gives what only the run knows.
//!
//! # How a run goes
//!
//! **A built flow never changes.** It is cheap to clone, and any number of tasks run it at once. What a run knows
//! lives in that run; nothing of a failed one is left behind. What runs share on purpose is the flow's
//! [`Cache`] and [`Meta`] data.
//!
//! **No rows left**: the functions after it are not called and the run ends, well. [`Next::force`] has the next batch
//! function called all the same.
//!
//! **[`Next`]** chooses the way on: [`rows`](Next::rows), [`reuse`](Next::reuse), [`force`](Next::force),
//! [`abort`](Next::abort), [`jump`](Next::jump) to a function before or behind this one with rows of its type,
//! [`replay`](Next::replay) with the rows that it had before. Targets stand in the attribute, `jumps(…)`, and a flow
//! that lacks one does not compile. A run ends as an error after 1,000 jumps unless
//! [`max_jumps`](FlowBuilder::max_jumps) says otherwise.
//!
//! **Errors.** A run stops at the first one, and [`FlowError`] tells flow, function, place, kind and, where one row is
//! to blame, its number. With `on_error` a row function's rows are left out (`skip`) or sent to the flow's dead letters
//! as [`DeadLetter`]s when the run ends well (`dead_letter`); both are counted. A line that is no row fails
//! [`run_json`](Flow::run_json), unless [`on_bad_input`](FlowBuilder::on_bad_input) says otherwise.
//!
//! **Retries** are for batch functions: `retry_times` beyond the first try, each after `retry_duration`. With
//! `retry_backoff` the wait doubles from try to try up to one hour, and of that a random part between a half and the
//! whole is taken. A function that takes `Vec<T>` needs `T: Clone` for it. `timeout` limits each try of an `async fn`.
//!
//! **Panics** in a function become that run's error; other runs and the process go on. A program built with
//! `panic = "abort"` ends, as it always does.
//!
//! **Cancellation and deadlines** ([`RunOptions`]) end a run as an error: at once while it awaits, between batches
//! while it computes, and after each slice of a heavy batch. A long loop of one's own asks
//! [`Context::is_cancelled`].
//!
//! **Heavy batches.** A batch of up to 65,536 rows is one loop. A larger one, and input that does not know its own
//! length, goes in slices of 8,192 rows, and the executor's other tasks have their turn between two. A fold cannot
//! pause in the middle: on a multi-threaded runtime it runs as blocking work, on a single-threaded one it holds the
//! thread.
//!
//! **Timing.** Row functions that share a loop cannot be told apart by the clock, so every 16th run goes stage by
//! stage and measures each; [`Timing`] changes that. Rows in, out and dropped are exact, and batch functions are
//! timed, in every run. [`run_with`](Flow::run_with) reports all of it in a [`RunReport`].
//!
//! # Connectors
//!
//! A function names its connector in the attribute, `connector = "Averages"`; the program says what that is when it
//! builds the flow, by [`ConnectorConfig`]. Building connects, and reports every problem at once ([`BuildError`]).
//! Flows that are built with the same [`Connectors`] share the connections: what one saves another loads.
//! [`connector`] lists the types, and shows how to write one: [`Connector`].
//!
//! # Metrics and traces
//!
//! Counts and durations go through the `metrics` facade under Go KisFlow's names; [`metrics`](mod@metrics) lists
//! them. Each run is a `tracing` span (`run`, at info level) and so is each function that is called by batch
//! (`function`, at debug level); retries are warnings.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | adds | pulls in |
//! | --- | --- | --- |
//! | `csv` | CSV files for the connector `file` | csv |
//! | `gzip` | compressed files for the connector `file` | flate2 |
//! | `yaml` | `include_flow!`, and [`Pool`]s that load files | serde-saphyr |
//! | `redis` | the connectors `redis` and `redis-stream` | redis with its cluster client, tokio's sockets |
//! | `redis-tls` | the same, and TLS for them | rustls on ring: needs a C compiler |
//! | `kafka` | the connector `kafka` | rdkafka with librdkafka compiled in: needs C and C++ compilers, make and bash |
//! | `kafka-ssl` | the same, and TLS and logins for it | the system's OpenSSL: needs its headers and pkg-config |
//! | `sqlite` | the connector `sqlite` | rusqlite, with SQLite compiled in: needs a C compiler |
//! | `mysql` | the connectors `mysql` and `tidb` | mysql_async, tokio's sockets |
//! | `mysql-tls` | the same, and TLS for them | rustls on ring: needs a C compiler |
//! | `postgres` | the connector `postgres` | tokio-postgres, tokio's sockets |
//! | `postgres-tls` | the same, and TLS for it | rustls on ring: needs a C compiler |
//! | `nats` | the connector `nats`, with TLS | async-nats with JetStream, rustls on ring: needs a C compiler |
//! | `es` | the connector `es` | reqwest on hyper, tokio's sockets |
//! | `es-tls` | the same, and TLS for it | rustls on ring: needs a C compiler |
//! | `prometheus` | [`metrics::serve_prometheus`](mod@metrics), the recorder and its listener | metrics-exporter-prometheus, tokio's sockets |

// The macros write `::kis_runtime`, here as everywhere.
extern crate self as kis_runtime;

#[doc(hidden)]
pub mod __private;
#[cfg(feature = "yaml")]
pub mod config;
pub mod connector;
mod context;
mod engine;
pub mod error;
mod flow;
mod function;
pub mod metrics;
pub mod params;
pub mod pool;
pub mod prelude;
pub mod row;
mod same;
#[cfg(feature = "yaml")]
pub mod testing;

pub use connector::{Connector, ConnectorConfig, ConnectorError, Connectors, Store, Topic};
pub use context::{Cache, Context, Meta};
pub use error::{BoxError, Result};
pub use flow::{
    Argument, BuildError, BuildProblem, DeadLetter, ErrorKind, Flow, FlowBuilder, FlowError, FunctionReport,
    Resolver, RunOptions, RunReport, Timing,
};
pub use function::{Function, Mode, Next, OnError, Policy};
#[doc = include_str!("../docs/flow.md")]
pub use kis_macros::flow;
#[cfg(feature = "yaml")]
#[doc = include_str!("../docs/include_flow.md")]
pub use kis_macros::include_flow;
#[doc = include_str!("../docs/kis_function.md")]
pub use kis_macros::kis_function;
pub use kis_macros::{Params, Row};
pub use params::{Param, ParamKind, ParamProblem, ParamTexts, ParamValue, Params};
pub use pool::{Pool, PoolError, PooledFlow, Step};
pub use row::{Field, FieldEntry, FieldKind, Fields, Keyed, LogicalType, Row};
pub use tokio_util::sync::CancellationToken;
