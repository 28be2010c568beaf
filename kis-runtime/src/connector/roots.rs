//! Whose certificates are trusted.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Trusts whom the system trusts.
pub(crate) fn of_system() -> Result<ClientConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
        return Err(format!(
            "no certificate of an authority is found in the system ({}): name a file with param `tls_ca`",
            why.join("; ")
        ));
    }
    client(roots)
}

/// Trusts nobody: for a client that is to speak no TLS, but would when the server asks for it.
#[cfg(any(feature = "es-tls", feature = "nats"))]
pub(crate) fn of_nobody() -> Result<ClientConfig, String> {
    client(RootCertStore::empty())
}

/// Trusts the authorities of a PEM file, and nobody else.
pub(crate) fn of_file(file: &str) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| error.to_string())? {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() {
        return Err("there is none in it".to_owned());
    }
    client(roots)
}

fn client(roots: RootCertStore) -> Result<ClientConfig, String> {
    // Named, because the program around us may have linked another one too.
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let client = client.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(client.with_root_certificates(roots).with_no_client_auth())
}
