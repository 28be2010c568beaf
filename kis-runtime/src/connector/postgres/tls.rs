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
use crate::connector::tls;
use crate::connector::tls::Wish;

const TLS: Wish =
    Wish { word: "sslmode=require", feature: "postgres-tls", is_compiled_in: cfg!(feature = "postgres-tls") };

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
        let is_wanted = server.get_ssl_mode() == SslMode::Require;
        TLS.check(name, config, is_wanted)?;
        #[cfg(feature = "postgres-tls")]
        if is_wanted {
            let client = tls::trusted(name, config)?.client();
            let client = client.map_err(|reason| tls::unusable(name, config, reason))?;
            return Ok(Tls::On(MakeRustlsConnect::new(client)));
        }
        Ok(Tls::Off)
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
