//! All rows: `SCAN`, each key once.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use redis::Value;

use super::client::Repeat;
use super::cluster::ranges;
use super::fault::Fault;
use super::link::Request;
use super::settings::Format;
use super::store::{RedisStore, key_cell};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, Pages};

/// How many keys of the database the server looks at for a page.
const LOOK_AT: usize = 1_000;

pub(super) struct RedisPages {
    keys: SeenKeys,
}

impl RedisPages {
    pub(super) fn new(store: RedisStore) -> Self {
        RedisPages { keys: SeenKeys::new(store, "scan") }
    }
}

impl Pages for RedisPages {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move {
            let Some(page) = self.keys.next().await? else { return Ok(None) };
            let store = &self.keys.store;
            let mut rows = Cells::with_capacity(store.writer.table.columns().len(), page.len());
            if !page.is_empty() {
                let names: Vec<&[u8]> = page.iter().map(Vec::as_slice).collect();
                for (key, value) in page.iter().zip(store.values(self.keys.operation, &names).await?) {
                    // It was removed meanwhile.
                    let Some(value) = value else { continue };
                    store.read(&mut rows, key, value)?;
                    if store.writer.table.is_opaque() {
                        let at = (rows.len() - 1) * rows.width();
                        rows.set(at, key_cell(store.writer.keys.rest(key)));
                    }
                }
            }
            self.keys.commit();
            Ok(Some(rows))
        })
    }
}

/// The keys of a store's rows, page by page, each once: `SCAN` may tell one several times.
pub(super) struct SeenKeys {
    pub(super) store: RedisStore,
    /// What the keys are for.
    operation: &'static str,
    /// Two hashes of each key: enough that no two keys are ever taken for one.
    seen: HashSet<(u64, u64)>,
    hashers: (RandomState, RandomState),
    /// The nodes that are still to be asked, the current one last; `None` before the first page.
    nodes: Option<Vec<Node>>,
    cursor: u64,
    /// What the page that was given last leads to, until [`SeenKeys::commit`].
    next: Option<(u64, Vec<(u64, u64)>)>,
}

/// Where to ask: the one server, or a node of a cluster.
#[derive(Clone)]
enum Node {
    Server,
    Cluster(String, u16),
}

impl SeenKeys {
    pub(super) fn new(store: RedisStore, operation: &'static str) -> Self {
        let hashers = (RandomState::new(), RandomState::new());
        SeenKeys { store, operation, seen: HashSet::new(), hashers, nodes: None, cursor: 0, next: None }
    }

    /// The next page, which may be empty; the same again until [`SeenKeys::commit`] is called.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Vec<u8>>>, Fault> {
        if self.nodes.is_none() {
            self.nodes = Some(self.find_nodes().await?);
        }
        let Some(node) = self.nodes.as_ref().and_then(|nodes| nodes.last()) else { return Ok(None) };
        let mut command = redis::cmd("SCAN");
        let kind = match self.store.format {
            Format::Json => "string",
            Format::Hash => "hash",
        };
        let keys = &self.store.writer.keys;
        command.arg(self.cursor).arg("MATCH").arg(keys.pattern());
        command.arg("COUNT").arg(LOOK_AT).arg("TYPE").arg(kind);
        let request = match node {
            Node::Server => Request::One(command),
            Node::Cluster(host, port) => Request::Node(command, host.clone(), *port),
        };
        let answer = self.store.client.run(self.operation, &request, Repeat::Always).await?;
        let (cursor, found): (u64, Vec<Vec<u8>>) =
            redis::from_redis_value(answer.into_iter().next().unwrap_or(Value::Nil))?;
        let mut page = Vec::with_capacity(found.len());
        let mut hashes = Vec::with_capacity(found.len());
        let mut here = HashSet::with_capacity(found.len());
        for key in found {
            let hash = (self.hashers.0.hash_one(&key), self.hashers.1.hash_one(&key));
            if keys.is_one(&key) && !self.seen.contains(&hash) && here.insert(hash) {
                hashes.push(hash);
                page.push(key);
            }
        }
        self.next = Some((cursor, hashes));
        Ok(Some(page))
    }

    /// The page has arrived: the next one is the one after it.
    pub(super) fn commit(&mut self) {
        let Some((cursor, hashes)) = self.next.take() else { return };
        self.seen.extend(hashes);
        self.cursor = cursor;
        if cursor == 0
            && let Some(nodes) = &mut self.nodes
        {
            nodes.pop();
        }
    }

    async fn find_nodes(&self) -> Result<Vec<Node>, Fault> {
        if !self.store.client.is_cluster() {
            return Ok(vec![Node::Server]);
        }
        let mut nodes = Vec::new();
        let mut known = HashSet::new();
        for range in ranges(&self.store.client, self.operation).await? {
            if known.insert(range.master.clone()) {
                let host = range.master.host.unwrap_or_else(|| self.store.client.host().to_owned());
                nodes.push(Node::Cluster(host, range.master.port));
            }
        }
        Ok(nodes)
    }
}
