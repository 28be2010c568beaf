//! A large upsert that is written while its rows are still being turned into cells, and kept when it is awaited.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::client::Unanswered;
use super::sql::Sql;
use super::store::{SqliteStore, write};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, UpsertParts};
use crate::connector::table::Table;

/// How long an open transaction waits for the caller: for more rows, or for the future to be polled. After it the call
/// is put aside, for others wait for the connection, or for the file.
const PATIENCE: Duration = Duration::from_millis(10);

/// The caller's side.
pub(super) struct Ahead {
    store: SqliteStore,
    parts: Sender<Cells>,
    /// Told when the future is polled.
    wanted: Sender<()>,
    outcome: oneshot::Receiver<Outcome>,
}

/// The side of the thread that holds the connection. It holds no client: the last one is dropped by a caller, who then
/// waits until the file is closed.
struct Writer {
    table: Arc<Table>,
    sql: Arc<Sql>,
    parts: Receiver<Cells>,
    wanted: Receiver<()>,
    /// What was written before the future was polled: it may have to be written again.
    written: Vec<Cells>,
}

enum Outcome {
    Done(Result<()>),
    /// Rolled back. These are the rows.
    Aside(Writer),
}

/// What became of an attempt that met no error.
enum Attempt {
    Committed,
    /// Nobody wants it any more.
    Dropped,
    /// The caller took too long.
    Late,
}

impl Ahead {
    /// `None` when other calls are to be done first: then nothing is gained.
    pub(super) fn begin(store: &SqliteStore) -> Option<Self> {
        let ((parts, more), (wanted, wish)) = (mpsc::channel(), mpsc::channel());
        let (reply, outcome) = oneshot::channel();
        let (table, sql) = (Arc::clone(&store.table), Arc::clone(&store.sql));
        let mut writer = Writer { table, sql, parts: more, wanted: wish, written: Vec::new() };
        let began = store.client.run_if_idle(Box::new(move |connection| {
            let outcome = match writer.attempt(connection) {
                Ok(Attempt::Committed | Attempt::Dropped) => Outcome::Done(Ok(())),
                Ok(Attempt::Late) => Outcome::Aside(writer),
                Err(error) => Outcome::Done(Err(error)),
            };
            let _ = reply.send(outcome);
        }));
        began.then(|| Ahead { store: store.clone(), parts, wanted, outcome })
    }
}

impl UpsertParts for Ahead {
    fn add(&mut self, rows: Cells) {
        // Refused only after an error, which `finish` tells.
        let _ = self.parts.send(rows);
    }

    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<()>> {
        let Ahead { store, parts, wanted, outcome } = *self;
        // The writer takes the end of this for the last row, and never waits for rows once the future is polled.
        drop(parts);
        Box::pin(async move {
            let _ = wanted.send(());
            match outcome.await.map_err(|_| Unanswered)? {
                Outcome::Done(result) => result,
                Outcome::Aside(writer) => {
                    store.client.run(move |connection| writer.write_again(connection)).await?
                }
            }
        })
    }
}

