//! What is SQLite's own: files, schemas, limits.

use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::Sqlite;
use crate::connector::tests::rows::{Odd, Seen, Student, field, key, student};
use crate::connector::{ConnectorConfig, ConnectorError, Connectors};
use crate::{FieldKind, Fields, Keyed, Row};

fn at(path: &Path) -> Connectors {
    Connectors::new().with("Db", ConnectorConfig::new("sqlite", path.to_str().unwrap()).key("students"))
}

/// A database in which `sql` was run before anybody connects.
fn prepared(sql: &str) -> (tempfile::TempDir, Connectors) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kis.db");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (folder, at(&path))
}

#[tokio::test]
async fn rows_outlive_the_connection_and_the_file_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kis.db");
    let store = at(&path).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
    assert!(folder.path().join("kis.db-wal").exists());
    drop(store);
    assert!(!folder.path().join("kis.db-wal").exists());
    let store = at(&path).store::<Student>("Db").await.unwrap();
    assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
}

#[tokio::test]
async fn two_connectors_write_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kis.db");
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let connectors = at(&path);
            tokio::spawn(async move {
                let store = connectors.store::<Student>("Db").await.unwrap();
                for id in 0..25 {
                    store.upsert(&[student(writer * 25 + id, "x")]).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(at(&path).store::<Student>("Db").await.unwrap().count().await.unwrap(), 100);
}

#[tokio::test]
async fn a_refused_row_takes_the_whole_call_back() {
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:"));
    let store = connectors.store::<Seen>("Db").await.unwrap();
    let mut rows: Vec<_> = (0..200).map(|id| Seen { id }).collect();
    rows.push(Seen { id: u64::MAX });
    assert_eq!(
        store.upsert(&rows).await.unwrap_err().to_string(),
        "row 201 of `Seen` cannot be written to connector `Db` (column `id`): SQLite has no whole number \
         `18446744073709551615`: -9223372036854775808 to 9223372036854775807 are allowed"
    );
    assert_eq!(store.count().await.unwrap(), 0);
}

#[tokio::test]
async fn not_a_number_is_refused() {
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:"));
    let store = connectors.store::<Student>("Db").await.unwrap();
    let row = |score| Student { score: Some(score), ..student(1, "a") };
    let error = store.upsert(&[row(f64::NAN)]).await.unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(ConnectorError::Encode { row: 1, .. })), "{error}");
    for score in [f64::INFINITY, f64::MIN_POSITIVE, -f64::MAX, 5e-324] {
        store.upsert(&[row(score)]).await.unwrap();
        assert_eq!(store.get(&[1]).await.unwrap(), [Some(row(score))]);
    }
}

