//! What connectors to servers have in common when they speak TLS.

use super::config::ConnectorConfig;
use super::error::ConnectorError;
#[cfg(any(
    feature = "es-tls",
    feature = "mysql-tls",
    feature = "nats",
    feature = "postgres-tls",
    feature = "redis-tls"
))]
use super::roots::Roots;

/// The param that names a file of certificates.
const TLS_CA: &str = "tls_ca";

/// What makes a connector speak TLS.
pub(super) struct Wish {
    /// What an address says when it wants it.
    pub(super) word: &'static str,
    /// The feature that adds it.
    pub(super) feature: &'static str,
    pub(super) is_compiled_in: bool,
}

impl Wish {
    /// Whether what the configuration says of TLS can be done; `is_wanted` is what its address says.
    pub(super) fn check(
        &self,
        name: &str,
        config: &ConnectorConfig,
        is_wanted: bool,
    ) -> Result<(), ConnectorError> {
        let Wish { word, feature, is_compiled_in } = self;
        match config.get(TLS_CA) {
            _ if is_wanted && !is_compiled_in => Err(unusable(
                name,
                config,
                format!(
                    "`{word}` needs TLS, which is not compiled in: add the feature `{feature}` to `kis-runtime` in \
                     Cargo.toml"
                ),
            )),
            Some(file) if !is_wanted => {
                Err(bad_ca(name, file, format!("it is of use only with `{word}` in the address")))
            }
            _ => Ok(()),
        }
    }
}

/// Whom the configuration trusts: the authorities of its file, or else the system's.
#[cfg(any(
    feature = "es-tls",
    feature = "mysql-tls",
    feature = "nats",
    feature = "postgres-tls",
    feature = "redis-tls"
))]
pub(super) fn trusted(name: &str, config: &ConnectorConfig) -> Result<Roots, ConnectorError> {
    match config.get(TLS_CA) {
        Some(file) => Roots::of_file(file).map_err(|why| {
            bad_ca(name, file, format!("it takes a PEM file with certificates of authorities: {why}"))
        }),
        None => Roots::of_system().map_err(|reason| unusable(name, config, reason)),
    }
}

/// Whether TLS itself is why a connection broke, which it would be the next time too.
#[cfg(any(feature = "mysql-tls", feature = "redis-tls"))]
pub(super) fn is_at_fault(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}

fn bad_ca(name: &str, file: &str, expected: String) -> ConnectorError {
    ConnectorError::InvalidParam {
        connector: name.to_owned(),
        param: TLS_CA.to_owned(),
        value: file.to_owned(),
        expected,
    }
}

/// The address asks for what cannot be.
pub(super) fn unusable(name: &str, config: &ConnectorConfig, reason: String) -> ConnectorError {
    ConnectorError::InvalidConfig {
        connector: name.to_owned(),
        conn_type: config.conn_type().to_owned(),
        what: "the address",
        value: config.masked_address(),
        reason,
    }
}
