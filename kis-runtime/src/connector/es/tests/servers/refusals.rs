//! What is refused, with the reason.

use reqwest::Method;

use super::{absent, ask, config, said, store, with};
use crate::connector::tests::rows::{Event, Everything, Odd, Student, student};
use crate::connector::{ConnectorConfig, Connectors};

/// An index that is made with this mapping, and a connector that does not make one.
async fn index(server: &str, mapping: &str) -> Connectors {
    let connectors = with(absent(server));
    let made = ask(&connectors, Method::PUT, "", &format!(r#"{{"mappings":{mapping}}}"#)).await;
    assert_eq!(made["acknowledged"], true, "{made}");
    connectors
}

async fn refusal(connectors: Connectors) -> String {
    let error = connectors.store::<Student>("Index").await.unwrap_err().to_string();
    error.replace(connectors.config("Index").unwrap().key_or(""), "rows")
}

at_each_server! {
    an_index_that_is_not_there_says_how_to_make_it(server) {
        let refused = refusal(with(absent(server))).await;
        assert!(refused.ends_with("index `rows` is not there: make it, or say `create: true`"), "{refused}");
    }

    an_index_that_does_not_fit_is_refused_with_field_expected_and_found(server) {
        let fields = r#""id":{"type":"long"},"name":{"type":"text"}"#;
        for (mapping, reason) in [
            (
                format!(r#"{{"properties":{{{fields},"score":{{"type":"long"}}}}}}"#),
                "field `score` of index `rows` of connector `Index` does not fit rows of `Student`: expected `double`, found `long`",
            ),
            (
                format!(r#"{{"properties":{{{fields}}}}}"#),
                "field `score` of index `rows` of connector `Index` does not fit rows of `Student`: expected `double`, found no such \
                 field, in an index that maps new ones by their first value",
            ),
            (
                format!(r#"{{"dynamic":"strict","properties":{{{fields}}}}}"#),
                "field `score` of index `rows` of connector `Index` does not fit rows of `Student`: expected `double`, found no such \
                 field, in an index that refuses new ones",
            ),
            (
                r#"{"dynamic":false,"_source":{"enabled":false}}"#.to_owned(),
                "index `rows` of connector `Index` does not fit rows of `Student`: expected a `_source` that is kept as it was sent, \
                 found `_source`: {\"enabled\":false}",
            ),
        ] {
            assert_eq!(refusal(index(server, &mapping).await).await, reason);
        }
        let accepted = index(server, &format!(r#"{{"dynamic":false,"properties":{{{fields}}}}}"#)).await;
        let store = accepted.store::<Student>("Index").await.unwrap();
        store.upsert(&[student(1, "a")]).await.unwrap();
        assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
    }

    rows_that_the_mapping_refuses_are_told_and_the_others_are_written(server) {
        let fields = r#""id":{"type":"long"},"name":{"type":"date"},"score":{"type":"double"}"#;
        let connectors = index(server, &format!(r#"{{"properties":{{{fields}}}}}"#)).await;
        let store = connectors.store::<Student>("Index").await.unwrap();
        let rows = [student(1, "2024-02-29"), student(2, "no date"), student(3, "2024-02-29")];
        let error = said(store.upsert(&rows).await.unwrap_err());
        let begin = "2 of 3 rows are written, 1 are refused; writing all of them again is safe: refused: `2` (400, ";
        assert!(error.starts_with(begin), "{error}");
        assert!(error.contains("_parsing_exception, "), "{error}");
        assert!(error.contains("failed to parse field [name] of type [date]"), "{error}");
        assert_eq!(store.count().await.unwrap(), 2);
    }

    a_disk_that_is_nearly_full_is_told_and_not_waited_for(server) {
        let connectors = with(config(server));
        let store = connectors.store::<Student>("Index").await.unwrap();
        store.upsert(&[student(1, "a")]).await.unwrap();
        // What the server itself does at the flood-stage watermark.
        let block = |on: &str| format!(r#"{{"index.blocks.read_only_allow_delete":{on}}}"#);
        ask(&connectors, Method::PUT, "/_settings", &block("true")).await;
        let error = said(store.upsert(&[student(1, "b"), student(2, "b")]).await.unwrap_err());
        let begin = "0 of 2 rows are written, 2 are refused; writing all of them again is safe: the server's disk is nearly full \
                     (flood-stage watermark), and its indices are read-only until there is room (429, cluster_block_exception, ";
        assert!(error.starts_with(begin), "{error}");
        assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
        ask(&connectors, Method::PUT, "/_settings", &block("null")).await;
        store.upsert(&[student(1, "b"), student(2, "b")]).await.unwrap();
        assert_eq!(store.count().await.unwrap(), 2);
    }

    keys_that_are_no_ids_are_refused_before_anything_is_written(server) {
        let store = store::<Odd>(config(server)).await;
        let row = |first: &str| Odd { value: 1, second: 2, first: first.to_owned() };
        // The other part and what joins them take two bytes.
        let longest = "x".repeat(510);
        store.upsert(&[row(&longest)]).await.unwrap();
        assert_eq!(store.get(&[(2, longest.clone())]).await.unwrap(), [Some(row(&longest))]);
        let error = store.upsert(&[row("fine"), row(&format!("{longest}x"))]).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "row 2 of `Odd` cannot be written to connector `Index` (column `select`): the key is 513 bytes long as text, and \
             Elasticsearch takes ids of up to 512"
        );
        let long = "'; DROP".repeat(150_000);
        assert!(store.upsert(&[row(&long)]).await.unwrap_err().to_string().contains("bytes long as text"));
        assert_eq!(store.count().await.unwrap(), 1);
    }

    an_empty_key_is_refused(server) {
        let store = store::<Everything>(config(server)).await;
        let error = store.get(&[String::new()]).await.unwrap_err().to_string();
        assert!(error.ends_with("(column `id`): it is empty, and Elasticsearch has no empty ids"), "{error}");
    }

    hostile_names_are_an_index_or_refused(server) {
        let own = config(server).key_or("").to_owned();
        for name in ["';drop%20table&x=1", "שלום", "a=b;c", "[x]{y}", "%2e%2e", "ключ🔑"] {
            let config: ConnectorConfig = config(server).key(format!("{own}{name}"));
            let store = store::<Event>(config).await;
            store.upsert(&[Event::Left("x".to_owned(), 1)]).await.unwrap();
            assert_eq!(store.count().await.unwrap(), 1, "{name}");
        }
        for name in ["a\nb", "a\0b", "../_all", "a,b", "a*", "<a>", "a#b", "A", "_bulk", "-a", ""] {
            let refused = with(config(server).key(name)).store::<Event>("Index").await;
            let error = refused.err().map(|error| error.to_string()).unwrap_or_default();
            // An empty key is the connector's name, which is in upper case here.
            assert!(error.contains("of type `es` has the key `"), "{name}: {error}");
        }
    }
}
