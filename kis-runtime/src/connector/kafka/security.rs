//! How the brokers are spoken to: in TLS or not, and how the client logs in.

use std::env;
use std::str::FromStr;

use rdkafka::ClientConfig;

use super::address::{Login, NOT_COMPILED_IN, refused};
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

/// The params; that of TLS names a file of certificates.
const SECURITY: &str = "security";
const SASL: &str = "sasl";
const TLS_CA: &str = "tls_ca";

#[derive(Clone)]
pub(super) struct Security {
    protocol: Protocol,
    /// Without it, whom the system trusts.
    ca: Option<String>,
    login: Option<(Mechanism, Login)>,
}

/// As Kafka's own `security.protocol`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

impl Protocol {
    const ALL: &str = "`plaintext`, `ssl`, `sasl_ssl` or `sasl_plaintext`";

    fn name(self) -> &'static str {
        match self {
            Protocol::Plaintext => "plaintext",
            Protocol::Ssl => "ssl",
            Protocol::SaslPlaintext => "sasl_plaintext",
            Protocol::SaslSsl => "sasl_ssl",
        }
    }

    fn is_encrypted(self) -> bool {
        matches!(self, Protocol::Ssl | Protocol::SaslSsl)
    }

    fn has_login(self) -> bool {
        matches!(self, Protocol::SaslPlaintext | Protocol::SaslSsl)
    }
}

impl FromStr for Protocol {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Protocol::Plaintext, Protocol::Ssl, Protocol::SaslPlaintext, Protocol::SaslSsl];
        all.into_iter().find(|protocol| protocol.name().eq_ignore_ascii_case(text)).ok_or(())
    }
}

/// As Kafka's own `sasl.mechanism`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    Plain,
    ScramSha256,
    ScramSha512,
}

impl Mechanism {
    const ALL: &str = "`plain`, `scram-sha-256` or `scram-sha-512`";

    fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
            Mechanism::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

impl FromStr for Mechanism {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
        all.into_iter().find(|mechanism| mechanism.name().eq_ignore_ascii_case(text)).ok_or(())
    }
}

impl Security {
    pub(super) fn of(
        name: &str,
        config: &ConnectorConfig,
        login: Option<Login>,
    ) -> Result<Self, ConnectorError> {
        let protocol = config.parsed(name, SECURITY, Protocol::ALL)?.unwrap_or(Protocol::Plaintext);
        let mechanism: Option<Mechanism> = config.parsed(name, SASL, Mechanism::ALL)?;
        let ca = config.get(TLS_CA);
        let invalid = |param: &str, expected: String| ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: param.to_owned(),
            value: config.get(param).unwrap_or_default().to_owned(),
            expected,
        };
        if !cfg!(feature = "kafka-ssl") {
            let used = [
                (SECURITY, protocol != Protocol::Plaintext),
                (SASL, mechanism.is_some()),
                (TLS_CA, ca.is_some()),
            ];
            if let Some((param, _)) = used.iter().find(|(_, used)| *used) {
                return Err(invalid(param, NOT_COMPILED_IN.to_owned()));
            }
        }
        if let Some(file) = ca {
            if !protocol.is_encrypted() {
                let expected = "it is of use only with `security: ssl` or `security: sasl_ssl`";
                return Err(invalid(TLS_CA, expected.to_owned()));
            }
            look_into(file).map_err(|why| {
                invalid(TLS_CA, format!("it takes a PEM file with certificates of authorities: {why}"))
            })?;
        }
        let login = match (protocol.has_login(), mechanism, login) {
            (false, None, None) => None,
            (false, Some(_), _) => {
                let expected = "it is of use only with `security: sasl_ssl` or `security: sasl_plaintext`";
                return Err(invalid(SASL, expected.to_owned()));
            }
            (false, None, Some(_)) => {
                let reason = "a user and a password need the params `security: sasl_ssl` and `sasl`";
                return Err(refused(name, config, reason.to_owned()));
            }
            (true, None, _) => {
                return Err(invalid(SECURITY, format!("it needs the param `sasl` too: {}", Mechanism::ALL)));
            }
            (true, Some(_), None) => {
                let reason = format!(
                    "`security: {}` needs a user and a password: write `user:password@host[:port]`",
                    protocol.name()
                );
                return Err(refused(name, config, reason));
            }
            (true, Some(Mechanism::Plain), Some(_)) if !protocol.is_encrypted() => {
                let expected = "it would send the password in clear: take `security: sasl_ssl`, or `scram-sha-256` or \
                                `scram-sha-512`";
                return Err(invalid(SASL, expected.to_owned()));
            }
            (true, Some(mechanism), Some(login)) => Some((mechanism, login)),
        };
        Ok(Security { protocol, ca: ca.map(str::to_owned), login })
    }

    pub(super) fn set_in(&self, config: &mut ClientConfig) {
        config.set("security.protocol", self.protocol.name());
        if self.protocol.is_encrypted() {
            config.set("enable.ssl.certificate.verification", "true");
            config.set("ssl.endpoint.identification.algorithm", "https");
            let is_told = || ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| env::var_os(name).is_some());
            match &self.ca {
                Some(file) => _ = config.set("ssl.ca.location", file),
                // OpenSSL that is compiled in does not know where the system has its certificates.
                None if !is_told() => _ = config.set("ssl.ca.location", "probe"),
                None => {}
            }
        }
        if let Some((mechanism, login)) = &self.login {
            config.set("sasl.mechanism", mechanism.name());
            config.set("sasl.username", &login.user).set("sasl.password", &login.password);
        }
    }
}

/// Finds what OpenSSL would say with less words, and only when the producer is made.
fn look_into(file: &str) -> Result<(), String> {
    let pem = std::fs::read(file).map_err(|error| error.to_string())?;
    let begin = b"-----BEGIN CERTIFICATE-----";
    if pem.windows(begin.len()).any(|part| part == begin) {
        Ok(())
    } else {
        Err("there is none in it".to_owned())
    }
}
