//! Tables that are there, and tables that are made.

use super::{client, config, execute, with};
use crate::connector::ConnectorError;
use crate::connector::tests::rows::{Odd, Payment, Student, payment, student};

#[tokio::test]
async fn a_table_that_is_there_is_used_and_its_other_columns_stay() {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (name varchar(20), extra text NOT NULL DEFAULT 'x', id bigint NOT NULL UNIQUE, score real);
         INSERT INTO {table} (id, name, extra) VALUES (7, 'old', 'kept')"
    );
    execute(&config, &sql).await;
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(8, "new"), student(7, "newer")]).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), [student(7, "newer"), student(8, "new")]);
    let extra: Vec<String> = client(&config)
        .await
        .connection()
        .await
        .unwrap()
        .query(&format!("SELECT extra FROM {table} ORDER BY id"), &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(extra, ["kept", "x"]);
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_refused() {
    let cases = [
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name text)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column of type double \
          precision, found none; there are `id`, `name`",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name integer, score float8)",
            "table `T`, column `name` of connector `Db` does not fit rows of `Student`: expected type text, found type integer",
        ),
        (
            "CREATE TABLE T (id integer PRIMARY KEY, name text, score float8)",
            "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected type bigint, found type integer",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name char(9), score float8)",
            "table `T`, column `name` of connector `Db` does not fit rows of `Student`: expected type text, found type \
          character(9)",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name text, score float8 NOT NULL)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that may be null, \
          found NOT NULL",
        ),
        (
            "CREATE TABLE T (id bigint UNIQUE, name text, score float8)",
            "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected NOT NULL, because it is in the \
          key, found a column that may be null",
        ),
        (
            "CREATE TABLE T (id bigint, name text, score float8, PRIMARY KEY (id, name))",
            "table `T` of connector `Db` does not fit rows of `Student`: expected a primary key or unique index over `id`, \
          found unique indexes over `id, name`",
        ),
        (
            "CREATE TABLE T (id bigint NOT NULL, name text, score float8); CREATE UNIQUE INDEX ON T (id) WHERE id > 0",
            "table `T` of connector `Db` does not fit rows of `Student`: expected a primary key or unique index over `id`, \
          found no unique index",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name text, score float8, more text NOT NULL)",
            "table `T`, column `more` of connector `Db` does not fit rows of `Student`: expected a column that may be null or \
          has a default, because the row has no such field, found NOT NULL without one",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name text, score float8 GENERATED ALWAYS AS (id * 2) STORED)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that can be \
          written, found a generated one",
        ),
        (
            "CREATE VIEW T AS SELECT 1 AS id",
            "`T` of connector `Db` does not fit rows of `Student`: expected a table, found a view",
        ),
        (
            "SELECT 1",
            "table `T` of connector `Db` does not fit rows of `Student`: expected a table; make it, or set param `create` to \
          `true`, found none",
        ),
    ];
    for (sql, problem) in cases {
        let (config, table) = config();
        execute(&config, &sql.replace(" T ", &format!(" {table} "))).await;
        let error = with(config).store::<Student>("Db").await.unwrap_err();
        assert!(matches!(error, ConnectorError::Schema { .. }), "{error}");
        assert_eq!(error.to_string(), problem.replace("`T`", &format!("`{table}`")));
    }
}

#[tokio::test]
async fn a_key_in_which_different_texts_are_equal_is_refused() {
    let (config, table) = config();
    let sql = format!(
        "CREATE COLLATION {table}_c (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
         CREATE TABLE {table} (\"va\"\"lue; DROP TABLE x\" bigint, \"select\" bigint,
                               \"ключ\n☃\" text COLLATE {table}_c, PRIMARY KEY (\"select\", \"ключ\n☃\"))"
    );
    execute(&config, &sql).await;
    let error = with(config).store::<Odd>("Db").await.unwrap_err().to_string();
    let end = "expected a collation that tells all texts apart, because it is in the key, found a nondeterministic one";
    assert!(error.ends_with(end), "{error}");
}

#[tokio::test]
async fn many_that_make_one_table_at_once_share_it() {
    let (config, _) = config();
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

#[tokio::test]
async fn a_schema_stands_before_the_first_dot() {
    let (config, schema) = config();
    execute(&config, &format!("CREATE SCHEMA {schema}")).await;
    let config = config.key(format!("{schema}.a.\"; DROP TABLE b; -- 'é🔑\n")).param("create", "true");
    let store = with(config).store::<Odd>("Db").await.unwrap();
    store.upsert(&[Odd { value: 1, second: 2, first: "x".to_owned() }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn keys_are_ordered_as_in_every_other_store() {
    let (config, _) = config();
    let store = with(config.param("create", "true")).store::<Odd>("Db").await.unwrap();
    let rows: Vec<_> =
        ["B", "a", "z", "é"].map(|first| Odd { value: 0, second: 1, first: first.to_owned() }).into();
    store.upsert(&rows.iter().rev().cloned().collect::<Vec<_>>()).await.unwrap();
    assert_eq!(store.scan().all().await.unwrap(), rows);
}

#[tokio::test]
async fn dates_and_decimals_of_a_table_that_is_there() {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (at timestamptz(0) PRIMARY KEY, booked varchar(10), opens time(3), local timestamp,
                               amount numeric(6,2), paid text)"
    );
    execute(&config, &sql).await;
    let store = with(config.clone()).store::<Payment>("Db").await.unwrap();
    let fits =
        Payment { paid: Some("2026-01-31T00:00:00.25Z".parse().unwrap()), ..payment("2026-01-31T12:00:00Z") };
    store.upsert(std::slice::from_ref(&fits)).await.unwrap();
    assert_eq!(store.get(&[fits.at]).await.unwrap(), [Some(fits.clone())]);
    let refused = [
        (
            payment("2026-01-31T12:00:00.5Z"),
            "column `at`): the column keeps 0 digits of a second, which would round `12:00:00.5`",
        ),
        (
            Payment { opens: "08:00:00.0001".parse().unwrap(), ..fits.clone() },
            "column `opens`): the column keeps 3 digits",
        ),
        (
            Payment { amount: "0.125".parse().unwrap(), ..fits.clone() },
            "column `amount`): the column takes 4 digits before the point and 2 after it at most",
        ),
        (
            Payment { amount: "10000".parse().unwrap(), ..fits.clone() },
            "column `amount`): the column takes 4 digits",
        ),
    ];
    for (row, problem) in refused {
        let error = store.upsert(&[row]).await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
    execute(&config, &format!("UPDATE {table} SET local = 'infinity', amount = 'NaN'")).await;
    let error = store.get(&[fits.at]).await.unwrap_err().to_string();
    assert!(error.contains("`local`") && error.contains("infinite"), "{error}");
    execute(&config, &format!("UPDATE {table} SET local = '2026-01-31 08:00'")).await;
    let error = store.get(&[fits.at]).await.unwrap_err().to_string();
    assert!(error.contains("`amount`") && error.contains("not a number"), "{error}");
}

#[tokio::test]
async fn a_timestamp_is_no_time_without_a_zone() {
    let (config, table) = config();
    let rest = "booked date, opens time, local timestamp, amount numeric, paid timestamptz";
    execute(&config, &format!("CREATE TABLE {table} (at timestamp PRIMARY KEY, {rest})")).await;
    let error = with(config).store::<Payment>("Db").await.unwrap_err().to_string();
    let end = "expected type timestamp with time zone, found type timestamp without time zone";
    assert!(error.ends_with(end), "{error}");
}
