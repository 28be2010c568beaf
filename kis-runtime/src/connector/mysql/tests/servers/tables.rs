//! Tables as only MySQL has them.

use crate::connector::tests::rows::{Odd, Payment, payment};
use crate::connector::tests::sql_servers::tables::{Tables, are_told_apart_and_ordered};
use crate::connector::tests::sql_servers::{config, execute, with};
use crate::connector::{ConnectorConfig, MySql};

impl Tables for MySql {
    const WITH_EXTRA: &'static str = "name varchar(20) CHARACTER SET utf8mb4, extra text NOT NULL DEFAULT 'x', \
                                      id bigint NOT NULL UNIQUE AUTO_INCREMENT, score float";
    const MISFITS: &'static [(&'static str, &'static str)] = &[
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
            "CREATE TABLE T (id bigint PRIMARY KEY, name varchar(9) UNIQUE, score double)",
            "table `T` of connector `Db` does not fit rows of `Student`: expected no unique index besides that over `id`, \
             because an upsert would replace its rows too, found one over `name`",
        ),
        (
            "CREATE TABLE T (id bigint PRIMARY KEY, name longtext, score double) ENGINE = MyISAM",
            "table `T` of connector `Db` does not fit rows of `Student`: expected an engine with transactions, as InnoDB is, \
             found MyISAM",
        ),
    ];
    const ODD_NAME: &'static str = "a.`; DROP TABLE b; -- 'é";
    const PAYMENTS: &'static str = "at timestamp(1) NOT NULL PRIMARY KEY, booked varchar(10) CHARACTER SET utf8mb4, opens time, \
                                    local datetime(6), amount decimal(6,2), paid longtext CHARACTER SET utf8mb4";
    const FITS: &'static str = "2026-01-31T12:00:00.5Z";
    const DIGITS: [&'static str; 2] = [
        "column `at`): the column keeps 1 digits of a second, which would round `12:00:00.25`",
        "column `opens`): the column keeps 0 digits",
    ];
    const UNREADABLE: &'static [(&'static str, [&'static str; 2])] =
        &[("opens = '-01:00:00'", ["`opens`", "no time of a day"])];
}

#[tokio::test]
async fn a_time_after_the_last_one_of_a_timestamp_is_refused() {
    let (config, table) = config::<MySql>();
    execute::<MySql>(&config, &format!("CREATE TABLE {table} ({})", MySql::PAYMENTS)).await;
    let store = with(config).store::<Payment>("Db").await.unwrap();
    let error = store.upsert(&[payment("2039-01-01T00:00:00Z")]).await.unwrap_err().to_string();
    assert!(error.contains("Incorrect datetime value"), "{error}");
    assert_eq!(store.count().await.unwrap(), 0);
}

/// A table for `Odd` whose text in the key has this type.
async fn odd(key: &str) -> ConnectorConfig {
    let (config, table) = config::<MySql>();
    let sql = format!(
        "CREATE TABLE {table} (`va\"lue; DROP TABLE x` bigint NOT NULL, `select` bigint NOT NULL,
                               `ключ\n☃` {key} NOT NULL, PRIMARY KEY (`select`, `ключ\n☃`))"
    );
    execute::<MySql>(&config, &sql).await;
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
async fn keys_of_an_exact_collation_are_told_apart_and_ordered_too() {
    let config = odd("varchar(100) COLLATE utf8mb4_nopad_bin").await;
    are_told_apart_and_ordered(with(config).store("Db").await.unwrap()).await;
}
