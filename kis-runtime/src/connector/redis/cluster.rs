//! A cluster's nodes: who has which slot, and one request to each instead of one for each slot.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::vec::IntoIter;

use redis::cluster_routing::Slot;
use redis::{Arg, Cmd, ParsingError, Pipeline, Value};
use tokio::task::JoinSet;

use super::client::{Redis, Repeat};
use super::fault::{Cure, Fault};
use super::held::Wait;
use super::link::Request;

/// How many slots of one call are asked for at once, where they are asked for one by one.
const AT_ONCE: usize = 64;

impl Redis {
    /// Asks for several things, each of one slot of a cluster; the answers are in the order of the requests.
    ///
    /// What may be repeated goes to each node in one pipeline. That fails as a whole when one of its slots has moved, and
    /// may be done in part then: what it leaves goes slot by slot. With `wait` replicas have to hold what is done.
    pub(super) async fn run_all(
        self: &Arc<Self>,
        operation: &'static str,
        mut requests: Vec<Request>,
        repeat: Repeat,
        wait: Option<Wait>,
    ) -> Result<Vec<Vec<Value>>, Fault> {
        if requests.len() <= 1 {
            let Some(request) = requests.pop() else { return Ok(Vec::new()) };
            return Ok(vec![self.run_held(operation, &request, repeat, wait).await?]);
        }
        let mut answers = match repeat {
            Repeat::Always => {
                self.persist(operation, repeat, || self.run_by_node(operation, &requests, wait)).await?
            }
            Repeat::IfUndone => vec![None; requests.len()],
        };
        let is_left = |(place, _): &(usize, Request)| answers[*place].is_none();
        let mut left = requests.into_iter().enumerate().filter(is_left).collect::<Vec<_>>().into_iter();
        let mut running = JoinSet::new();
        loop {
            for (place, request) in left.by_ref().take(AT_ONCE - running.len()) {
                let client = Arc::clone(self);
                running
                    .spawn(async move { (place, client.run_held(operation, &request, repeat, wait).await) });
            }
            match running.join_next().await {
                None => return Ok(answers.into_iter().map(Option::unwrap_or_default).collect()),
                Some(Ok((place, answer))) => answers[place] = Some(answer?),
                Some(Err(panicked)) => return Err(Fault::Panicked(panicked)),
            }
        }
    }

    /// Asks each node in one go for what the requests want of it. What has no good answer has none here.
    async fn run_by_node(
        self: &Arc<Self>,
        operation: &'static str,
        requests: &[Request],
        wait: Option<Wait>,
    ) -> Result<Vec<Option<Vec<Value>>>, (Fault, Cure)> {
        let slots = self.slots(operation).await.map_err(|fault| (fault, Cure::None))?;
        let mut asking = JoinSet::new();
        for mut group in groups(requests, &slots) {
            if let Some(wait) = wait {
                group.pipeline.add_command(wait.command());
            }
            let client = Arc::clone(self);
            asking.spawn(async move {
                let answer = client.attempt_group(group.slot, group.pipeline).await;
                (group.places, answer)
            });
        }
        let mut answers = vec![None; requests.len()];
        while let Some(asked) = asking.join_next().await {
            let (places, answer) = asked.map_err(|panicked| (Fault::Panicked(panicked), Cure::None))?;
            let mut values = match answer {
                Ok(values) => values,
                Err((fault, _)) => {
                    self.slots.set(None);
                    self.note_retry(operation, &fault);
                    continue;
                }
            };
            if let Some(wait) = wait {
                let answer = values.pop().unwrap_or(Value::Nil).extract_error();
                if let Some(failed) = wait.fault(answer.map_err(|error| self.fault(error))?) {
                    return Err(failed);
                }
            }
            let mut values = values.into_iter();
            for place in places {
                answers[place] = requests[place].take_answer(&mut values);
            }
        }
        Ok(answers)
    }

    async fn slots(&self, operation: &'static str) -> Result<Arc<Slots>, Fault> {
        if let Some(slots) = self.slots.get() {
            return Ok(slots);
        }
        let slots = Arc::new(Slots::of(&ranges(self, operation).await?));
        self.slots.set(Some(Arc::clone(&slots)));
        Ok(slots)
    }
}

