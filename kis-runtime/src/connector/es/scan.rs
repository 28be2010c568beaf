//! All rows: a scroll, page by page.

use std::mem;
use std::sync::Arc;

use serde_json::json;

use super::answer::{self, Page};
use super::client::{Ask, Kind, Repeat, forget_scroll};
use super::fault::Fault;
use super::store::EsStore;
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, Pages};

/// How long the server keeps a scroll from page to page.
const KEEP: &str = "5m";

pub(super) struct EsPages {
    store: EsStore,
    state: State,
}

enum State {
    New,
    /// By this scroll the next page is found.
    Open(String),
    /// A page was asked for, and what became of it is not known.
    Lost,
    Ended,
}

impl EsPages {
    pub(super) fn new(store: EsStore) -> Self {
        EsPages { store, state: State::New }
    }

    async fn next_page(&mut self) -> Result<Option<Cells>, Fault> {
        let client = &self.store.client;
        // The next page is the one after this one, whether this one arrives or not.
        let answer = match mem::replace(&mut self.state, State::Lost) {
            State::Ended => {
                self.state = State::Ended;
                return Ok(None);
            }
            State::Lost => return Err(Fault::ScanOver),
            State::New => {
                self.state = State::New;
                self.store.refresh("scan").await?;
                let path = format!("{}/_search?scroll={KEEP}", self.store.path);
                let query = json!({ "size": client.sizes.page_rows, "sort": ["_doc"] }).to_string();
                let ask = Ask::post(path, query, Kind::Read);
                client.run_checked("scan", &ask, Repeat::Always, answer::check_shards).await?
            }
            State::Open(scroll) => {
                let query = json!({ "scroll": KEEP, "scroll_id": scroll }).to_string();
                let ask = Ask::post("_search/scroll", query, Kind::Read);
                let answer = client.run("scan", &ask, Repeat::IfUndone).await;
                let whole = answer.and_then(|answer| answer::check_shards(&answer).map(|()| answer));
                whole.map_err(|fault| {
                    forget_scroll(client, &scroll);
                    Fault::PageLost { fault: Box::new(fault) }
                })?
            }
        };
        let page: Page<'_> = answer::read(&answer)?;
        if page.hits.hits.is_empty() {
            forget_scroll(client, &page.scroll);
            self.state = State::Ended;
            return Ok(None);
        }
        let documents = &self.store.documents;
        let mut rows = Cells::with_capacity(documents.table.columns().len(), page.hits.hits.len());
        for hit in &page.hits.hits {
            documents
                .read(&mut rows, &hit.id, hit.source)
                .inspect_err(|_| forget_scroll(client, &page.scroll))?;
            documents.set_id(&mut rows, &hit.id);
        }
        self.state = State::Open(page.scroll);
        Ok(Some(rows))
    }
}

impl Pages for EsPages {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move { self.next_page().await.map_err(Fault::boxed) })
    }
}

impl Drop for EsPages {
    fn drop(&mut self) {
        if let State::Open(scroll) = &self.state {
            forget_scroll(&Arc::clone(&self.store.client), scroll);
        }
    }
}