#[tokio::test]
async fn a_table_that_is_there_is_used() {
    let (_folder, connectors) = prepared(
        "CREATE TABLE Students (NAME VARCHAR(20), extra TEXT DEFAULT 'x' NOT NULL, id INTEGER PRIMARY KEY, score DOUBLE);
         INSERT INTO students (id, name) VALUES (7, 'old')",
    );
    let store = connectors.store::<Student>("Db").await.unwrap();
    store.upsert(&[student(8, "new")]).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), [student(7, "old"), student(8, "new")]);
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_refused() {
    let place = "table `students`";
    for (sql, problem) in [
        (
            "CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT)",
            format!(
                "{place}, column `score` of connector `Db` does not fit rows of `Student`: expected a column of type \
                 REAL, found none; there are `id`, `name`"
            ),
        ),
        (
            "CREATE TABLE students (id INTEGER PRIMARY KEY, name INTEGER, score REAL)",
            format!(
                "{place}, column `name` of connector `Db` does not fit rows of `Student`: expected type TEXT, found \
                 type INTEGER"
            ),
        ),
        (
            "CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT, score REAL NOT NULL)",
            format!(
                "{place}, column `score` of connector `Db` does not fit rows of `Student`: expected a column that may \
                 be null, found NOT NULL"
            ),
        ),
        (
            "CREATE TABLE students (id INTEGER, name TEXT, score REAL, PRIMARY KEY (id, name))",
            format!(
                "{place} of connector `Db` does not fit rows of `Student`: expected the primary key `id`, found the \
                 primary key `id, name`"
            ),
        ),
        (
            "CREATE TABLE students (id INTEGER, name TEXT, score REAL)",
            format!(
                "{place} of connector `Db` does not fit rows of `Student`: expected the primary key `id`, found no \
                 primary key"
            ),
        ),
        (
            "CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT, score REAL, more TEXT NOT NULL)",
            format!(
                "{place}, column `more` of connector `Db` does not fit rows of `Student`: expected a column that may \
                 be null or has a default, because the row has no such field, found NOT NULL without one"
            ),
        ),
        (
            "CREATE VIEW students AS SELECT 1 AS id",
            "`students` of connector `Db` does not fit rows of `Student`: expected a table, found a view"
                .to_owned(),
        ),
    ] {
        let (_folder, connectors) = prepared(sql);
        let error = connectors.store::<Student>("Db").await.unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no database, only a text that is long enough to be looked at").unwrap();
    for (path, problem) in [
        (folder.path().join("missing/kis.db"), "missing` is not there: make it first"),
        (folder.path().to_owned(), "the path is a folder: name a file in it"),
        (text, "file is not a database"),
    ] {
        let error = at(&path).store::<Student>("Db").await.unwrap_err().to_string();
        let start = format!("connector `Db` cannot connect to `{}` (type `sqlite`): ", path.display());
        assert!(error.starts_with(&start) && error.ends_with(problem), "{error}");
    }
}

#[tokio::test]
async fn a_locked_file_is_waited_for_and_then_named() {
    let (folder, _) = prepared("PRAGMA journal_mode = wal");
    let path = folder.path().join("kis.db");
    let config = ConnectorConfig::new("sqlite", path.to_str().unwrap()).param("busy_timeout", "50ms");
    let connectors = Connectors::new().with("Db", config);
    let store = connectors.store::<Student>("Db").await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.upsert(&[student(1, "a")]).await.unwrap_err().to_string();
    let path = path.display();
    assert_eq!(
        error,
        format!("upsert failed at connector `Db` (type `sqlite`, `{path}`): database is locked")
    );
    other.execute_batch("COMMIT").unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
}

#[tokio::test]
async fn wrong_params_and_names_are_refused() {
    let with = |config: ConnectorConfig| Connectors::new().with("Db", config);
    let memory = || ConnectorConfig::new("sqlite", ":memory:");
    for (config, problem) in [
        (memory().param("synchronous", "sometimes"), "allowed: `off`, `normal`, `full` or `extra`"),
        (memory().param("busy_timeout", "soon"), "a whole number of milliseconds"),
        (memory().param("busy_timeout", "25d"), "allowed: `0` to `2147483647ms`"),
        (ConnectorConfig::new("sqlite", "sqlite://"), "it takes the path of a file, or `:memory:`"),
        (
            ConnectorConfig::new("sqlite", "postgres://kis:hunter2@h/kis"),
            "has the address `postgres://kis:***@h/kis`: it takes the path of a file, or `:memory:`",
        ),
        (
            ConnectorConfig::new("sqlite", "kis:hunter2@h/kis.db"),
            "its folder `kis:***@h` is not there: make it first",
        ),
        (
            memory().key("a\0b"),
            "the name `a\\0b` cannot be a table or column: it is empty or has a NUL in it",
        ),
    ] {
        let error = with(config).store::<Student>("Db").await.unwrap_err();
        assert!(error.to_string().ends_with(problem), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_null_that_no_row_has_names_its_column() {
    let sql = "CREATE TABLE students (id integer PRIMARY KEY, name text, score real); INSERT INTO students VALUES (7, NULL, 1)";
    let (_folder, connectors) = prepared(sql);
    let store = connectors.store::<Student>("Db").await.unwrap();
    assert_eq!(
        store.get(&[7]).await.unwrap_err().to_string(),
        "row 1 read from connector `Db` is no `Student` (column `name`): it has no value (null), and the field is neither an \
         `Option` nor has it a `#[serde(default)]` (at key `7`)"
    );
}

#[tokio::test]
async fn hostile_table_names_are_only_names() {
    let config = ConnectorConfig::new("sqlite", ":memory:").key("a\"; DROP TABLE b; -- 'é🔑\n");
    let connectors = Connectors::new().with("Db", config);
    let store = connectors.store::<Odd>("Db").await.unwrap();
    store.upsert(&[Odd { value: 1, second: 2, first: "x".to_owned() }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn the_client_survives_panics_and_open_transactions() {
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:").key("students"));
    let store = connectors.store::<Student>("Db").await.unwrap();
    let client = connectors.client::<Sqlite>("Db").await.unwrap();
    client.call(|connection| connection.execute_batch("BEGIN; DELETE FROM students")).await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
    let panicked = client
        .call(|connection| -> rusqlite::Result<()> {
            connection.execute_batch("BEGIN; DELETE FROM students")?;
            panic!("on purpose")
        })
        .await;
    assert!(panicked.unwrap_err().to_string().ends_with("the call panicked; nothing of it was kept"));
    assert_eq!(store.count().await.unwrap(), 1);
    let failed = client.call(|connection| connection.execute_batch("SELECT nonsense")).await.unwrap_err();
    assert!(
        failed.to_string().starts_with("call failed at connector `Db` (type `sqlite`, `:memory:`): "),
        "{failed}"
    );
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Wide {
    id: bool,
    ratio: f64,
}

impl Row for Wide {
    const NAME: &'static str = "Wide";
    const FIELDS: Fields = Fields::Named(&[key("id", FieldKind::Bool), field("ratio", FieldKind::Float)]);
}

impl Keyed for Wide {
    type Key = bool;
    fn key(&self) -> bool {
        self.id
    }
}

#[tokio::test]
async fn keys_other_than_numbers_and_text_work() {
    let connectors = Connectors::new().with("Db", ConnectorConfig::new("sqlite", ":memory:"));
    let store = connectors.store::<Wide>("Db").await.unwrap();
    store.upsert(&[Wide { id: true, ratio: 0.1 }, Wide { id: false, ratio: -0.0 }]).await.unwrap();
    assert_eq!(store.get(&[true]).await.unwrap(), [Some(Wide { id: true, ratio: 0.1 })]);
    assert_eq!(store.delete(&[true, false, true]).await.unwrap(), 2);
}

#[tokio::test]
async fn a_full_database_keeps_nothing_of_the_call_and_takes_less() {
    let folder = tempfile::tempdir().unwrap();
    let connectors = at(&folder.path().join("kis.db"));
    let store = connectors.store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    let sqlite = connectors.client::<Sqlite>("Db").await.unwrap();
    let pages =
        sqlite.call(|connection| connection.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0)));
    let limit = format!("PRAGMA max_page_count = {}", pages.await.unwrap() + 8);
    sqlite.call(move |connection| connection.execute_batch(&limit)).await.unwrap();
    let many: Vec<_> = (1..5_000).map(|id| student(id, "of many")).collect();
    for _ in 0..2 {
        let error = store.upsert(&many).await.unwrap_err().to_string();
        assert!(error.starts_with("upsert failed at connector `Db` (type `sqlite`, `"), "{error}");
        assert!(error.contains("`): database or disk is full"), "{error}");
        assert_eq!(store.scan().all().await.unwrap(), [student(1, "a"), student(2, "b")]);
    }
    store.upsert(&many[1..100]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 100);
}
