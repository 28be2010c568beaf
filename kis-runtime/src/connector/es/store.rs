//! The store: rows to bulks, keys to documents.

use std::sync::Arc;

use super::answer::{self, Count};
use super::bulk::{Operations, send_all};
use super::client::{Ask, Es, Kind, Repeat};
use super::document::{Documents, ids_body, write_action};
use super::fault::Fault;
use super::id::Ids;
use super::scan::EsPages;
use super::settings::Sizes;
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, Pages, StoreEngine};
use crate::connector::table::Table;

/// How many keys are read at once.
const READ_KEYS: usize = 1_000;
/// How many operations a bulk has at most.
const BULK_ROWS: usize = 10_000;
/// About what the answer says of a row, when it refuses it, and about what is sent of a short one.
const BYTES_SAID: usize = 512;
const BYTES_SENT: usize = 160;
/// Of the answers, what is read. To ask only whether all rows went well saves the server about a thirtieth of a bulk,
/// and takes a second bulk to learn which did not.
const UPSERT: &str = "_bulk?filter_path=items.*.status,items.*.error";
const DELETE: &str = "_bulk?filter_path=items.*.status,items.*.error,items.*.result";

#[derive(Clone)]
pub(super) struct EsStore {
    pub(super) client: Arc<Es>,
    pub(super) documents: Arc<Documents>,
    /// The index, percent-encoded.
    pub(super) path: String,
}

impl EsStore {
    pub(super) fn new(client: Arc<Es>, table: &Table, path: String) -> Result<Self> {
        Ok(EsStore { client, documents: Arc::new(Documents::new(table)?), path })
    }

    /// Makes what was written before visible to searches.
    pub(super) async fn refresh(&self, operation: &'static str) -> Result<(), Fault> {
        let ask = Ask::post(format!("{}/_refresh", self.path), "", Kind::Read);
        self.client.run_checked(operation, &ask, Repeat::Always, answer::check_shards).await.map(|_| ())
    }

    /// The operations that begin at `from` of `places`, and how many they are.
    fn operations(
        &self,
        places: &[usize],
        mut write: impl FnMut(&mut Vec<u8>, usize) -> Result<(), Fault>,
    ) -> Result<Operations, Fault> {
        let Sizes { bulk_bytes: size, answer_bytes, .. } = self.client.sizes;
        let most = BULK_ROWS.min(answer_bytes / BYTES_SAID).max(1);
        let mut body = Vec::with_capacity(size.min(places.len() * BYTES_SENT));
        let mut ends = Vec::new();
        for place in places.iter().take(most) {
            let before = body.len();
            write(&mut body, *place)?;
            // A bulk is only longer than it should be when it is one row.
            if body.len() > size && !ends.is_empty() {
                body.truncate(before);
                break;
            }
            ends.push((*place, body.len()));
        }
        Ok(Operations { body, ends })
    }

    async fn upsert_all(&self, rows: &Cells) -> Result<(), Fault> {
        let ids = Arc::new(Ids::of_rows(&self.documents.table, rows)?);
        self.documents.check(rows)?;
        let places = ids.last_of_each();
        let mut from = 0;
        let next = || {
            if from == places.len() {
                return Ok(None);
            }
            let made = self.operations(&places[from..], |body, place| {
                write_action(body, "index", ids.get(place));
                self.documents.write(body, place, rows.row(place))?;
                body.push(b'\n');
                Ok(())
            })?;
            from += made.ends.len();
            Ok(Some(made))
        };
        let path = format!("{}/{UPSERT}", self.path);
        let done = send_all(&self.client, "upsert", &path, Repeat::Always, &ids, next).await;
        match done.fault {
            _ if done.is_whole() => Ok(()),
            Some(fault) if done.done + done.unsure + done.refused.len() == 0 => Err(fault),
            fault => Err(Fault::Partial {
                written: done.done,
                unsure: done.unsure,
                rows: places.len(),
                refused: done.refused,
                fault: fault.map(Box::new),
            }),
        }
    }

