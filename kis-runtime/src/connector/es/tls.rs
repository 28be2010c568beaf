//! Servers that are spoken to in TLS.

use reqwest::ClientBuilder;

use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
#[cfg(feature = "es-tls")]
use crate::connector::roots::Roots;
#[cfg(feature = "es-tls")]
use crate::connector::tls;
use crate::connector::tls::Wish;

const TLS: Wish = Wish { word: "https", feature: "es-tls", is_compiled_in: cfg!(feature = "es-tls") };

/// Teaches the client whom to trust, when an address is `https`.
pub(super) fn prepare(
    http: ClientBuilder,
    name: &str,
    config: &ConnectorConfig,
    encrypted: bool,
) -> Result<ClientBuilder, ConnectorError> {
    TLS.check(name, config, encrypted)?;
    #[cfg(feature = "es-tls")]
    let http = {
        // The client looks for a provider of cryptography even when it never needs one, and panics when there is none.
        let roots = if encrypted { tls::trusted(name, config)? } else { Roots::of_nobody() };
        let client = roots.client().map_err(|reason| tls::unusable(name, config, reason))?;
        http.tls_backend_preconfigured(client)
    };
    Ok(http)
}
