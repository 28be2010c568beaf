//! Whose certificates are trusted.

#[cfg(any(feature = "es-tls", feature = "nats", feature = "postgres-tls"))]
use std::sync::Arc;

#[cfg(any(feature = "es-tls", feature = "nats", feature = "postgres-tls"))]
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Authorities that are trusted, and nobody else.
#[derive(Debug)]
pub(crate) struct Roots {
    /// Each is one that rustls takes.
    #[cfg(any(feature = "es-tls", feature = "mysql-tls", feature = "nats", feature = "postgres-tls"))]
    certificates: Vec<CertificateDer<'static>>,
    /// The file that they are from, as it stands.
    #[cfg(feature = "redis-tls")]
    pem: Option<Vec<u8>>,
}

impl Roots {
    /// Trusts whom the system trusts.
    pub(crate) fn of_system() -> Result<Self, String> {
        let found = rustls_native_certs::load_native_certs();
        let mut certificates = found.certs;
        // Systems keep some that nobody can read any more.
        let mut checked = RootCertStore::empty();
        certificates.retain(|certificate| checked.add(certificate.clone()).is_ok());
        if certificates.is_empty() {
            let why: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
            return Err(format!(
                "no certificate of an authority is found in the system ({}): name a file with param `tls_ca`",
                why.join("; ")
            ));
        }
        Ok(Roots {
            #[cfg(any(
                feature = "es-tls",
                feature = "mysql-tls",
                feature = "nats",
                feature = "postgres-tls"
            ))]
            certificates,
            #[cfg(feature = "redis-tls")]
            pem: None,
        })
    }

    /// Trusts the authorities of a PEM file.
    pub(crate) fn of_file(file: &str) -> Result<Self, String> {
        let pem = std::fs::read(file).map_err(|error| error.to_string())?;
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        let certificates = certificates.map_err(|error| error.to_string())?;
        let mut checked = RootCertStore::empty();
        for certificate in &certificates {
            checked.add(certificate.clone()).map_err(|error| error.to_string())?;
        }
        if certificates.is_empty() {
            return Err("there is none in it".to_owned());
        }
        Ok(Roots {
            #[cfg(any(
                feature = "es-tls",
                feature = "mysql-tls",
                feature = "nats",
                feature = "postgres-tls"
            ))]
            certificates,
            #[cfg(feature = "redis-tls")]
            pem: Some(pem),
        })
    }

    /// Trusts nobody: for a client that is to speak no TLS, but would when the server asks for it.
    #[cfg(any(feature = "es-tls", feature = "nats"))]
    pub(crate) fn of_nobody() -> Self {
        Roots {
            certificates: Vec::new(),
            #[cfg(feature = "redis-tls")]
            pem: None,
        }
    }

    /// For clients that are told how to speak TLS.
    #[cfg(any(feature = "es-tls", feature = "nats", feature = "postgres-tls"))]
    pub(crate) fn client(self) -> Result<ClientConfig, String> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(self.certificates);
        // Named, because the program around us may have linked another one too.
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let client = client.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        Ok(client.with_root_certificates(roots).with_no_client_auth())
    }

    /// For clients that take certificates alone: each in DER.
    #[cfg(feature = "mysql-tls")]
    pub(crate) fn der(self) -> Vec<Vec<u8>> {
        provide();
        self.certificates.iter().map(|certificate| certificate.to_vec()).collect()
    }

    /// For clients that take a PEM file, and without one look for the system's certificates themselves.
    #[cfg(feature = "redis-tls")]
    pub(crate) fn pem(self) -> Option<Vec<u8>> {
        provide();
        self.pem
    }
}

/// Gives the process a provider of cryptography, unless the program has chosen one.
///
/// Clients that cannot be told one take the process's, and panic when there is none or the choice is not clear.
#[cfg(any(feature = "mysql-tls", feature = "redis-tls"))]
fn provide() {
    use rustls::crypto::CryptoProvider;

    if CryptoProvider::get_default().is_none() {
        // It fails when another one was chosen this moment, which is as good.
        let _ = ring::default_provider().install_default();
    }
}