/// Slots that follow each other on one master.
pub(super) struct Range {
    first: u16,
    last: u16,
    pub(super) master: Master,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Master {
    /// Nothing when it is where the cluster was reached.
    pub(super) host: Option<String>,
    pub(super) port: u16,
}

/// Asks who has which slot.
pub(super) async fn ranges(client: &Redis, operation: &'static str) -> Result<Vec<Range>, Fault> {
    let mut command = redis::cmd("CLUSTER");
    command.arg("SLOTS");
    let answer = client.run(operation, &Request::One(command), Repeat::Always).await?;
    let ranges: Vec<Vec<Value>> = redis::from_redis_value(answer.into_iter().next().unwrap_or(Value::Nil))?;
    Ok(ranges.into_iter().map(range).collect::<Result<_, _>>()?)
}

/// Its first slot, its last slot, its master, the replicas.
fn range(parts: Vec<Value>) -> Result<Range, ParsingError> {
    let mut parts = parts.into_iter();
    let mut next = || parts.next().unwrap_or(Value::Nil);
    let (first, last) = (redis::from_redis_value(next())?, redis::from_redis_value(next())?);
    let master: Vec<Value> = redis::from_redis_value(next())?;
    let mut master = master.into_iter();
    let mut next = || master.next().unwrap_or(Value::Nil);
    let (host, port): (Option<String>, u16) =
        (redis::from_redis_value(next())?, redis::from_redis_value(next())?);
    let host = host.filter(|host| !["", "0.0.0.0", "::"].contains(&host.as_str()));
    Ok(Range { first, last, master: Master { host, port } })
}

/// Which of the masters has a slot, as the cluster told it last. It may have changed since: that costs time, and is
/// never wrong, for a node that has no longer a slot says so.
pub(super) struct Slots(HashMap<Slot, usize>);

impl Slots {
    fn of(ranges: &[Range]) -> Self {
        let mut masters = Vec::new();
        let mut slots = HashMap::new();
        for range in ranges {
            let known = masters.iter().position(|master| *master == &range.master);
            let master = known.unwrap_or_else(|| {
                masters.push(&range.master);
                masters.len() - 1
            });
            slots.extend((range.first..=range.last).filter_map(Slot::new).map(|slot| (slot, master)));
        }
        Slots(slots)
    }
}

/// The slots, once they were asked for.
#[derive(Default)]
pub(super) struct KnownSlots(Mutex<Option<Arc<Slots>>>);

impl KnownSlots {
    fn get(&self) -> Option<Arc<Slots>> {
        self.lock().clone()
    }

    fn set(&self, slots: Option<Arc<Slots>>) {
        *self.lock() = slots;
    }

    /// Nothing that panics is done under the lock, so a poisoned one is whole.
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Slots>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one node is asked for in one go.
struct Group {
    /// One of its slots.
    slot: Slot,
    pipeline: Pipeline,
    /// Which requests they are.
    places: Vec<usize>,
}

fn groups(requests: &[Request], slots: &Slots) -> impl Iterator<Item = Group> {
    let mut groups: HashMap<Option<usize>, Group> = HashMap::new();
    for (place, request) in requests.iter().enumerate() {
        let Some(slot) = request.slot() else { continue };
        let group = groups.entry(slots.0.get(&slot).copied()).or_insert_with(|| Group {
            slot,
            pipeline: Pipeline::with_capacity(requests.len()),
            places: Vec::with_capacity(requests.len()),
        });
        request.add_to(&mut group.pipeline);
        group.places.push(place);
    }
    groups.into_values()
}

impl Request {
    /// That of its keys, of which the first is the first argument of the first command.
    pub(super) fn slot(&self) -> Option<Slot> {
        let key = |command: &Cmd| match command.args_iter().nth(1) {
            Some(Arg::Simple(key)) => Some(Slot::for_key(key)),
            _ => None,
        };
        match self {
            Request::One(command) => key(command),
            Request::Many(pipeline) => key(pipeline.cmd_iter().next()?),
            Request::Node(..) => None,
        }
    }

    pub(super) fn add_to(&self, pipeline: &mut Pipeline) {
        match self {
            Request::One(command) | Request::Node(command, ..) => {
                pipeline.add_command(command.clone());
            }
            Request::Many(commands) => {
                if commands.is_transaction() {
                    pipeline.add_command(word("MULTI"));
                }
                for command in commands.cmd_iter() {
                    pipeline.add_command(command.clone());
                }
                if commands.is_transaction() {
                    pipeline.add_command(word("EXEC"));
                }
            }
        }
    }

    /// Takes as many answers as [`Request::add_to`] added commands, if all of them are good.
    pub(super) fn take_answer(&self, values: &mut IntoIter<Value>) -> Option<Vec<Value>> {
        let (skipped, count) = match self {
            Request::One(_) | Request::Node(..) => (0, 1),
            Request::Many(commands) if commands.is_transaction() => (commands.len() + 1, 1),
            Request::Many(commands) => (0, commands.len()),
        };
        let values: Vec<_> = values.take(skipped + count).collect();
        if values.len() < skipped + count {
            return None;
        }
        values.into_iter().map(Value::extract_error).skip(skipped).collect::<Result<_, _>>().ok()
    }
}

fn word(word: &str) -> Cmd {
    let mut command = Cmd::with_capacity(1, word.len());
    command.arg(word);
    command
}
