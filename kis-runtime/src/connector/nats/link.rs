//! One live connection, which never reconnects by itself.
//!
//! A client that reconnects sends what waits in its queue over the new connection, after rows that the old one lost:
//! the order of a batch would be gone. So each connection is a client of its own, and ends when it is lost; what is not
//! acknowledged fails at once then, and is sent again in order by who sent it.

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::{Context, ContextBuilder};
use async_nats::{ConnectOptions, Event, ServerError};

use super::fault::{Cure, Fault};
use super::settings::{Login, Server, Settings};

/// Where nothing listens: the only server that a client knows once it is connected.
const NOWHERE: &str = "nats://127.0.0.1:0";

#[derive(Clone)]
pub(super) struct Link {
    pub(super) jetstream: Context,
    /// What the server complained about last, outside of any answer.
    complaint: Arc<Mutex<Option<String>>>,
}

impl Link {
    /// Connects to the first server that takes the connection; `limit` is for each of them.
    pub(super) async fn open(settings: &Settings, limit: Duration) -> Result<Self, (Fault, Cure)> {
        let mut failed = (Fault::NoServer, Cure::None);
        for server in &settings.servers {
            match Link::open_one(settings, server, limit).await {
                Ok(link) => return Ok(link),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    async fn open_one(settings: &Settings, server: &Server, limit: Duration) -> Result<Self, (Fault, Cure)> {
        let complaint = Arc::new(Mutex::new(None));
        let heard = Arc::clone(&complaint);
        let mut options = ConnectOptions::new()
            .name("kisflow")
            .connection_timeout(limit)
            .request_timeout(Some(settings.response_timeout))
            .require_tls(server.addr.tls_required())
            .tls_client_config(settings.tls.clone())
            .ignore_discovered_servers()
            .max_reconnects(1)
            .event_callback(move |event| {
                if let (Event::ServerError(ServerError::Other(text)), Ok(mut heard)) = (event, heard.lock()) {
                    *heard = Some(text);
                }
                ready(())
            });
        options = match &server.login {
            Login::None => options,
            Login::Token(token) => options.token(token.clone()),
            Login::User(user, password) => options.user_and_password(user.clone(), password.clone()),
        };
        let client = options
            .connect(server.addr.clone())
            .await
            .map_err(|error| Fault::of_connect(error, server, settings.connect_timeout))?;
        client.set_server_pool(NOWHERE).await.map_err(|_| (Fault::lost(None), Cure::Reconnect))?;
        let jetstream = ContextBuilder::new().timeout(settings.response_timeout).build(client);
        Ok(Link { jetstream, complaint })
    }

    pub(super) fn is_live(&self) -> bool {
        self.jetstream.client().connection_state() == State::Connected
    }

    pub(super) fn complaint(&self) -> Option<String> {
        self.complaint.lock().ok()?.clone()
    }
}
