//! What holds for every SQL server, besides what holds for [every store](super::stores).

pub(crate) mod faults;
pub(crate) mod own;
pub(crate) mod refusals;
pub(crate) mod tables;
pub(crate) mod values;

use std::any::Any;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::servers;
use crate::Keyed;
use crate::connector::{ConnectorConfig, Connectors, Store};

/// Each case as a test of each server.
macro_rules! for_every_sql_server {
    ($($group:ident { $($name:ident)* })*) => {
        #[cfg(feature = "mysql")]
        for_every_sql_server! { @server mysql: crate::connector::MySql, $($group { $($name)* })* }
        #[cfg(feature = "postgres")]
        for_every_sql_server! { @server postgres: crate::connector::Postgres, $($group { $($name)* })* }
    };
    (@server $server:ident: $client:ty, $($group:ident { $($name:ident)* })*) => {
        mod $server {
            $($(#[tokio::test]
            async fn $name() {
                super::$group::$name::<$client>().await;
            })*)*
        }
    };
}

for_every_sql_server! {
    values {
        every_row_comes_back_as_it_was_or_is_refused
        the_extremes_of_each_number_come_back
        what_is_no_finite_number_comes_back_or_is_refused
        keys_of_any_kind_are_told_apart
        what_a_column_cannot_hold_is_refused_and_nothing_is_kept
        a_megabyte_comes_back_in_few_and_in_many_rows
    }
    tables {
        a_table_that_is_there_is_used_and_its_other_columns_stay
        a_table_that_does_not_fit_is_refused
        many_that_make_one_table_at_once_share_it
        a_schema_stands_before_the_first_dot
        keys_are_told_apart_and_ordered_as_in_every_other_store
        dates_and_decimals_of_a_table_that_is_there
    }
    refusals {
        a_wrong_password_is_said_and_not_told
        a_constraint_takes_the_whole_call_back
        writers_of_the_same_rows_in_any_order_end_well
        a_deadlock_with_somebody_else_is_tried_again
        a_call_that_is_dropped_ends_at_the_server_too
        a_pool_whose_connections_are_all_in_use_says_so
    }
    faults {
        a_server_that_is_killed_and_started_again_loses_no_row
        a_batch_that_the_server_dies_in_is_written_whole_when_it_is_back
        a_server_that_stays_away_is_an_error_and_a_scan_goes_on_when_it_is_back
        a_server_that_hangs_is_an_error_when_the_time_is_over
        a_full_disk_is_an_error_at_once_keeps_nothing_of_the_call_and_takes_less
    }
}

/// The client of a connector to a SQL server. What else its tests differ by is told to each group of them.
pub(crate) trait SqlServer: Any + Send + Sized + Sync {
    const TYPE: &'static str;
    type Connection: Send;

    async fn connect(&self) -> Self::Connection;

    /// The reason if the server refuses it.
    async fn try_execute(connection: &mut Self::Connection, sql: &str) -> Result<(), String>;

    async fn execute(connection: &mut Self::Connection, sql: &str) {
        Self::try_execute(connection, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// A connector at the server, and the name of its table, which is not there yet.
pub(crate) fn config<S: SqlServer>() -> (ConnectorConfig, String) {
    let config = servers::config(S::TYPE);
    let table = config.key_or("").to_owned();
    (config, table)
}

pub(crate) fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Db", config)
}

pub(crate) async fn client<S: SqlServer>(config: &ConnectorConfig) -> Arc<S> {
    with(config.clone()).client("Db").await.unwrap()
}

pub(crate) async fn connection<S: SqlServer>(config: &ConnectorConfig) -> S::Connection {
    client::<S>(config).await.connect().await
}

pub(crate) async fn execute<S: SqlServer>(config: &ConnectorConfig, sql: &str) {
    S::execute(&mut connection::<S>(config).await, sql).await;
}

/// A store whose table is made for it.
pub(crate) async fn made<S, T>() -> Store<T>
where
    S: SqlServer,
    T: Keyed<Key: Serialize> + Serialize + DeserializeOwned,
{
    let (config, _) = config::<S>();
    with(config.param("create", "true")).store("Db").await.unwrap()
}
