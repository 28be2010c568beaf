//! What is refused of `security`, `sasl`, `tls_ca` and users before a broker is asked.

use super::settings::refusal;
use crate::connector::ConnectorConfig;

fn config(address: &str, params: &[(&str, &str)]) -> ConnectorConfig {
    let config = ConnectorConfig::new("kafka", address);
    params.iter().fold(config, |config, (param, value)| config.param(*param, *value))
}

#[cfg(not(feature = "kafka-ssl"))]
#[tokio::test]
async fn without_the_feature_it_is_named() {
    let missing =
        "TLS and logins are not compiled in: add the feature `kafka-ssl` to `kis-runtime` in Cargo.toml";
    for (param, value) in [("security", "sasl_ssl"), ("sasl", "plain"), ("tls_ca", "ca.pem")] {
        assert_eq!(
            refusal(config("h:1", &[(param, value)])).await,
            format!("param `{param}` of connector `Log` is `{value}`; {missing}")
        );
    }
    assert_eq!(
        refusal(config("app:hunter2@h:1", &[])).await,
        format!("connector `Log` of type `kafka` has the address `app:***@h:1`: {missing}")
    );
}

#[cfg(feature = "kafka-ssl")]
#[tokio::test]
async fn users_that_cannot_be_are_refused_and_show_no_password() {
    let login = &[("security", "sasl_ssl"), ("sasl", "plain")];
    let shape = "it takes `user:password@host[:port]`, with `%`, `:`, `@` and `,` of the user and the password \
                 percent-encoded";
    for (address, masked, reason) in [
        ("app@h:1", "***@h:1", shape),
        (":hunter2@h:1", ":***@h:1", shape),
        ("app:@h:1", "app:***@h:1", shape),
        ("app:hun,ter2@h:1", "app:***@h:1", shape),
        ("app:hun@ter2@h:1", "app:***@h:1", shape),
        ("app:hunter2@", "app:***@", shape),
        ("app:hunter2%00@h:1", "app:***@h:1", "Kafka takes no NUL in a user or a password"),
        (
            "app:hunter2%ff@h:1",
            "app:***@h:1",
            "the user or the password is not UTF-8 when it is percent-decoded",
        ),
        (
            "app:hunter2@h:1,app:hunter3@h:2",
            "app:***@h:2",
            "all brokers of a cluster know the same users: name one user, with one password",
        ),
        ("h:1", "h:1", "`security: sasl_ssl` needs a user and a password: write `user:password@host[:port]`"),
    ] {
        assert_eq!(
            refusal(config(address, login)).await,
            format!("connector `Log` of type `kafka` has the address `{masked}`: {reason}")
        );
    }
    assert_eq!(
        refusal(config("app:hunter2@h:1", &[])).await,
        "connector `Log` of type `kafka` has the address `app:***@h:1`: a user and a password need the params `security: \
         sasl_ssl` and `sasl`"
    );
}

#[cfg(feature = "kafka-ssl")]
#[tokio::test]
async fn params_of_security_that_do_not_fit_together_are_refused() {
    let of_logins = "it is of use only with `security: sasl_ssl` or `security: sasl_plaintext`";
    let of_tls = "it is of use only with `security: ssl` or `security: sasl_ssl`";
    let in_clear = "it would send the password in clear: take `security: sasl_ssl`, or `scram-sha-256` or `scram-sha-512`";
    for (params, expected) in [
        (
            &[("security", "tls")][..],
            "param `security` of connector `Log` is `tls`; allowed: `plaintext`, `ssl`, `sasl_ssl` or `sasl_plaintext`",
        ),
        (
            &[("security", "sasl_ssl"), ("sasl", "gssapi")],
            "param `sasl` of connector `Log` is `gssapi`; allowed: `plain`, `scram-sha-256` or `scram-sha-512`",
        ),
        (
            &[("security", "SASL_SSL")],
            "param `security` of connector `Log` is `SASL_SSL`; it needs the param `sasl` too: `plain`, `scram-sha-256` or \
             `scram-sha-512`",
        ),
        (&[("sasl", "plain")], &format!("param `sasl` of connector `Log` is `plain`; {of_logins}")),
        (
            &[("security", "ssl"), ("sasl", "plain")],
            &format!("param `sasl` of connector `Log` is `plain`; {of_logins}"),
        ),
        (
            &[("security", "sasl_plaintext"), ("sasl", "PLAIN")],
            &format!("param `sasl` of connector `Log` is `PLAIN`; {in_clear}"),
        ),
        (&[("tls_ca", "ca.pem")], &format!("param `tls_ca` of connector `Log` is `ca.pem`; {of_tls}")),
        (
            &[("security", "sasl_plaintext"), ("sasl", "scram-sha-256"), ("tls_ca", "ca.pem")],
            &format!("param `tls_ca` of connector `Log` is `ca.pem`; {of_tls}"),
        ),
    ] {
        assert_eq!(refusal(config("app:hunter2@h:1", params)).await, expected);
    }
}

#[cfg(feature = "kafka-ssl")]
#[tokio::test]
async fn files_without_certificates_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(file("empty.pem"), "").unwrap();
    for (file, why) in [
        (file("missing.pem"), "No such file or directory"),
        (file(""), "Is a directory"),
        (file("empty.pem"), "there is none in it"),
    ] {
        let error = refusal(config("h:1", &[("security", "ssl"), ("tls_ca", &file)])).await;
        let expected = format!(
            "param `tls_ca` of connector `Log` is `{file}`; it takes a PEM file with certificates of authorities: {why}"
        );
        assert!(error.starts_with(&expected), "{error}");
    }
    let broken = file("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n").unwrap();
    let error = refusal(config("h:1", &[("security", "ssl"), ("tls_ca", &broken)])).await;
    assert!(error.contains("): the client cannot be made: `tls_ca` failed: "), "{error}");
}
