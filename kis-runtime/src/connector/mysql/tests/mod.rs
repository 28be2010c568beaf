//! What is MySQL's own.

mod clear_text;
mod servers;

use crate::connector::tests::rows::Student;
use crate::connector::{ConnectorConfig, Connectors};

async fn refusal(config: ConnectorConfig) -> String {
    let connectors = Connectors::new().with("Db", config);
    connectors.store::<Student>("Db").await.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_wrong_with_the_configuration_is_said_before_connecting() {
    const FORM: &str = "it takes `mysql://user:password@host:3306/database`, with `?ssl-mode=REQUIRED` for TLS, special \
                        characters percent-encoded";
    const OPTIONS: &str = "it takes no option but `ssl-mode=REQUIRED` or `ssl-mode=VERIFY_IDENTITY`, which are the same: TLS, \
                           with certificate and name verified; the others are params";
    let at = |address: &str| ConnectorConfig::new("mysql", address);
    let there = || at("mysql://kis:hunter2@127.0.0.1:1/kis");
    for (config, problem) in [
        (
            there().param("pool_size", "0"),
            "param `pool_size` of connector `Db` is `0`; allowed: a whole number from 1 to 1000".to_owned(),
        ),
        (
            there().param("create", "yes"),
            "param `create` of connector `Db` is `yes`; allowed: `true` or `false`".to_owned(),
        ),
        (there().param("read_timeout", "soon"), "or a whole number of milliseconds".to_owned()),
        (
            there().key("a\0b"),
            "the name `a\\0b` cannot be a schema, table or column: it has a NUL in it".to_owned(),
        ),
        (there().key("a."), "the name `` cannot be a schema, table or column: it is empty".to_owned()),
        (there().key("a "), "it ends with a space".to_owned()),
        (
            there().key("🔑"),
            "it has `🔑` in it, and MySQL's names have no characters beyond U+FFFF".to_owned(),
        ),
        (there().key("ü".repeat(65)), "it has 65 characters, and MySQL takes 64 at most".to_owned()),
        (at("127.0.0.1:3306"), FORM.to_owned()),
        (at("kis:hunter2@tcp(127.0.0.1:3306)/kis"), FORM.to_owned()),
        (at("mysql://kis@h:port/kis"), FORM.to_owned()),
        (at("mysql://127.0.0.1/kis"), format!("no user is named; {FORM}")),
        (
            at("mysql://kis:hunter2#2@h/kis"),
            format!("a `#` in a name or a password is written `%23`; {FORM}"),
        ),
        (at("mysql://kis:hunter2@127.0.0.1"), format!("no database is named; {FORM}")),
        (at("mysql://kis:hunter2@h/kis?pool_min=3"), format!("{OPTIONS}; {FORM}")),
        (at("mysql://kis:hunter2@h/kis?ssl-mode=VERIFY_CA"), format!("{OPTIONS}; {FORM}")),
        (at("mysql://kis:hunter2@h/kis?ssl-mode=REQUIRED&verify_ca=false"), format!("{OPTIONS}; {FORM}")),
        (
            there().param("tls_ca", "ca.pem"),
            "it is of use only with `ssl-mode=REQUIRED` in the address".to_owned(),
        ),
        #[cfg(not(feature = "mysql-tls"))]
        (
            at("mysql://kis:hunter2@h/kis?ssl-mode=VERIFY_IDENTITY"),
            "add the feature `mysql-tls` to `kis-runtime` in Cargo.toml".to_owned(),
        ),
        #[cfg(feature = "mysql-tls")]
        (
            at("mysql://kis:hunter2@h/kis?ssl-mode=REQUIRED").param("tls_ca", "Cargo.toml"),
            "it takes a PEM file with certificates of authorities: there is none in it".to_owned(),
        ),
    ] {
        let error = refusal(config).await;
        assert!(error.ends_with(&problem), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_password_that_breaks_the_url_is_not_told() {
    let error = refusal(ConnectorConfig::new("mysql", "mysql://kis:a?hunter2=1@h/kis")).await;
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_refused_connection_is_an_error_at_once() {
    for conn_type in ["mysql", "tidb"] {
        let error = refusal(ConnectorConfig::new(conn_type, "mysql://kis:hunter2@127.0.0.1:1/kis")).await;
        let start = format!(
            "connector `Db` cannot connect to `mysql://kis:***@127.0.0.1:1/kis` (type `{conn_type}`): the server cannot \
             be reached: "
        );
        assert!(error.starts_with(&start) && error.contains("refused"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_an_error_when_the_time_is_over() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("mysql://kis:hunter2@{}/kis", silent.local_addr().unwrap());
    let error = refusal(ConnectorConfig::new("mysql", url).param("connect_timeout", "2s")).await;
    assert!(error.contains(" within 2s: is it the right server"), "{error}");
}
