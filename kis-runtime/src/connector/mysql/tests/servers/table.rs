//! Tables that are there, and tables that are made.

use mysql_async::prelude::Queryable;

use super::{client, config, execute, with};
use crate::connector::tests::rows::{Odd, Payment, Student, payment, student};
use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, ConnectorError};

#[tokio::test]
async fn a_table_that_is_there_is_used_and_its_other_columns_stay() {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (name varchar(20) CHARACTER SET utf8mb4, extra text NOT NULL DEFAULT 'x',
                               id bigint NOT NULL UNIQUE AUTO_INCREMENT, score float)"
    );
    execute(&config, &sql).await;
    execute(&config, &format!("INSERT INTO {table} (id, name, extra) VALUES (7, 'old', 'kept')")).await;
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(8, "new"), student(7, "newer"), student(0, "zero")]).await.unwrap();
    let expected = [student(0, "zero"), student(7, "newer"), student(8, "new")];
    assert_eq!(store.scan().all().await.unwrap(), expected);
    let mut connection = client(&config).await.connection().await.unwrap();
    let extra: Vec<String> =
        connection.query(format!("SELECT extra FROM {table} ORDER BY id")).await.unwrap();
    assert_eq!(extra, ["x", "kept", "x"]);
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_refused() {
    let cases = [
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column of type double, \
             found none; there are `id`, `name`",
        ),
        (
            "CREATE TABLE T (id int PRIMARY KEY, name longtext, score double)",
            "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected type bigint, found type int(11)",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name char(9), score double)",
            "table `T`, column `name` of connector `Db` does not fit rows of `Student`: expected type longtext, found type \
             char(9)",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name varchar(9) CHARACTER SET latin1, score double)",
            "table `T`, column `name` of connector `Db` does not fit rows of `Student`: expected type longtext, found type \
             varchar(9) in latin1",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double(9, 2))",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected type double, found type \
             double(9,2)",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double NOT NULL)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that may be null, \
             found NOT NULL",
        ),
        (
            "CREATE TABLE T (id bigint UNIQUE, name longtext, score double)",
            "table `T`, column `id` of connector `Db` does not fit rows of `Student`: expected NOT NULL, because it is in the \
             key, found a column that may be null",
        ),
        (
            "CREATE TABLE T (id bigint NOT NULL, name varchar(9), score double, PRIMARY KEY (id, name))",
            "table `T` of connector `Db` does not fit rows of `Student`: expected a primary key or unique index over `id`, \
             found unique indexes over `id, name`",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name varchar(9) UNIQUE, score double)",
            "table `T` of connector `Db` does not fit rows of `Student`: expected no unique index besides that over `id`, \
             because an upsert would replace its rows too, found one over `name`",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double, more text NOT NULL)",
            "table `T`, column `more` of connector `Db` does not fit rows of `Student`: expected a column that may be null or \
             has a default, because the row has no such field, found NOT NULL without one",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double AS (id * 2) STORED)",
            "table `T`, column `score` of connector `Db` does not fit rows of `Student`: expected a column that can be \
             written, found a generated one",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double) ENGINE = MyISAM",
            "table `T` of connector `Db` does not fit rows of `Student`: expected an engine with transactions, as InnoDB is, \
             found MyISAM",
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

/// A table for `Odd` whose text in the key has this type.
async fn odd(key: &str) -> ConnectorConfig {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (`va\"lue; DROP TABLE x` bigint NOT NULL, `select` bigint NOT NULL,
                               `ключ\n☃` {key} NOT NULL, PRIMARY KEY (`select`, `ключ\n☃`))"
    );
    execute(&config, &sql).await;
    config
}

#[tokio::test]
async fn a_key_in_which_different_texts_are_equal_is_refused() {
    for collation in ["utf8mb4_general_ci", "utf8mb4_bin"] {
        let config = odd(&format!("varchar(100) COLLATE {collation}")).await;
        let error = with(config).store::<Odd>("Db").await.unwrap_err().to_string();
        let end = format!(
            "expected type varbinary, or a collation that tells all texts apart, because it is in the key, found {collation}"
        );
        assert!(error.ends_with(&end), "{error}");
    }
}

