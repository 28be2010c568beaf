//! What becomes of answers, by a server that gives any.

use super::responder::Answer::{self, Hang, Json, Raw};
use super::responder::Responder;
use super::{said, store, with};
use crate::connector::ConnectorConfig;
use crate::connector::tests::rows::{Student, student};

const BUSY: &str =
    r#"{"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"queue is full"}}}"#;
const WRITTEN: &str = r#"{"index":{"status":201}}"#;

fn items(items: &[&str]) -> Answer {
    Json(200, format!(r#"{{"items":[{}]}}"#, items.join(",")))
}

fn rows(count: i64) -> Vec<Student> {
    (1..=count).map(|id| student(id, "x")).collect()
}

fn cut_off() -> Answer {
    Raw("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"items\":[".to_owned())
}

async fn upsert_error(answer: Answer) -> String {
    let server = Responder::start([answer]);
    said(store::<Student>(server.config()).await.upsert(&rows(2)).await.unwrap_err())
}

#[tokio::test]
async fn rows_that_the_server_did_not_take_on_are_sent_again_and_no_others() {
    let server =
        Responder::start([items(&[WRITTEN, BUSY, BUSY]), items(&[BUSY, WRITTEN]), items(&[WRITTEN])]);
    let store = store::<Student>(server.config().param("retry_for", "1m")).await;
    store.upsert(&rows(3)).await.unwrap();
    let bodies: Vec<_> = server.asked().into_iter().map(|asked| asked.body).collect();
    let line =
        |id| format!("{{\"index\":{{\"_id\":\"{id}\"}}}}\n{{\"id\":{id},\"name\":\"x\",\"score\":null}}\n");
    assert_eq!(bodies, [line(1) + &line(2) + &line(3), line(2) + &line(3), line(2)]);
}

#[tokio::test]
async fn refused_rows_are_told_with_key_and_reason_and_counted() {
    let refused = r#"{"index":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse [name]",
        "caused_by":{"type":"x","reason":"no number"}}}}"#;
    let server = Responder::start([items(&[WRITTEN, refused])]);
    let store = store::<Student>(server.config()).await;
    assert_eq!(
        store.upsert(&rows(2)).await.unwrap_err().to_string(),
        format!(
            "upsert failed at connector `Index` (type `es`, `{}`): 1 of 2 rows are written, 1 are refused; writing all of \
             them again is safe: refused: `2` (400, mapper_parsing_exception, failed to parse [name]: no number)",
            server.address
        )
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn rows_that_are_never_taken_on_are_told_after_retry_for() {
    let server = Responder::start([items(&[WRITTEN, BUSY]), items(&[BUSY])]);
    let store = store::<Student>(server.config().param("retry_for", "100ms")).await;
    assert_eq!(
        said(store.upsert(&rows(2)).await.unwrap_err()),
        "1 of 2 rows are written; writing all of them again is safe: the server has more to do than it takes on (429, \
         es_rejected_execution_exception, queue is full); tried again for 100ms (param `retry_for`)"
    );
    assert!(server.asked().len() > 2);
}

#[tokio::test]
async fn an_answer_that_is_short_of_rows_is_never_taken_for_whole() {
    assert_eq!(
        upsert_error(items(&[WRITTEN])).await,
        "0 of 2 rows are written, 2 may be written; writing all of them again is safe: the connection was lost: the answer \
         is of 1 rows, and 2 were sent"
    );
}

#[tokio::test]
async fn a_write_whose_answer_is_cut_off_is_sent_again_and_a_delete_is_not() {
    let server = Responder::start([cut_off(), items(&[WRITTEN, WRITTEN]), cut_off()]);
    let store = store::<Student>(server.config().param("retry_for", "1m")).await;
    store.upsert(&rows(2)).await.unwrap();
    let error = said(store.delete(&[1, 2]).await.unwrap_err());
    let begin = "0 rows are removed, 2 keys more may be; removing all of them again is safe: the connection was lost: ";
    assert!(error.starts_with(begin), "{error}");
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn answers_of_something_else_are_told_apart() {
    let page =
        Raw("HTTP/1.1 200 OK\r\ncontent-length: 20\r\nconnection: close\r\n\r\n<html>\nhello\n</html>"
            .to_owned());
    let foreign = upsert_error(page).await;
    let expected = "the answer is none of Elasticsearch (status 200 OK, it begins with `<html> hello </html>`): does something \
                    else stand at this address?";
    assert!(foreign.ends_with(expected), "{foreign}");
    let to = "HTTP/1.1 301 x\r\nlocation: https://me:hunter2@es2/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    assert_eq!(
        upsert_error(Raw(to.to_owned())).await,
        "the server sends us on to `https://me:***@es2/`: write the address that answers itself"
    );
    let gateway = upsert_error(Json(502, "<html>bad gateway".to_owned())).await;
    assert!(gateway.ends_with("the server cannot answer now (502, <html>bad gateway)"), "{gateway}");
}

#[tokio::test]
async fn what_the_server_refuses_is_told_in_its_words() {
    let error = |kind: &str| format!(r#"{{"error":{{"type":"{kind}","reason":"why"}},"status":1}}"#);
    for (status, kind, expected) in [
        (
            401,
            "security_exception",
            "the server refuses the user, the password or the `api_key` (401, security_exception, why)",
        ),
        (403, "security_exception", "the user may not do this (403, security_exception, why)"),
        (400, "parsing_exception", "the server refuses the request (400, parsing_exception, why)"),
    ] {
        assert_eq!(upsert_error(Json(status, error(kind))).await, expected);
    }
    let long = upsert_error(Json(413, String::new())).await;
    assert!(long.starts_with("the server takes no request of ") && long.contains("`bulk_bytes`"), "{long}");
}

#[tokio::test]
async fn a_socket_that_hangs_is_an_error_in_time() {
    let server = Responder::start([Hang]);
    let limits = server.config().param("read_timeout", "200ms").param("write_timeout", "300ms");
    let store = store::<Student>(limits).await;
    let (read, written) = tokio::join!(store.get(&[1]), store.upsert(&[student(1, "a")]));
    assert_eq!(
        said(read.unwrap_err()),
        "the server did not answer within 200ms; param `read_timeout` sets the limit"
    );
    assert_eq!(
        said(written.unwrap_err()),
        "0 of 1 rows are written, 1 may be written; writing all of them again is safe: the server did not answer within \
         300ms; param `write_timeout` sets the limit"
    );
}

#[tokio::test]
async fn requests_wait_for_their_turn_within_their_limit() {
    let server = Responder::start([Hang]);
    let config =
        server.config().param("pool_size", "1").param("read_timeout", "200ms").param("write_timeout", "1m");
    let store = store::<Student>(config).await;
    let writing = tokio::spawn({
        let store = store.clone();
        async move { store.upsert(&[student(1, "a")]).await }
    });
    while server.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        said(store.get(&[1]).await.unwrap_err()),
        "all 1 requests at once were under way for 200ms; param `pool_size` sets how many there are"
    );
    writing.abort();
}

#[tokio::test]
async fn a_node_that_is_gone_is_left_for_the_next_one() {
    let gone = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let server = Responder::start([items(&[WRITTEN, WRITTEN])]);
    let config = ConnectorConfig::new("es", format!("{gone}, {}", server.address)).key("rows");
    store::<Student>(config.clone()).await.upsert(&rows(2)).await.unwrap();
    let error = with(config.at(gone.to_string())).store::<Student>("Index").await.unwrap_err().to_string();
    let place =
        format!("connector `Index` cannot connect to `{gone}` (type `es`): the server cannot be reached: ");
    assert!(error.starts_with(&place), "{error}");
}

#[tokio::test]
async fn users_and_keys_are_sent_and_never_shown() {
    let server = Responder::start([Json(401, "{}".to_owned())]);
    let at = |user: &str| server.config().at(format!("http://{user}{}", server.address));
    let mut shown = String::new();
    let by_name = with(at("me:p%40ss@"));
    let error = by_name.store::<Student>("Index").await.unwrap().get(&[1]).await.unwrap_err();
    shown += &format!("{by_name:?} {error} {:?}", by_name.client::<crate::connector::Es>("Index").await);
    assert_eq!(server.first().authorization, "Basic bWU6cEBzcw==");

    let other = Responder::start([Json(401, "{}".to_owned())]);
    let by_key = with(other.config().param("api_key", "c2VjcmV0"));
    let error = by_key.store::<Student>("Index").await.unwrap().get(&[1]).await.unwrap_err();
    shown += &format!("{by_key:?} {error}");
    assert_eq!(other.first().authorization, "ApiKey c2VjcmV0");

    for config in [at("me:p%40ss@").param("api_key", "c2VjcmV0"), at("me:p%40ss@[").param("create", "x")] {
        shown += &with(config).store::<Student>("Index").await.unwrap_err().to_string();
    }
    assert!(!["p%40ss", "p@ss", "c2VjcmV0"].iter().any(|secret| shown.contains(secret)), "{shown}");
}

#[tokio::test]
async fn a_scan_that_may_have_lost_a_page_is_over() {
    let page = r#"{"_scroll_id":"s","_shards":{"total":1,"failed":0},
        "hits":{"hits":[{"_id":"1","_source":{"id":1,"name":"a"}}]}}"#;
    let refreshed = r#"{"_shards":{"total":1,"failed":0}}"#;
    let half = refreshed.replace("\"failed\":0", "\"failed\":1");
    let script = [refreshed, &half, page].map(|json| Json(200, json.to_owned()));
    let server = Responder::start(script.into_iter().chain([cut_off(), Json(200, page.to_owned())]));
    let store = store::<Student>(server.config().param("retry_for", "1m")).await;
    let mut scan = store.scan();
    // Shards that failed are asked again.
    assert_eq!(scan.next().await.unwrap(), Some(vec![student(1, "a")]));
    let lost = said(scan.next().await.unwrap_err());
    assert!(
        lost.ends_with("; a page of the scan may be lost, so the scan is over: begin it again"),
        "{lost}"
    );
    assert_eq!(
        said(scan.next().await.unwrap_err()),
        "a page of the scan may be lost, so the scan is over: begin it again"
    );
}

#[cfg(not(feature = "es-tls"))]
#[tokio::test]
async fn https_names_the_feature_that_it_needs() {
    let config = ConnectorConfig::new("es", "https://me:hunter2@es1").key("rows");
    assert_eq!(
        with(config).store::<Student>("Index").await.unwrap_err().to_string(),
        "connector `Index` of type `es` has the address `https://me:***@es1`: `https` needs TLS, which is not compiled in: \
         add the feature `es-tls` to `kis-runtime` in Cargo.toml"
    );
}
