//! What holds for every store, whichever engine is behind it.

use std::collections::BTreeMap;

use serde_json::json;

use super::rows::{
    Event, Everything, Inner, Odd, Outer, Payment, Point, Rate, Seen, Setting, Shade, Sparse, Student,
    payment, rate, student,
};
use crate::Keyed;
use crate::connector::{ConnectorConfig, Connectors, Store};

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Rows", config)
}

/// All rows in the order of their keys, which not every engine keeps.
async fn all<T: Keyed<Key: Ord> + serde::de::DeserializeOwned>(store: &Store<T>) -> Vec<T> {
    let mut rows = store.scan().all().await.unwrap();
    rows.sort_by_key(T::key);
    rows
}

/// Each case as a test of each engine; those of `servers` need `cargo xtask servers up`.
macro_rules! for_every_store {
    ($($name:ident($store:ident: $row:ty) $body:block)*) => {
        mod cases {
            use super::*;
            $(pub(super) async fn $name(connectors: Connectors) {
                let $store: Store<$row> = connectors.store("Rows").await.unwrap();
                $body
            })*
        }
        for_every_store! { @engine memory: ConnectorConfig::new("memory", ""), $($name)* }
        #[cfg(feature = "sqlite")]
        for_every_store! { @engine sqlite: ConnectorConfig::new("sqlite", ":memory:"), $($name)* }
        #[cfg(any(feature = "es", feature = "mysql", feature = "postgres", feature = "redis"))]
        mod servers {
            use super::*;
            #[cfg(feature = "redis")]
            use crate::connector::redis::tests::{cluster as redis_cluster, config as redis_config};
            #[cfg(feature = "es")]
            for_every_store! { @engine es: crate::connector::tests::servers::config("es").param("create", "true"), $($name)* }
            #[cfg(feature = "es")]
            for_every_store! {
                @engine elasticsearch: crate::connector::tests::servers::config_at("elasticsearch", "es").param("create", "true"),
                $($name)*
            }
            #[cfg(feature = "mysql")]
            for_every_store! { @engine mysql: crate::connector::tests::servers::config("mysql").param("create", "true"), $($name)* }
            #[cfg(feature = "mysql")]
            for_every_store! {
                #[ignore = "takes a TiDB of yours: KIS_TEST_TIDB_URL"]
                @engine tidb: crate::connector::tests::servers::config("tidb").param("create", "true"), $($name)*
            }
            #[cfg(feature = "postgres")]
            for_every_store! { @engine postgres: crate::connector::tests::servers::config("postgres").param("create", "true"), $($name)* }
            #[cfg(feature = "redis")]
            for_every_store! { @engine redis: redis_config(), $($name)* }
            #[cfg(feature = "redis")]
            for_every_store! { @engine redis_hash: redis_config().param("format", "hash"), $($name)* }
            #[cfg(feature = "redis")]
            for_every_store! { @engine redis_cluster: redis_cluster(), $($name)* }
            #[cfg(feature = "redis")]
            for_every_store! { @engine redis_cluster_hash: redis_cluster().param("format", "hash"), $($name)* }
        }
    };
    (@engine $engine:ident: $config:expr, $($name:ident)*) => {
        for_every_store! { #[doc = "What holds for every store."] @engine $engine: $config, $($name)* }
    };
    (#[$attribute:meta] @engine $engine:ident: $config:expr, $($name:ident)*) => {
        mod $engine {
            use super::*;
            $(#[tokio::test]
            #[$attribute]
            async fn $name() {
                cases::$name(with($config)).await;
            })*
        }
    };
}

for_every_store! {
    rows_come_back_in_the_order_asked(store: Student) {
        store.upsert(&[student(1, "a"), student(2, "b"), student(3, "c")]).await.unwrap();
        let found = store.get(&[3, 9, 1, 3]).await.unwrap();
        assert_eq!(found, [Some(student(3, "c")), None, Some(student(1, "a")), Some(student(3, "c"))]);
    }

    the_later_row_of_a_key_wins(store: Student) {
        store.upsert(&[student(1, "a"), student(2, "b"), student(1, "c")]).await.unwrap();
        store.upsert(&[student(2, "d"), student(2, "e")]).await.unwrap();
        assert_eq!(all(&store).await, [student(1, "c"), student(2, "e")]);
    }

    an_upsert_replaces_the_whole_row(store: Student) {
        store.upsert(&[Student { score: Some(1.5), ..student(1, "a") }]).await.unwrap();
        store.upsert(&[student(1, "b")]).await.unwrap();
        assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "b"))]);
    }

    nothing_is_done_with_nothing(store: Student) {
        store.upsert(&[]).await.unwrap();
        assert_eq!(store.get(&[]).await.unwrap(), []);
        assert_eq!(store.delete(&[]).await.unwrap(), 0);
        assert_eq!(store.count().await.unwrap(), 0);
        assert_eq!(store.scan().all().await.unwrap(), []);
    }

    a_delete_says_how_many_rows_were_there(store: Student) {
        store.upsert(&[student(1, "a"), student(2, "b"), student(3, "c")]).await.unwrap();
        assert_eq!(store.delete(&[1, 9, 3, 1]).await.unwrap(), 2);
        assert_eq!(all(&store).await, [student(2, "b")]);
    }

    many_rows_are_as_good_as_few(store: Student) {
        let rows: Vec<_> = (0..10_001).map(|id| student(id, &format!("student {id}"))).collect();
        let keys: Vec<_> = (0..10_001).rev().collect();
        store.upsert(&rows).await.unwrap();
        assert_eq!(store.count().await.unwrap(), 10_001);
        let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().rev().collect();
        assert!(found == rows);
        let mut scan = store.scan();
        let mut seen = Vec::new();
        while let Some(page) = scan.next().await.unwrap() {
            assert!(!page.is_empty());
            seen.extend(page);
        }
        seen.sort_by_key(Student::key);
        assert!(seen == rows);
        assert_eq!(store.delete(&keys).await.unwrap(), 10_001);
        assert_eq!(store.count().await.unwrap(), 0);
    }

    pages_end_where_the_rows_do(store: Student) {
        store.upsert(&(0..2_000).map(|id| student(id, "")).collect::<Vec<_>>()).await.unwrap();
        assert_eq!(store.scan().all().await.unwrap().len(), 2_000);
        let mut scan = store.scan();
        while scan.next().await.unwrap().is_some() {}
        assert!(scan.next().await.unwrap().is_none());
    }

    hostile_names_and_values_are_only_text(store: Odd) {
        let texts = ["", "'", "\"", "a'; DROP TABLE \"Rows\"; --", "a\nb\r", "שלום\u{202e}abc", "🔑", "%_\\"];
        let rows: Vec<_> = (0..).zip(texts).map(|(second, first)| Odd { value: -second, second, first: first.to_owned() }).collect();
        store.upsert(&rows).await.unwrap();
        assert_eq!(all(&store).await, rows);
        let keys: Vec<_> = rows.iter().map(|row| (row.second, row.first.clone())).collect();
        assert_eq!(store.get(&keys).await.unwrap(), rows.iter().cloned().map(Some).collect::<Vec<_>>());
        assert_eq!(store.get(&[(0, "'".to_owned())]).await.unwrap(), [None]);
        assert_eq!(store.delete(&keys[1..]).await.unwrap(), 7);
        assert_eq!(store.count().await.unwrap(), 1);
    }

    a_nul_is_kept_or_refused(store: Odd) {
        let row = Odd { value: 1, second: 2, first: "nul\0nul".to_owned() };
        match store.upsert(std::slice::from_ref(&row)).await {
            Ok(()) => assert_eq!(store.get(&[(2, row.first.clone())]).await.unwrap(), [Some(row)]),
            Err(error) => {
                let refused = "row 1 of `Odd` cannot be written to connector `Rows` (column `ключ\n☃`): ";
                assert!(error.to_string().starts_with(refused), "{error}");
                assert!(error.to_string().contains("NUL"), "{error}");
                assert_eq!(store.count().await.unwrap(), 0);
            }
        }
    }

    keys_of_two_parts_page_too(store: Odd) {
        let rows: Vec<_> = (0..60).flat_map(|second| (10..60).map(move |n| Odd { value: n, second, first: format!("{n}") })).collect();
        store.upsert(&rows).await.unwrap();
        assert!(all(&store).await == rows);
        let keys: Vec<_> = rows.iter().map(|row| (row.second, row.first.clone())).collect();
        assert_eq!(store.delete(&keys).await.unwrap(), 3_000);
    }

    a_key_of_any_kind_is_found_by_its_value(store: Setting) {
        let keys = [json!(true), json!(false), json!(1), json!("true"), json!("1"), json!(0.5), json!([1, "a"]), json!("")];
        let rows = keys.clone().map(|key| Setting { note: key.to_string(), key });
        let (last, most) = rows.split_last().unwrap();
        store.upsert(most).await.unwrap();
        // Not every engine has a key without a letter.
        let kept = if store.upsert(std::slice::from_ref(last)).await.is_ok() { &rows[..] } else { most };
        store.upsert(&kept.iter().cloned().rev().collect::<Vec<_>>()).await.unwrap();
        assert_eq!(store.count().await.unwrap(), kept.len() as u64);
        for row in kept {
            assert_eq!(store.get(std::slice::from_ref(&row.key)).await.unwrap(), [Some(row.clone())], "alone");
        }
        let keys: Vec<_> = kept.iter().map(|row| row.key.clone()).collect();
        assert_eq!(store.get(&keys).await.unwrap(), kept.iter().cloned().map(Some).collect::<Vec<_>>());
        assert_eq!(store.delete(&keys).await.unwrap(), kept.len() as u64);
    }

    a_row_may_be_nothing_but_a_key(store: Seen) {
        store.upsert(&[Seen { id: 1 }, Seen { id: 1 }]).await.unwrap();
        store.upsert(&[Seen { id: 1 }]).await.unwrap();
        assert_eq!(all(&store).await, [Seen { id: 1 }]);
    }

    opaque_rows_stand_beside_their_key(store: Event) {
        let joined = Event::Joined { who: "[Ann".to_owned() };
        let left = Event::Left("[Ann".to_owned(), 7);
        store.upsert(&[joined.clone(), left.clone()]).await.unwrap();
        let found = store.get(&[("[Ann".to_owned(), false), ("[Ann".to_owned(), true)]).await.unwrap();
        assert_eq!(found, [Some(left), Some(joined)]);
    }

    every_kind_of_field_comes_back(store: Everything) {
        let row = Everything {
            id: "[1".to_owned(),
            flag: true,
            small: -128,
            big: i64::MAX as u64,
            huge: i128::from(i64::MIN),
            single: f32::MIN_POSITIVE,
            double: f64::MIN,
            letter: '🦀',
            bytes: vec![0, 255],
            maybe: Some(String::new()),
            maybe_bytes: None,
            any_text: "null".to_owned(),
            shade: Shade::Mixed(1, "x".to_owned()),
            point: Some(Point { x: 0.1, y: 0.1 }),
            tags: vec!["\"".to_owned()],
            map: BTreeMap::from([("a".to_owned(), 1)]),
            value: json!({"a": [null, 1.5, u64::MAX]}),
            pair: (i64::MIN, false),
            array: [1, 2, 3],
            skipped: 0,
        };
        let mut rows = vec![row.clone()];
        let values = [json!(null), json!(true), json!("true"), json!("{"), json!(1.0), json!(1), json!([])];
        for (n, value) in values.into_iter().enumerate() {
            let shade = [Shade::Dark, Shade::True, Shade::Named { name: "n".to_owned() }][n % 3].clone();
            rows.push(Everything { id: format!("z{n}"), value, shade, point: None, maybe: None, ..row.clone() });
        }
        store.upsert(&rows).await.unwrap();
        assert_eq!(all(&store).await, rows);
        let keys: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
        assert_eq!(store.get(&keys).await.unwrap().len(), rows.len());
    }

    an_infinity_is_kept_or_refused(store: Student) {
        for score in [f64::INFINITY, f64::NEG_INFINITY] {
            let row = Student { score: Some(score), ..student(1, "a") };
            match store.upsert(&[student(2, "b"), row.clone()]).await {
                Ok(()) => assert_eq!(store.get(&[1]).await.unwrap(), [Some(row)]),
                Err(error) => {
                    let refused = "row 2 of `Student` cannot be written to connector `Rows` (column `score`): ";
                    assert!(error.to_string().starts_with(refused), "{error}");
                    assert_eq!(store.count().await.unwrap(), 0);
                }
            }
        }
    }

    dates_times_and_decimals_come_back(store: Payment) {
        let first = Payment {
            booked: "0001-01-01".parse().unwrap(),
            opens: "00:00:00".parse().unwrap(),
            local: "0001-01-01T00:00:00".parse().unwrap(),
            amount: "-99999999999999999999999999.99".parse().unwrap(),
            ..payment("0001-01-01T00:00:00Z")
        };
        let last = Payment {
            booked: "9999-12-31".parse().unwrap(),
            opens: "23:59:59.999999".parse().unwrap(),
            local: "9999-12-31T23:59:59.999999".parse().unwrap(),
            amount: "0.0000000000000000000000000001".parse().unwrap(),
            paid: Some("2026-01-31T00:00:00.1+01:00".parse().unwrap()),
            ..payment("9999-12-30T22:00:00.999999Z")
        };
        let rows = [first, payment("1969-12-31T23:59:59.5Z"), payment("2026-01-31T12:00:00Z"), last];
        store.upsert(&rows).await.unwrap();
        assert_eq!(all(&store).await, rows);
        let keys: Vec<_> = rows.iter().map(|row| row.at).collect();
        assert_eq!(store.get(&keys).await.unwrap(), rows.clone().map(Some));
        let changed = Payment { amount: "0".parse().unwrap(), ..rows[1].clone() };
        store.upsert(std::slice::from_ref(&changed)).await.unwrap();
        assert_eq!(store.get(&keys[1..2]).await.unwrap(), [Some(changed)]);
        assert_eq!(store.delete(&keys).await.unwrap(), 4);
    }

    equal_values_are_one_key_however_they_are_written(store: Rate) {
        let normal = rate(["2026-01-31", "08:00:00.5", "2026-01-31T23:30:00Z", "2026-01-31T08:00:00", "12.5"]);
        let other = rate(["2026-01-31", "08:00:00.500", "2026-02-01T00:30:00+01:00", "2026-01-31 08:00:00.0", "+012.50"]);
        let another = Rate { amount: "-0.00001".to_owned(), ..normal.clone() };
        store.upsert(&[other.clone(), another.clone()]).await.unwrap();
        store.upsert(std::slice::from_ref(&normal)).await.unwrap();
        assert_eq!(store.count().await.unwrap(), 2);
        let found = store.get(&[other.key(), normal.key(), another.key()]).await.unwrap();
        assert_eq!(found, [Some(normal.clone()), Some(normal), Some(another)]);
        assert_eq!(store.delete(&[other.key()]).await.unwrap(), 1);
    }

    what_is_no_date_is_refused_with_its_place(store: Rate) {
        let right = rate(["2026-01-31", "08:00:00", "2026-01-31T08:00:00Z", "2026-01-31T08:00:00", "1"]);
        let wrong = Rate { day: "2026-02-29".to_owned(), ..right.clone() };
        let refused = store.upsert(&[right.clone(), wrong]).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "row 2 of `Rate` cannot be written to connector `Rows` (column `day`): `2026-02-29` is no date (`2026-01-31`, \
             years 0000 to 9999)"
        );
        let local = Rate { at: "2026-01-31T08:00:00".to_owned(), ..right };
        let refused = store.upsert(&[local]).await.unwrap_err().to_string();
        assert!(refused.contains("column `at`") && refused.contains("offset"), "{refused}");
        assert_eq!(store.count().await.unwrap(), 0);
    }

    a_nanosecond_is_kept_or_refused(store: Payment) {
        let row = payment("2026-01-31T12:00:00.000000001Z");
        match store.upsert(std::slice::from_ref(&row)).await {
            Ok(()) => assert_eq!(store.get(&[row.at]).await.unwrap(), [Some(row)]),
            Err(error) => {
                let refused = "row 1 of `Payment` cannot be written to connector `Rows` (column `at`): ";
                assert!(error.to_string().starts_with(refused), "{error}");
                assert_eq!(store.count().await.unwrap(), 0);
            }
        }
    }

    large_values_come_back(store: Student) {
        let row = student(1, &"x'é\u{1}".repeat(1 << 20));
        store.upsert(std::slice::from_ref(&row)).await.unwrap();
        assert!(store.get(&[1]).await.unwrap() == [Some(row)]);
    }

    flattened_rows_are_columns_of_the_row_around_them(store: Outer) {
        let inner = Inner { code: 7, raw: vec![1, 2], note: None };
        let row = Outer { id: 1, inner, tags: vec!["a".to_owned()] };
        store.upsert(std::slice::from_ref(&row)).await.unwrap();
        assert_eq!(store.get(&[1]).await.unwrap(), [Some(row.clone())]);
        let left_out = store.upsert(&[row.clone(), Outer { tags: vec![], ..row }]).await.unwrap_err();
        assert_eq!(
            left_out.to_string(),
            "row 2 of `Outer` cannot be written to connector `Rows` (column `tags`): serde left it out of the row, and it is \
             not optional"
        );
    }

    what_serde_left_out_comes_back_as_its_default(store: Sparse) {
        let full = Sparse { id: 1, note: Some("n".to_owned()), tags: vec!["t".to_owned()] };
        let rows = [full.clone(), Sparse { id: 2, tags: vec![], ..full.clone() }, Sparse { id: 3, note: None, tags: vec![] }];
        store.upsert(&rows).await.unwrap();
        assert_eq!(all(&store).await, rows);
        assert_eq!(store.get(&[3, 1]).await.unwrap(), [Some(rows[2].clone()), Some(full)]);
    }

    concurrent_writers_lose_nothing(store: Student) {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    for id in 0..50 {
                        store.upsert(&[student(writer * 50 + id, "x"), student(-1, "shared")]).await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(store.count().await.unwrap(), 401);
    }

    a_dropped_call_does_no_harm(store: Student) {
        drop(store.upsert(&[student(1, "a")]));
        store.upsert(&[student(2, "b")]).await.unwrap();
        assert_eq!(store.get(&[2]).await.unwrap(), [Some(student(2, "b"))]);
    }
}

/// The embedded engines promise it; see [`Store::scan`].
#[tokio::test]
async fn embedded_stores_are_scanned_in_the_order_of_the_key() {
    let engines = [
        ConnectorConfig::new("memory", ""),
        #[cfg(feature = "sqlite")]
        ConnectorConfig::new("sqlite", ":memory:"),
    ];
    for engine in engines {
        let store: Store<Odd> = with(engine).store("Rows").await.unwrap();
        let row = |second, first: i64| Odd { value: 0, second, first: first.to_string() };
        let rows: Vec<_> = (0..60).flat_map(|second| (10..60).map(move |first| row(second, first))).collect();
        let shuffled: Vec<_> = (0..rows.len()).map(|n| rows[n * 7 % rows.len()].clone()).collect();
        store.upsert(&shuffled).await.unwrap();
        assert!(store.scan().all().await.unwrap() == rows);
    }
}
