//! The topic: one message for each row.

use std::sync::Arc;

use super::client::Kafka;
use super::messages::Messages;
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, TopicEngine};
use crate::connector::json::{JsonRows, Style};
use crate::connector::table::Table;

pub(super) struct KafkaTopic {
    client: Arc<Kafka>,
    table: Table,
    json: JsonRows,
}

impl KafkaTopic {
    pub(super) fn new(client: Arc<Kafka>, table: &Table) -> Result<Self> {
        let json = JsonRows::new(table, Style::Plain)?;
        Ok(KafkaTopic { client, table: table.clone(), json })
    }
}

impl TopicEngine for KafkaTopic {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let messages = Messages::of(&self.table, &self.json, &rows, self.client.largest())?;
            drop(rows);
            Ok(self.client.send(&messages).await?)
        })
    }
}
