//! Tables that are there, and tables that are made.

use super::{SqlServer, config, execute, made, with};
use crate::connector::tests::rows::{Odd, Payment, Student, payment, student};
use crate::connector::{ConnectorError, Store};

pub(crate) trait Tables: SqlServer {
    /// The columns of a table for `Student`, with one more: `extra`, a text that is `x` where nothing is said.
    const WITH_EXTRA: &'static str;
    /// What makes a table `T` that does not fit `Student`, and what is said of it.
    const MISFITS: &'static [(&'static str, &'static str)];
    /// The name of a table that has to be quoted.
    const ODD_NAME: &'static str;
    /// The columns of a table for `Payment`, with fewer digits than it may have.
    const PAYMENTS: &'static str;
    /// A time that fits the column `at` of [`PAYMENTS`](Tables::PAYMENTS).
    const FITS: &'static str;
    /// What is said of 12:00:00.25 in its column `at`, and of 08:00:00.0001 in `opens`.
    const DIGITS: [&'static str; 2];
    /// What its columns can be set to and no row can hold, with the column and what is said.
    const UNREADABLE: &'static [(&'static str, [&'static str; 2])];
}

pub(super) async fn a_table_that_is_there_is_used_and_its_other_columns_stay<S: Tables>() {
    let (config, table) = config::<S>();
    execute::<S>(&config, &format!("CREATE TABLE {table} ({})", S::WITH_EXTRA)).await;
    execute::<S>(&config, &format!("INSERT INTO {table} (id, name, extra) VALUES (7, 'old', 'kept')")).await;
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(8, "new"), student(7, "newer"), student(0, "zero")]).await.unwrap();
    let expected = [student(0, "zero"), student(7, "newer"), student(8, "new")];
    assert_eq!(store.scan().all().await.unwrap(), expected);
    execute::<S>(&config, &format!("UPDATE {table} SET name = extra")).await;
    let extras = [student(0, "x"), student(7, "kept"), student(8, "x")];
    assert_eq!(store.scan().all().await.unwrap(), extras);
}

const MISFITS: &[(&str, &str)] = &[
    (
        "CREATE TABLE T (name varchar(9) PRIMARY KEY, score double precision)",
        "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected a column of type bigint, found none; \
         there are `name`, `score`",
    ),
    (
        "CREATE TABLE T (id bigint PRIMARY KEY, name text, score double precision NOT NULL)",
        "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that may be null, found \
         NOT NULL",
    ),
    (
        "CREATE TABLE T (id bigint UNIQUE, name text, score double precision)",
        "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected NOT NULL, because it is in the key, \
         found a column that may be null",
    ),
    (
        "CREATE TABLE T (id bigint NOT NULL, name varchar(9), score double precision, PRIMARY KEY (id, name))",
        "table `T` of connector `Db` does not fit rows of `Student`: expected a primary key or unique index over `id`, found \
         unique indexes over `id, name`",
    ),
    (
        "CREATE TABLE T (id bigint PRIMARY KEY, name text, score double precision, more text NOT NULL)",
        "table `T`, column `more` of connector `Db` does not fit rows of `Student`: expected a column that may be null or has a \
         default, because the row has no such field, found NOT NULL without one",
    ),
    (
        "CREATE TABLE T (id bigint PRIMARY KEY, name text, score double precision GENERATED ALWAYS AS (id * 2) STORED)",
        "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that can be written, \
         found a generated one",
    ),
    (
        "CREATE VIEW T AS SELECT 1 AS id",
        "`T` of connector `Db` does not fit rows of `Student`: expected a table, found a view",
    ),
    (
        "SELECT 1",
        "table `T` of connector `Db` does not fit rows of `Student`: expected a table (make it, or say `create: true`), \
         found none",
    ),
];

pub(super) async fn a_table_that_does_not_fit_is_refused<S: Tables>() {
    for (sql, problem) in MISFITS.iter().chain(S::MISFITS) {
        let (config, table) = config::<S>();
        execute::<S>(&config, &sql.replace(" T ", &format!(" {table} "))).await;
        let error = with(config).store::<Student>("Db").await.unwrap_err();
        assert!(matches!(error, ConnectorError::Schema { .. }), "{error}");
        assert_eq!(error.to_string(), problem.replace("`T`", &format!("`{table}`")));
    }
}

pub(super) async fn many_that_make_one_table_at_once_share_it<S: Tables>() {
    let (config, _) = config::<S>();
    let config = config.param("create", "true");
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let connectors = with(config.clone());
            tokio::spawn(async move {
                let store = connectors.store::<Student>("Db").await.unwrap();
                store.upsert(&[student(writer, "x")]).await.unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(with(config).store::<Student>("Db").await.unwrap().count().await.unwrap(), 8);
}

pub(super) async fn a_schema_stands_before_the_first_dot<S: Tables>() {
    let (config, schema) = config::<S>();
    execute::<S>(&config, &format!("CREATE SCHEMA {schema}")).await;
    let config = config.key(format!("{schema}.{}", S::ODD_NAME)).param("create", "true");
    let store = with(config).store::<Odd>("Db").await.unwrap();
    store.upsert(&[Odd { value: 1, second: 2, first: "x".to_owned() }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

pub(super) async fn keys_are_told_apart_and_ordered_as_in_every_other_store<S: Tables>() {
    are_told_apart_and_ordered(made::<S, Odd>().await).await;
}

pub(crate) async fn are_told_apart_and_ordered(store: Store<Odd>) {
    let row = |first: &str| Odd { value: 0, second: 1, first: first.to_owned() };
    let rows = ["", " ", "B", "a", "a ", "z", "é", "🔑"].map(row);
    store.upsert(&rows.iter().rev().cloned().collect::<Vec<_>>()).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), rows);
    let found = store.get(&[(1, "a ".to_owned()), (1, "A".to_owned())]).await.unwrap();
    assert_eq!(found, [Some(row("a ")), None]);
}

pub(super) async fn dates_and_decimals_of_a_table_that_is_there<S: Tables>() {
    let (config, table) = config::<S>();
    execute::<S>(&config, &format!("CREATE TABLE {table} ({})", S::PAYMENTS)).await;
    let store = with(config.clone()).store::<Payment>("Db").await.unwrap();
    let fits = Payment { paid: Some("2026-01-31T00:00:00.25Z".parse().unwrap()), ..payment(S::FITS) };
    store.upsert(std::slice::from_ref(&fits)).await.unwrap();
    assert_eq!(store.get(&[fits.at]).await.unwrap(), [Some(fits.clone())]);
    let amount = |amount: &str| Payment { amount: amount.parse().unwrap(), ..fits.clone() };
    let refused = [
        (payment("2026-01-31T12:00:00.25Z"), S::DIGITS[0]),
        (Payment { opens: "08:00:00.0001".parse().unwrap(), ..fits.clone() }, S::DIGITS[1]),
        (
            amount("0.125"),
            "column `amount`): the column takes 4 digits before the point and 2 after it at most",
        ),
        (amount("10000"), "column `amount`): the column takes 4 digits"),
    ];
    for (row, problem) in refused {
        let error = store.upsert(&[row]).await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
    for (setting, words) in S::UNREADABLE {
        execute::<S>(&config, &format!("UPDATE {table} SET {setting}")).await;
        let error = store.get(&[fits.at]).await.unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
}
