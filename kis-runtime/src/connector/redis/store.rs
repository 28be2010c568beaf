//! The store: chunks of keys and rows.

use std::collections::HashSet;
use std::sync::Arc;

use redis::cluster_routing::Slot;
use redis::{Pipeline, Value};

use super::client::{Redis, Repeat};
use super::fault::Fault;
use super::link::Request;
use super::scan::{RedisPages, SeenKeys};
use super::settings::Format;
use super::value::read_field;
use super::write::{CHUNK_ROWS, Writer, by_slot, send_all};
use crate::connector::cells::{Cell, CellRow, Cells};
use crate::connector::engine::{BoxFuture, Pages, StoreEngine};
use crate::connector::error::ConnectorError;
use crate::connector::json::{Misread, read_object};
use crate::connector::table::Table;
use crate::{FieldKind, Result};

/// How many keys are read at once.
const READ_KEYS: usize = 512;

#[derive(Clone)]
pub(super) struct RedisStore {
    pub(super) client: Arc<Redis>,
    pub(super) writer: Arc<Writer>,
    pub(super) format: Format,
}

impl RedisStore {
    pub(super) fn new(client: Arc<Redis>, table: &Table, format: Format) -> Result<Self> {
        let writer = Arc::new(Writer::new(table, format, client.is_cluster())?);
        Ok(RedisStore { client, writer, format })
    }

    fn table(&self) -> &Table {
        &self.writer.table
    }

    /// The different keys of `keys`, each with where it stands.
    fn keys(&self, keys: &Cells) -> Result<Vec<(Vec<u8>, usize)>, ConnectorError> {
        let mut seen = HashSet::with_capacity(keys.len());
        let mut different = Vec::with_capacity(keys.len());
        for (index, row) in keys.rows().enumerate() {
            let key = self.writer.key(index, row)?;
            if seen.insert(key.clone()) {
                different.push((key, index));
            }
        }
        Ok(different)
    }

    /// What is at these keys, in their order; `None` where there is no row.
    pub(super) async fn values(
        &self,
        operation: &'static str,
        keys: &[&[u8]],
    ) -> Result<Vec<Option<Value>>, Fault> {
        match self.format {
            Format::Json => {
                let read = |keys: &[(usize, &&[u8])]| {
                    let mut command = redis::cmd("MGET");
                    for (_, key) in keys {
                        command.arg(**key);
                    }
                    Request::One(command)
                };
                let take =
                    |mut answer: Vec<Value>| redis::from_redis_value(answer.pop().unwrap_or(Value::Nil));
                self.read_groups(operation, keys, read, take, |value| *value != Value::Nil).await
            }
            Format::Hash => {
                let is_there = |value: &Value| matches!(value, Value::Array(fields) if fields.iter().any(|field| *field != Value::Nil));
                self.read_groups(operation, keys, |keys| self.read_hashes(keys), Ok, is_there).await
            }
        }
    }

    /// Reads the keys of each slot by a request of its own, of whose answer `take` makes a value for each key.
    async fn read_groups(
        &self,
        operation: &'static str,
        keys: &[&[u8]],
        read: impl Fn(&[(usize, &&[u8])]) -> Request,
        take: impl Fn(Vec<Value>) -> Result<Vec<Value>, redis::ParsingError>,
        is_there: impl Fn(&Value) -> bool,
    ) -> Result<Vec<Option<Value>>, Fault> {
        let groups = self.groups(keys.iter().enumerate(), |(_, key)| key);
        let requests = groups.iter().map(|group| read(group)).collect();
        let answers = self.client.run_all(operation, requests, Repeat::Always, None).await?;
        let mut values = vec![None; keys.len()];
        for (group, answer) in groups.into_iter().zip(answers) {
            for ((place, _), value) in group.into_iter().zip(take(answer)?) {
                values[place] = Some(value).filter(&is_there);
            }
        }
        Ok(values)
    }

