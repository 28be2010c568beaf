//! Tables as only PostgreSQL has them.

use crate::connector::Postgres;
use crate::connector::tests::rows::{Odd, Payment};
use crate::connector::tests::sql_servers::tables::Tables;
use crate::connector::tests::sql_servers::{config, execute, with};

impl Tables for Postgres {
    const WITH_EXTRA: &'static str =
        "name varchar(20), extra text NOT NULL DEFAULT 'x', id bigint NOT NULL UNIQUE, score real";
    const MISFITS: &'static [(&'static str, &'static str)] = &[
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
            "CREATE TABLE T (id bigint NOT NULL, name text, score float8); CREATE UNIQUE INDEX ON T (id) WHERE id > 0",
            "table `T` of connector `Db` does not fit rows of `Student`: expected a primary key or unique index over `id`, \
             found no unique index",
        ),
    ];
    const ODD_NAME: &'static str = "a.\"; DROP TABLE b; -- 'é🔑\n";
    const PAYMENTS: &'static str = "at timestamptz(0) PRIMARY KEY, booked varchar(10), opens time(3), local timestamp, \
                                    amount numeric(6,2), paid text";
    const FITS: &'static str = "2026-01-31T12:00:00Z";
    const DIGITS: [&'static str; 2] = [
        "column `at`): the column keeps 0 digits of a second, which would round `12:00:00.25`",
        "column `opens`): the column keeps 3 digits",
    ];
    const UNREADABLE: &'static [(&'static str, [&'static str; 2])] = &[
        ("local = 'infinity'", ["`local`", "infinite"]),
        ("local = '2026-01-31 08:00', amount = 'NaN'", ["`amount`", "not a number"]),
    ];
}

#[tokio::test]
async fn a_key_in_which_different_texts_are_equal_is_refused() {
    let (config, table) = config::<Postgres>();
    let sql = format!(
        "CREATE COLLATION {table}_c (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
         CREATE TABLE {table} (\"va\"\"lue; DROP TABLE x\" bigint, \"select\" bigint,
                               \"ключ\n☃\" text COLLATE {table}_c, PRIMARY KEY (\"select\", \"ключ\n☃\"))"
    );
    execute::<Postgres>(&config, &sql).await;
    let error = with(config).store::<Odd>("Db").await.unwrap_err().to_string();
    let end = "expected a collation that tells all texts apart, because it is in the key, found a nondeterministic one";
    assert!(error.ends_with(end), "{error}");
}

#[tokio::test]
async fn a_timestamp_is_no_time_without_a_zone() {
    let (config, table) = config::<Postgres>();
    let rest = "booked date, opens time, local timestamp, amount numeric, paid timestamptz";
    execute::<Postgres>(&config, &format!("CREATE TABLE {table} (at timestamp PRIMARY KEY, {rest})")).await;
    let error = with(config).store::<Payment>("Db").await.unwrap_err().to_string();
    let end = "expected type timestamp with time zone, found type timestamp without time zone";
    assert!(error.ends_with(end), "{error}");
}
