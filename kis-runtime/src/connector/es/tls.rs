//! Servers that are spoken to in TLS.

use reqwest::ClientBuilder;

use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
#[cfg(feature = "es-tls")]
use crate::connector::roots;

/// The param that names a file of certificates.
const TLS_CA: &str = "tls_ca";

/// Teaches the client whom to trust, when an address is `https`.
pub(super) fn prepare(
    http: ClientBuilder,
    name: &str,
    config: &ConnectorConfig,
    encrypted: bool,
) -> Result<ClientBuilder, ConnectorError> {
    match config.get(TLS_CA) {
        ca if encrypted => trust(http, name, config, ca),
        None => trust_nobody(http, name, config),
        Some(ca) => Err(ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: TLS_CA.to_owned(),
            value: ca.to_owned(),
            expected: "it is of use only with `https` in the address".to_owned(),
        }),
    }
}

#[cfg(feature = "es-tls")]
fn trust(
    http: ClientBuilder,
    name: &str,
    config: &ConnectorConfig,
    ca: Option<&str>,
) -> Result<ClientBuilder, ConnectorError> {
    match ca {
        Some(file) => roots::of_file(file).map_err(|why| ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: TLS_CA.to_owned(),
            value: file.to_owned(),
            expected: format!("it takes a PEM file with certificates of authorities: {why}"),
        }),
        None => roots::of_system().map_err(|reason| unusable(name, config, reason)),
    }
    .map(|trusted| http.tls_backend_preconfigured(trusted))
}

/// The client looks for a provider of cryptography even when it never needs one, and panics when there is none.
#[cfg(feature = "es-tls")]
fn trust_nobody(
    http: ClientBuilder,
    name: &str,
    config: &ConnectorConfig,
) -> Result<ClientBuilder, ConnectorError> {
    let nobody = roots::of_nobody().map_err(|reason| unusable(name, config, reason))?;
    Ok(http.tls_backend_preconfigured(nobody))
}

#[cfg(not(feature = "es-tls"))]
fn trust_nobody(http: ClientBuilder, _: &str, _: &ConnectorConfig) -> Result<ClientBuilder, ConnectorError> {
    Ok(http)
}

#[cfg(not(feature = "es-tls"))]
fn trust(
    _: ClientBuilder,
    name: &str,
    config: &ConnectorConfig,
    _: Option<&str>,
) -> Result<ClientBuilder, ConnectorError> {
    let reason = "`https` needs TLS, which is not compiled in: add the feature `es-tls` to `kis-runtime` in Cargo.toml";
    Err(unusable(name, config, reason.to_owned()))
}

fn unusable(name: &str, config: &ConnectorConfig, reason: String) -> ConnectorError {
    ConnectorError::InvalidConfig {
        connector: name.to_owned(),
        conn_type: config.conn_type().to_owned(),
        what: "the address",
        value: config.masked_address(),
        reason,
    }
}