impl Writer {
    fn attempt(&mut self, connection: &mut Connection) -> Result<Attempt> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (mut row, mut is_wanted) = (0, false);
        loop {
            let part = match self.parts.recv_timeout(PATIENCE) {
                Ok(part) => part,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => return Ok(Attempt::Late),
            };
            write(&transaction, &self.table, &self.sql, &part, row)?;
            row += part.len();
            match self.wanted.try_recv() {
                _ if is_wanted => {}
                Ok(()) => {
                    is_wanted = true;
                    self.written.clear();
                }
                Err(TryRecvError::Empty) => self.written.push(part),
                Err(TryRecvError::Disconnected) => return Ok(Attempt::Dropped),
            }
        }
        if !is_wanted && let Err(error) = self.wanted.recv_timeout(PATIENCE) {
            return Ok(match error {
                RecvTimeoutError::Disconnected => Attempt::Dropped,
                RecvTimeoutError::Timeout => Attempt::Late,
            });
        }
        transaction.commit()?;
        Ok(Attempt::Committed)
    }

    fn write_again(self, connection: &mut Connection) -> Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut row = 0;
        for part in self.written.into_iter().chain(self.parts) {
            write(&transaction, &self.table, &self.sql, &part, row)?;
            row += part.len();
        }
        Ok(transaction.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde::de::DeserializeOwned;
    use serde::ser::Error;
    use serde::{Deserialize, Serialize, Serializer};

    use crate::connector::tests::rows::{Student, student};
    use crate::connector::{ConnectorConfig, ConnectorError, Connectors};
    use crate::{Keyed, Row, Store};

    const MANY: i64 = 10_000;

    fn students(score: f64) -> Vec<Student> {
        (0..MANY).map(|id| Student { score: Some(score), ..student(id, "a") }).collect()
    }

    fn at(path: &str) -> Connectors {
        Connectors::new().with("Db", ConnectorConfig::new("sqlite", path).key("rows"))
    }

    async fn store<T>() -> Store<T>
    where
        T: Keyed<Key = i64> + Serialize + DeserializeOwned,
    {
        at(":memory:").store("Db").await.unwrap()
    }

    #[tokio::test]
    async fn nothing_is_kept_of_a_call_that_nobody_awaits() {
        let store = store::<Student>().await;
        drop(store.upsert(&students(1.0)));
        assert_eq!(store.count().await.unwrap(), 0);
        store.upsert(&students(2.0)).await.unwrap();
        assert_eq!(store.count().await.unwrap(), MANY as u64);
    }

    #[tokio::test]
    async fn calls_go_on_while_one_waits_to_be_awaited_and_it_is_written_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kis.db");
        let open = || async { at(path.to_str().unwrap()).store::<Student>("Db").await.unwrap() };
        let (store, other) = (open().await, open().await);
        let late = store.upsert(&students(1.0));
        store.upsert(&students(2.0)).await.unwrap();
        let later = store.upsert(&students(3.0));
        other.upsert(&students(4.0)).await.unwrap();
        assert_eq!(store.get(&[MANY - 1]).await.unwrap()[0].as_ref().unwrap().score, Some(4.0));
        late.await.unwrap();
        assert_eq!(store.get(&[MANY - 1]).await.unwrap()[0].as_ref().unwrap().score, Some(1.0));
        later.await.unwrap();
        assert!(store.scan().all().await.unwrap().iter().all(|student| student.score == Some(3.0)));
        assert_eq!(store.count().await.unwrap(), MANY as u64);
    }

    #[tokio::test]
    async fn of_two_rows_with_one_key_in_different_parts_the_last_wins() {
        let store = store::<Student>().await;
        let rows: Vec<_> = students(1.0).into_iter().chain(students(2.0)).collect();
        store.upsert(&rows).await.unwrap();
        assert!(store.scan().all().await.unwrap().iter().all(|student| student.score == Some(2.0)));
    }

    #[tokio::test]
    async fn a_row_that_sqlite_refuses_is_named_and_takes_all_parts_back() {
        let store = store::<Student>().await;
        let mut rows = students(1.0);
        rows[5_000].score = Some(f64::NAN);
        let error = store.upsert(&rows).await.unwrap_err();
        assert!(matches!(error.downcast_ref(), Some(ConnectorError::Encode { row: 5_001, .. })), "{error}");
        assert_eq!(store.count().await.unwrap(), 0);
    }

    #[derive(Row, Serialize, Deserialize)]
    struct Shy {
        #[row(key)]
        id: i64,
        #[serde(serialize_with = "reluctant")]
        mood: i64,
    }

    fn reluctant<S: Serializer>(mood: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        match mood {
            0 => serializer.serialize_i64(0),
            1 => {
                std::thread::sleep(super::PATIENCE * 3);
                serializer.serialize_i64(1)
            }
            2 => Err(S::Error::custom("not today")),
            _ => panic!("never"),
        }
    }

    /// All are of mood 0 but the one at 5,000.
    fn shy(mood: i64) -> Vec<Shy> {
        (0..MANY).map(|id| Shy { id, mood: if id == 5_000 { mood } else { 0 } }).collect()
    }

    #[tokio::test]
    async fn a_row_that_serde_refuses_is_named_and_takes_all_parts_back() {
        let store = store::<Shy>().await;
        let error = store.upsert(&shy(2)).await.unwrap_err();
        assert!(matches!(error.downcast_ref(), Some(ConnectorError::Encode { row: 5_001, .. })), "{error}");
        assert_eq!(store.count().await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_panic_while_rows_are_made_takes_all_parts_back() {
        let store = store::<Shy>().await;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(store.upsert(&shy(3)))));
        assert!(caught.is_err());
        assert_eq!(store.count().await.unwrap(), 0);
        store.upsert(&shy(0)).await.unwrap();
        assert_eq!(store.count().await.unwrap(), MANY as u64);
    }

    #[tokio::test]
    async fn rows_that_take_long_to_make_are_all_written() {
        let store = store::<Shy>().await;
        store.upsert(&shy(1)).await.unwrap();
        assert_eq!(store.count().await.unwrap(), MANY as u64);
        assert_eq!(store.get(&[5_000]).await.unwrap()[0].as_ref().unwrap().mood, 1);
    }

    #[tokio::test]
    async fn the_file_is_closed_when_the_last_handle_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kis.db");
        for round in 0..10 {
            let store = at(path.to_str().unwrap()).store::<Student>("Db").await.unwrap();
            store.upsert(&students(f64::from(round))).await.unwrap();
            drop(store);
            assert!(!folder.path().join("kis.db-wal").exists());
        }
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_while_it_is_written_is_kept_whole_or_not_at_all() {
        let store = store::<Student>().await;
        let _ = tokio::time::timeout(Duration::ZERO, store.upsert(&students(1.0))).await;
        let count = store.count().await.unwrap();
        assert!(count == 0 || count == MANY as u64, "{count}");
    }
}
