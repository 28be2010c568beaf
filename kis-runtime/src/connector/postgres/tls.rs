//! Connections with and without TLS.

use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{CancelToken, Client, Config, Error, NoTls, Socket};
#[cfg(feature = "postgres-tls")]
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::connector::config::ConnectorConfig;
use crate::connector::engine::BoxFuture;
use crate::connector::error::ConnectorError;
#[cfg(feature = "postgres-tls")]
use crate::connector::roots;

/// The param that names a file of certificates.
const TLS_CA: &str = "tls_ca";

/// Whether a server is spoken to in TLS: only when the address says `sslmode=require`, and always then.
pub(super) enum Tls {
    Off,
    #[cfg(feature = "postgres-tls")]
    On(MakeRustlsConnect),
}

/// A new connection: its client, and what has to run for it.
type Connected = (Client, BoxFuture<'static, Result<(), Error>>);

impl Tls {
    pub(super) fn of(name: &str, config: &ConnectorConfig, server: &Config) -> Result<Self, ConnectorError> {
        match (server.get_ssl_mode(), config.get(TLS_CA)) {
            (SslMode::Require, ca) => Tls::on(name, config, ca),
            (_, None) => Ok(Tls::Off),
            (_, Some(ca)) => Err(ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: TLS_CA.to_owned(),
                value: ca.to_owned(),
                expected: "it is of use only with `sslmode=require` in the address".to_owned(),
            }),
        }
    }

    #[cfg(feature = "postgres-tls")]
    fn on(name: &str, config: &ConnectorConfig, ca: Option<&str>) -> Result<Self, ConnectorError> {
        match ca {
            Some(file) => roots::of_file(file).map_err(|why| ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: TLS_CA.to_owned(),
                value: file.to_owned(),
                expected: format!("it takes a PEM file with certificates of authorities: {why}"),
            }),
            None => roots::of_system().map_err(|reason| unusable(name, config, reason)),
        }
        .map(|roots| Tls::On(MakeRustlsConnect::new(roots)))
    }

    #[cfg(not(feature = "postgres-tls"))]
    fn on(name: &str, config: &ConnectorConfig, _: Option<&str>) -> Result<Self, ConnectorError> {
        let reason = "`sslmode=require` needs TLS, which is not compiled in: add the feature `postgres-tls` to `kis-runtime` \
                      in Cargo.toml";
        Err(unusable(name, config, reason.to_owned()))
    }

    pub(super) async fn connect(&self, server: &Config) -> Result<Connected, Error> {
        match self {
            Tls::Off => connect(server, NoTls).await,
            #[cfg(feature = "postgres-tls")]
            Tls::On(tls) => connect(server, tls.clone()).await,
        }
    }

    /// Asks the server to end what it does for a connection.
    pub(super) async fn cancel(&self, token: CancelToken) -> Result<(), Error> {
        match self {
            Tls::Off => token.cancel_query(NoTls).await,
            #[cfg(feature = "postgres-tls")]
            Tls::On(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

async fn connect<T>(server: &Config, tls: T) -> Result<Connected, Error>
where
    T: MakeTlsConnect<Socket, Stream: Send + 'static>,
{
    let (client, connection) = server.connect(tls).await?;
    Ok((client, Box::pin(connection)))
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
