//! `_bulk`: what became of each row, and once more those that were not taken on.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::{JoinSet, yield_now};

use super::answer::{self, Bulk, Item};
use super::client::{Ask, Es, Kind, Repeat};
use super::fault::{Fault, Said};
use super::id::Ids;
use super::refused::Refused;

/// How many bulks of one call are under way.
const AT_ONCE: usize = 4;

/// Some operations of a bulk.
pub(super) struct Operations {
    pub(super) body: Vec<u8>,
    /// Where each one's id stands, and where its lines end.
    pub(super) ends: Vec<(usize, usize)>,
}

/// What became of them.
#[derive(Default)]
pub(super) struct Done {
    /// How many the server has carried out.
    pub(super) done: usize,
    /// How many of those found a row to delete.
    pub(super) deleted: u64,
    /// How many it may have carried out.
    pub(super) unsure: usize,
    pub(super) refused: Vec<Refused>,
    pub(super) fault: Option<Fault>,
}

/// Sends what `next` makes, a few bulks at a time and each made while others are under way, until there is no more or
/// the server fails. The keys of all operations differ, so their order does not matter.
pub(super) async fn send_all(
    client: &Arc<Es>,
    operation: &'static str,
    path: &str,
    repeat: Repeat,
    ids: &Arc<Ids>,
    mut next: impl FnMut() -> Result<Option<Operations>, Fault>,
) -> Done {
    let mut all = Done::default();
    let mut running = JoinSet::new();
    let mut more = true;
    loop {
        while more && running.len() < AT_ONCE {
            match next() {
                Ok(Some(operations)) => {
                    let (client, ids, path) = (Arc::clone(client), Arc::clone(ids), path.to_owned());
                    running.spawn(
                        async move { send(&client, operation, &path, repeat, &ids, operations).await },
                    );
                    yield_now().await;
                }
                Ok(None) => more = false,
                Err(fault) => {
                    all.fault.get_or_insert(fault);
                    more = false;
                }
            }
        }
        match running.join_next().await {
            None => return all,
            Some(Ok(done)) => all.add(done),
            Some(Err(panicked)) => {
                all.fault.get_or_insert(Fault::Panicked(panicked));
            }
        }
        more &= all.fault.is_none();
    }
}

/// Sends one bulk until each of its operations is done or refused, or `retry_for` is over.
async fn send(
    client: &Es,
    operation: &'static str,
    path: &str,
    repeat: Repeat,
    ids: &Ids,
    operations: Operations,
) -> Done {
    let Operations { body, ends } = operations;
    let body = Bytes::from(body);
    let starts = std::iter::once(0).chain(ends.iter().map(|(_, end)| *end));
    let lines: Vec<Range<usize>> = starts.zip(&ends).map(|(from, (_, end))| from..*end).collect();
    let mut left: Vec<usize> = (0..ends.len()).collect();
    let mut patience = client.patience(operation);
    let mut done = Done::default();
    let refuse = |place: usize, said| Refused { id: ids.get(ends[place].0).to_owned(), said };
    loop {
        let asked = if left.len() == ends.len() { body.clone() } else { again(&body, &lines, &left) };
        let answer = client.attempt(&Ask::post(path, asked, Kind::Write)).await;
        let fault = match answer.and_then(|answer| settle(&answer, &mut left, &mut done, refuse)) {
            Ok(None) => return done,
            // Those that are left were certainly not carried out.
            Ok(Some(said)) => Fault::answered(said),
            Err(fault) if fault.passes() && (repeat == Repeat::Always || !fault.is_unsure()) => fault,
            Err(fault) => return done.ended(fault, left.len()),
        };
        if let Err(fault) = patience.wait(fault).await {
            return done.ended(fault, left.len());
        }
    }
}

/// Reads what became of the operations that are left, and leaves those that the server did not take on; of one of
/// these it gives what was said.
fn settle(
    answer: &Bytes,
    left: &mut Vec<usize>,
    done: &mut Done,
    refuse: impl Fn(usize, Said) -> Refused,
) -> Result<Option<Said>, Fault> {
    let Bulk { items } = answer::read(answer)?;
    if items.len() != left.len() {
        return Err(Fault::Lost(format!(
            "the answer is of {} rows, and {} were sent",
            items.len(),
            left.len()
        )));
    }
    let mut last = None;
    let mut later = Vec::new();
    for (place, item) in left.drain(..).zip(items) {
        let (Item::Index(outcome) | Item::Delete(outcome)) = item;
        match outcome.status {
            200..=299 => {
                done.done += 1;
                done.deleted += u64::from(outcome.result == Some("deleted"));
            }
            // What is not there need not be deleted; an index that is not there is another thing.
            404 if outcome.error.is_none() => done.done += 1,
            status => {
                let said = answer::said(status, &outcome.error.unwrap_or_default());
                if matches!(status, 429 | 503) && !said.is_disk_full() {
                    later.push(place);
                    last = Some(said);
                } else {
                    done.refused.push(refuse(place, said));
                }
            }
        }
    }
    *left = later;
    Ok(last)
}

/// The operations that are left as a bulk of their own.
fn again(body: &Bytes, lines: &[Range<usize>], left: &[usize]) -> Bytes {
    let parts: Vec<&[u8]> = left.iter().map(|place| &body[lines[*place].clone()]).collect();
    parts.concat().into()
}

impl Done {
    fn ended(mut self, fault: Fault, left: usize) -> Self {
        if fault.is_unsure() {
            self.unsure += left;
        }
        self.fault = Some(fault);
        self
    }

    fn add(&mut self, other: Done) {
        self.done += other.done;
        self.deleted += other.deleted;
        self.unsure += other.unsure;
        self.refused.extend(other.refused);
        if let Some(fault) = other.fault {
            self.fault.get_or_insert(fault);
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.fault.is_none() && self.refused.is_empty()
    }
}
