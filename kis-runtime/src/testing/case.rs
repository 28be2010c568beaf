//! One test, on connectors of its own.

use kis_config::{Sources, Span, Stores, Test};
use serde_json::Value;

use super::diff;
use super::error::Failure;
use super::value::{self, json};
use crate::connector::Connectors;
use crate::pool::PooledFlow;
use crate::{BoxError, Pool, RunOptions};

pub(super) struct Case<'a> {
    pub pool: &'a Pool,
    pub sources: &'a Sources,
    pub test: &'a Test,
}

impl Case<'_> {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let reasons = self.reasons().await.unwrap_or_else(|reason| vec![reason]);
        if reasons.is_empty() {
            return Ok(());
        }
        let test = self.test.name.value.clone();
        Err(Failure { test, place: self.place(self.test.name.span), reasons })
    }

    /// What is not as it should be; the error is what kept the test from being run.
    async fn reasons(&self) -> Result<Vec<String>, String> {
        let connectors = self.memory();
        let flow = self.flow(&connectors).await?;
        self.fill(&connectors).await?;
        let rows = self.test.rows.iter().map(|row| json(row).map_err(|what| self.at(row.span, what)));
        let rows = rows.collect::<Result<Vec<Value>, String>>()?;
        let ran = flow.run_lines(rows.iter().map(Value::to_string), RunOptions::new()).await;
        let (batch, _) = ran.map_err(|error| format!("it was run and failed: {}", chain(&error)))?;

        let mut reasons = Vec::new();
        if let Some(expected) = &self.test.expected {
            let lines = match batch {
                Some(batch) => flow.write_lines(&batch).map_err(|error| chain(&error))?,
                None => Vec::new(),
            };
            let found: Vec<Value> = lines.iter().map(|line| value::parsed(line)).collect();
            let what = format!("flow `{}` gave other rows", self.test.flow.value);
            reasons.extend(diff::rows(&what, &self.all_json(expected)?, &found));
        }
        for (name, (_, expected)) in &self.test.after {
            let kept = connectors
                .kept(name)
                .await
                .map_err(|error| self.not_kept(&self.test.after, name, &*error))?;
            let expected = self.all_json(expected)?;
            let what = format!("connector `{name}` keeps other rows");
            reasons.extend(match kept.in_order {
                true => diff::rows(&what, &expected, &kept.rows),
                false => diff::rows(&what, &value::sorted(expected), &value::sorted(kept.rows)),
            });
        }
        Ok(reasons)
    }

    /// The connectors that the pool knows, each an empty one in memory.
    fn memory(&self) -> Connectors {
        self.pool.linked_on().in_memory()
    }

    async fn flow(&self, connectors: &Connectors) -> Result<PooledFlow, String> {
        let name = &self.test.flow;
        let linked = self.pool.link_on(name, connectors.clone()).await;
        linked.map_err(|error| self.at(name.span, chain(&error)))
    }

    async fn fill(&self, connectors: &Connectors) -> Result<(), String> {
        for (name, (_, rows)) in &self.test.before {
            let filled = connectors.fill(name, &self.all_json(rows)?).await;
            filled.map_err(|error| self.not_kept(&self.test.before, name, &*error))?;
        }
        Ok(())
    }

    fn all_json(&self, rows: &[kis_config::Value]) -> Result<Vec<Value>, String> {
        rows.iter().map(|row| json(row).map_err(|what| self.at(row.span, what))).collect()
    }

    fn not_kept(&self, stores: &Stores, name: &str, error: &(dyn std::error::Error + 'static)) -> String {
        let span = stores.get(name).map_or(self.test.name.span, |(name, _)| name.span);
        self.at(span, chain(error))
    }

    fn at(&self, span: Span, what: impl std::fmt::Display) -> String {
        format!("{}: {what}", self.place(span))
    }

    fn place(&self, span: Span) -> String {
        format!("{}:{}:{}", self.sources.file(span.file).path().display(), span.line, span.column)
    }
}

/// An error with what is behind it.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = error.source();
    }
    text
}

/// What a connector in memory keeps.
pub(crate) struct Kept {
    pub(crate) rows: Vec<Value>,
    /// Whether their order says something: a topic's does.
    pub(crate) in_order: bool,
}

impl Connectors {
    /// Fills a store in memory that a flow has opened.
    async fn fill(&self, name: &str, rows: &[Value]) -> Result<(), BoxError> {
        let (table, engine) = self.opened_store(name).ok_or_else(|| not_used(name))?;
        if table.is_opaque() {
            return Err(format!(
                "rows of `{}` have no fields to find their keys in: a test can't put them into a store",
                table.row_name()
            )
            .into());
        }
        if rows.is_empty() {
            return Ok(());
        }
        engine.upsert(value::cells(&table, rows)?).await
    }

    async fn kept(&self, name: &str) -> Result<Kept, BoxError> {
        if let Some((table, engine)) = self.opened_store(name) {
            let mut rows = Vec::new();
            let mut pages = engine.scan();
            while let Some(page) = pages.next().await? {
                rows.extend(value::of_cells(&table, &page));
            }
            return Ok(Kept { rows, in_order: false });
        }
        let (table, batches) = self.sent_to(name).ok_or_else(|| not_used(name))?;
        let rows = batches.iter().flat_map(|batch| value::of_cells(&table, batch)).collect();
        Ok(Kept { rows, in_order: true })
    }
}

fn not_used(name: &str) -> BoxError {
    format!("no function of the flow takes connector `{name}` as a store or a topic").into()
}
