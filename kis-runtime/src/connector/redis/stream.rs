//! The topic: one entry of a stream for each row.

use std::sync::Arc;

use redis::Pipeline;

use super::client::Redis;
use super::link::Request;
use super::write::{Chunk, check_size, is_full, may_be_refused, send_all};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, TopicEngine};
use crate::connector::error::ConnectorError;
use crate::connector::json::{JsonRows, Style};
use crate::connector::table::Table;

/// The field of an entry that holds the row.
const FIELD: &str = "row";

pub(super) struct RedisStream {
    client: Arc<Redis>,
    table: Table,
    json: JsonRows,
    maxlen: Option<u64>,
}

impl RedisStream {
    pub(super) fn new(client: Arc<Redis>, table: &Table, maxlen: Option<u64>) -> Result<Self> {
        let json = JsonRows::new(table, Style::Plain)?;
        Ok(RedisStream { client, table: table.clone(), json, maxlen })
    }

    fn chunk(&self, rows: &Cells, from: usize, to: usize) -> Result<Chunk, ConnectorError> {
        let mut pipeline = Pipeline::new();
        pipeline.atomic();
        let mut json = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for index in from..to {
            json.clear();
            self.json
                .write(&mut json, &self.table, rows.row(index))
                .map_err(|fault| fault.at(&self.table, index))?;
            check_size(json.len(), &self.table, index, usize::MAX)?;
            pipeline.cmd("XADD").arg(self.table.name());
            if let Some(maxlen) = self.maxlen {
                pipeline.arg("MAXLEN").arg("~").arg(maxlen);
            }
            pipeline.arg("*").arg(FIELD).arg(&json[..]).ignore();
            count += 1;
            bytes += json.len();
            if is_full(count, bytes) {
                break;
            }
        }
        Ok(Chunk { rows: count, requests: vec![Request::Many(pipeline)] })
    }
}

impl TopicEngine for RedisStream {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            for (index, row) in rows.rows().enumerate() {
                if may_be_refused(&self.table, row) {
                    self.chunk(&rows, index, index + 1)?;
                }
            }
            let chunk = |from| self.chunk(&rows, from, rows.len());
            let wait = self.client.wait(false);
            send_all(&self.client, "send", rows.len(), chunk, "makes them be there twice", wait).await
        })
    }
}