    async fn delete_all(&self, keys: &Cells) -> Result<u64, Fault> {
        let ids = Arc::new(Ids::of_keys(&self.documents.table, keys)?);
        let places = ids.last_of_each();
        let mut from = 0;
        let next = || {
            if from == places.len() {
                return Ok(None);
            }
            let made = self.operations(&places[from..], |body, place| {
                write_action(body, "delete", ids.get(place));
                Ok(())
            })?;
            from += made.ends.len();
            Ok(Some(made))
        };
        let path = format!("{}/{DELETE}", self.path);
        // How many were there is not known any more when they are deleted twice.
        let done = send_all(&self.client, "delete", &path, Repeat::IfUndone, &ids, next).await;
        match done.fault {
            _ if done.is_whole() => Ok(done.deleted),
            Some(fault) if done.done + done.unsure + done.refused.len() == 0 => Err(fault),
            fault => Err(Fault::PartlyDeleted {
                deleted: done.deleted,
                unsure: done.unsure,
                refused: done.refused,
                fault: fault.map(Box::new),
            }),
        }
    }

    async fn get_all(&self, keys: &Cells) -> Result<Cells, Fault> {
        let table = &self.documents.table;
        let ids = Ids::of_keys(table, keys)?;
        let places = ids.last_of_each();
        let mut rows = Cells::with_capacity(table.columns().len(), places.len());
        let mut patience = self.client.patience("get");
        let mut chunks: Vec<&[usize]> = places.chunks(READ_KEYS).rev().collect();
        while let Some(chunk) = chunks.pop() {
            let ask = Ask::post(format!("{}/_mget", self.path), ids_body(&ids, chunk), Kind::Read);
            let answer = match self.client.run("get", &ask, Repeat::Always).await {
                Ok(answer) => answer,
                Err(Fault::LongAnswer { .. }) if chunk.len() > 1 => {
                    let (first, second) = chunk.split_at(chunk.len() / 2);
                    chunks.extend([second, first]);
                    continue;
                }
                Err(Fault::LongAnswer { limit, .. }) => {
                    return Err(Fault::LongAnswer { limit, advice: "keep shorter rows" });
                }
                Err(fault) => return Err(fault),
            };
            let found: answer::Documents<'_> = answer::read(&answer)?;
            if found.docs.len() != chunk.len() {
                let (docs, asked) = (found.docs.len(), chunk.len());
                return Err(Fault::Lost(format!("the answer is of {docs} rows, and {asked} were asked for")));
            }
            if let Some(fault) = found.docs.iter().find_map(answer::Document::fault) {
                if !fault.passes() {
                    return Err(fault);
                }
                patience.wait(fault).await?;
                chunks.push(chunk);
                continue;
            }
            for (place, document) in chunk.iter().zip(found.docs) {
                if document.found {
                    self.documents.read(&mut rows, ids.get(*place), document.source)?;
                    self.documents.set_key(&mut rows, keys.row(*place));
                }
            }
        }
        Ok(rows)
    }
}

impl StoreEngine for EsStore {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { self.upsert_all(&rows).await.map_err(Fault::boxed) })
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        Box::pin(async move { self.get_all(&keys).await.map_err(Fault::boxed) })
    }

    fn scan(&self) -> Box<dyn Pages> {
        Box::new(EsPages::new(self.clone()))
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move { self.delete_all(&keys).await.map_err(Fault::boxed) })
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let count = async {
                self.refresh("count").await?;
                let ask = Ask::get(format!("{}/_count", self.path));
                let answer =
                    self.client.run_checked("count", &ask, Repeat::Always, answer::check_shards).await?;
                Ok(answer::read_owned::<Count>(&answer)?.count)
            };
            count.await.map_err(Fault::boxed)
        })
    }
}