#[tokio::test]
async fn keys_are_told_apart_and_ordered_as_in_every_other_store() {
    let (made, _) = config();
    let exact = odd("varchar(100) COLLATE utf8mb4_nopad_bin").await;
    for config in [made.param("create", "true"), exact] {
        let store = with(config).store::<Odd>("Db").await.unwrap();
        let row = |first: &str| Odd { value: 0, second: 1, first: first.to_owned() };
        let rows = ["", " ", "B", "a", "a ", "z", "é", "🔑"].map(row);
        store.upsert(&rows.iter().rev().cloned().collect::<Vec<_>>()).await.unwrap();
        assert_eq!(store.scan().all().await.unwrap(), rows);
        assert_eq!(
            store.get(&[(1, "a ".to_owned()), (1, "A".to_owned())]).await.unwrap(),
            [Some(row("a ")), None]
        );
    }
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
async fn a_database_stands_before_the_first_dot() {
    let (config, database) = config();
    execute(&config, &format!("CREATE DATABASE {database}")).await;
    let there = config.clone().key(format!("{database}.a.`; DROP TABLE b; -- 'é")).param("create", "true");
    let store = with(there).store::<Odd>("Db").await.unwrap();
    store.upsert(&[Odd { value: 1, second: 2, first: "x".to_owned() }]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
    execute(&config, &format!("DROP DATABASE {database}")).await;
}

/// TiDB speaks MySQL's protocol, so a server of that has to do.
#[tokio::test]
async fn tidb_is_a_type_of_its_own() {
    let mysql = servers::config("mysql");
    let config = ConnectorConfig::new("tidb", mysql.address()).key(mysql.key_or("")).param("create", "true");
    let store = with(config).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    assert_eq!(store.get(&[2]).await.unwrap(), [Some(student(2, "b"))]);
    assert_eq!(store.delete(&[1, 2, 3]).await.unwrap(), 2);
}

#[tokio::test]
async fn dates_and_decimals_of_a_table_that_is_there() {
    let (config, table) = config();
    let sql = format!(
        "CREATE TABLE {table} (at timestamp(1) NOT NULL PRIMARY KEY, booked varchar(10), opens time, local datetime(6),
                               amount decimal(6,2), paid longtext) CHARACTER SET utf8mb4"
    );
    execute(&config, &sql).await;
    let store = with(config.clone()).store::<Payment>("Db").await.unwrap();
    let fits = Payment {
        paid: Some("2026-01-31T00:00:00.25Z".parse().unwrap()),
        ..payment("2026-01-31T12:00:00.5Z")
    };
    store.upsert(std::slice::from_ref(&fits)).await.unwrap();
    assert_eq!(store.get(&[fits.at]).await.unwrap(), [Some(fits.clone())]);
    let refused = [
        (
            payment("2026-01-31T12:00:00.25Z"),
            "column `at`): the column keeps 1 digits of a second, which would round `12:00:00.25`",
        ),
        (
            Payment { opens: "08:00:00.0001".parse().unwrap(), ..fits.clone() },
            "column `opens`): the column keeps 0 digits",
        ),
        (
            Payment { amount: "0.125".parse().unwrap(), ..fits.clone() },
            "column `amount`): the column takes 4 digits before the point and 2 after it at most",
        ),
        (payment("2039-01-01T00:00:00Z"), "Incorrect datetime value"),
    ];
    for (row, problem) in refused {
        let error = store.upsert(&[row]).await.unwrap_err();
        let mut texts = vec![error.to_string()];
        let mut source = error.source();
        while let Some(error) = source {
            texts.push(error.to_string());
            source = error.source();
        }
        assert!(texts.join(": ").contains(problem), "{texts:?}");
    }
    execute(&config, &format!("UPDATE {table} SET opens = '-01:00:00'")).await;
    let error = store.get(&[fits.at]).await.unwrap_err().to_string();
    assert!(error.contains("`opens`") && error.contains("no time of a day"), "{error}");
}
