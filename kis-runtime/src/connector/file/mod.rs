//! The `file` connector: a topic whose rows are the lines of a file.
//!
//! `addrs` is the path, relative to the working folder; the folder must be there. The file's extension says the
//! format, `.jsonl`, `.ndjson` or `.json` for JSON lines and `.csv` for CSV with a header, each compressed when
//! `.gz` follows; `format` says it for other names. CSV needs the feature `csv`, gzip the feature `gzip`.
//!
//! **Durability.** `send` returns when the operating system has the lines: they outlive the process, not a power
//! cut. With `sync: true` it returns when they are on the disk.
//!
//! **Whole lines.** The file is locked while lines are added, so that connectors, tasks and processes that share it
//! never mix their lines, and a write that fails, on a full disk say, is taken back. A process that is killed in the
//! middle of a write leaves a line, or a gzip member, without an end, which was never acknowledged. Connecting finds
//! it: JSON that is whole but for its newline is completed; anything else is an error that says where to cut the file.
//! Nothing is cut without being asked for. For gzip and CSV, connecting reads the file once.
//!
//! **CSV.** `None` and empty text are both an empty field, bytes and nested values are JSON. A gzip file grows by one
//! member a call, which every gzip reader takes as one stream; large batches compress better.

#[cfg(feature = "csv")]
mod csv_rows;
mod format;
#[cfg(feature = "gzip")]
mod gzip;
mod json_lines;
mod log;
mod tail;
#[cfg(test)]
#[cfg(all(feature = "csv", feature = "gzip"))]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use super::cells::Cells;
use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::{BoxFuture, TopicEngine};
use super::error::ConnectorError;
use super::mask::mask;
use super::table::Table;
use crate::Result;
use format::{Format, Syntax};
use log::Log;

/// The connector type `file`.
pub(super) struct FileConnector(Arc<Log>);

impl Connector for FileConnector {
    const TYPE: &'static str = "file";
    const PARAMS: &'static [&'static str] = &["format", "sync"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let path = match config.address() {
            "" => config.key_or(name),
            address => address.strip_prefix("file://").unwrap_or(address),
        };
        // A URL is somebody else's address; no folder is called so.
        if path.contains("://") {
            return Err(ConnectorError::InvalidConfig {
                connector: name.to_owned(),
                conn_type: config.conn_type().to_owned(),
                what: "the path",
                value: mask(path),
                reason: "it takes the path of a file (`file://path` too)".to_owned(),
            }
            .into());
        }
        let path = PathBuf::from(path);
        let format = Format::of(name, config, &path)?;
        let sync = config.parsed(name, "sync", "`true` or `false`")?.unwrap_or(false);
        let log = tokio::task::spawn_blocking(move || Log::open(path, format, sync)).await??;
        Ok(FileConnector(Arc::new(log)))
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        let log = Arc::clone(&self.0);
        let table = Arc::new(table.clone());
        #[cfg(feature = "csv")]
        if log.format().syntax == Syntax::Csv {
            let (log, table) = (Arc::clone(&log), Arc::clone(&table));
            tokio::task::spawn_blocking(move || csv_rows::check_header(&log, &table)).await??;
        }
        Ok(Arc::new(FileTopic { log, table }))
    }
}

struct FileTopic {
    log: Arc<Log>,
    table: Arc<Table>,
}

impl TopicEngine for FileTopic {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        let (log, table) = (Arc::clone(&self.log), Arc::clone(&self.table));
        Box::pin(async move { tokio::task::spawn_blocking(move || append(&log, &table, &rows)).await? })
    }
}

fn append(log: &Log, table: &Table, rows: &Cells) -> Result<()> {
    match log.format().syntax {
        Syntax::JsonLines => log.append(&[], &json_lines::write(table, rows)?)?,
        #[cfg(feature = "csv")]
        Syntax::Csv => log.append(&csv_rows::header(table)?, &csv_rows::write(rows)?)?,
    }
    Ok(())
}