    /// What one node can be asked in one go.
    fn groups<'k, T>(&self, items: impl Iterator<Item = T>, key: impl Fn(&T) -> &'k [u8]) -> Vec<Vec<T>> {
        match self.client.is_cluster() {
            true => by_slot(items, |item| Some(Slot::for_key(key(item)))),
            false => vec![items.collect()],
        }
    }

    fn read_hashes(&self, keys: &[(usize, &&[u8])]) -> Request {
        let mut pipeline = Pipeline::with_capacity(keys.len());
        let columns = &self.table().columns()[self.first_field()..];
        for (_, key) in keys {
            pipeline.cmd("HMGET").arg(**key);
            for column in columns {
                pipeline.arg(column.name);
            }
        }
        Request::Many(pipeline)
    }

    /// An opaque row's key is no field.
    fn first_field(&self) -> usize {
        usize::from(self.table().is_opaque())
    }

    /// Adds the row that `value` is.
    pub(super) fn read(&self, cells: &mut Cells, key: &[u8], value: Value) -> Result<()> {
        let from = cells.push_nulls();
        let read = match value {
            Value::BulkString(json) => read_object(cells, from, self.table(), &json),
            Value::Array(fields) => self.read_fields(cells, from, fields),
            _ => Err(Misread { column: None, reason: "the server answered with something else".to_owned() }),
        };
        read.map_err(|misread| misread.at(self.table(), cells.len() - 1, key).into())
    }

    fn read_fields(&self, cells: &mut Cells, from: usize, fields: Vec<Value>) -> Result<(), Misread> {
        let columns = self.table().columns().iter().enumerate().skip(self.first_field());
        for ((index, column), field) in columns.zip(fields) {
            if let Value::BulkString(bytes) = field {
                read_field(cells, from + index, column, &bytes)
                    .map_err(|reason| Misread { column: Some(index), reason })?;
            }
        }
        Ok(())
    }

    /// What the row was asked for by: as it is written, it may have lost its type.
    fn set_key(&self, cells: &mut Cells, asked: CellRow<'_>) {
        let from = (cells.len() - 1) * cells.width();
        for (part, column) in self.table().keys().iter().enumerate() {
            if self.table().columns()[*column].kind == FieldKind::Any {
                cells.set(from + column, asked.get(part));
            }
        }
    }
}

impl StoreEngine for RedisStore {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.writer.check(&rows)?;
            let chunk = |from| self.writer.chunk(&rows, from);
            send_all(&self.client, "upsert", rows.len(), chunk, "is safe", self.client.wait(true)).await
        })
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        Box::pin(async move {
            let asked = self.keys(&keys)?;
            let mut found = Cells::with_capacity(self.table().columns().len(), asked.len());
            for chunk in asked.chunks(READ_KEYS) {
                let names: Vec<&[u8]> = chunk.iter().map(|(key, _)| &key[..]).collect();
                for ((key, index), value) in chunk.iter().zip(self.values("get", &names).await?) {
                    let Some(value) = value else { continue };
                    self.read(&mut found, key, value)?;
                    self.set_key(&mut found, keys.row(*index));
                }
            }
            Ok(found)
        })
    }

    fn scan(&self) -> Box<dyn Pages> {
        Box::new(RedisPages::new(self.clone()))
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let keys = self.keys(&keys)?;
            let mut deleted = 0;
            for chunk in keys.chunks(CHUNK_ROWS) {
                let groups = self.groups(chunk.iter().map(|(key, _)| &key[..]), |key| key);
                // Of several, some may be done when another fails.
                let parts = groups.len() > 1;
                let requests = groups.iter().map(|keys| {
                    let mut command = redis::cmd("UNLINK");
                    command.arg(keys);
                    Request::One(command)
                });
                let wait = self.client.wait(false);
                match self.client.run_all("delete", requests.collect(), Repeat::IfUndone, wait).await {
                    Ok(answers) => {
                        let answers = answers.into_iter().flatten().collect();
                        let counts = redis::from_redis_value::<Vec<u64>>(Value::Array(answers));
                        deleted += counts.map_err(Fault::from)?.iter().sum::<u64>();
                    }
                    Err(fault) if deleted == 0 && !parts && !fault.is_unsure() => return Err(fault.into()),
                    Err(fault) => {
                        let unsure = if parts || fault.is_unsure() { chunk.len() } else { 0 };
                        return Err(Fault::PartlyDeleted { deleted, unsure, fault: Box::new(fault) }.into());
                    }
                }
            }
            Ok(deleted)
        })
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let mut keys = SeenKeys::new(self.clone(), "count");
            let mut count = 0;
            while let Some(page) = keys.next().await? {
                count += page.len() as u64;
                keys.commit();
            }
            Ok(count)
        })
    }
}

/// The text of an opaque row's key, which `SCAN` tells and the row does not.
pub(super) fn key_cell(text: &[u8]) -> Cell<'_> {
    std::str::from_utf8(text).map_or(Cell::Bytes(text), Cell::Text)
}
