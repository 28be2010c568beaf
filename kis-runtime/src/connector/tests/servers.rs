//! Where the real servers are that connectors are tested against.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::connector::ConnectorConfig;

/// A connector of this type at its server, with a key that no other test has.
///
/// # Panics
///
/// When the server is not there.
pub(crate) fn config(server: &str) -> ConnectorConfig {
    config_at(server, server)
}

/// As [`config`], at a server of another name than the type's.
pub(crate) fn config_at(server: &str, conn_type: &str) -> ConnectorConfig {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let variable = format!("KIS_TEST_{}_URL", server.to_uppercase().replace('-', "_"));
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../target/servers/{server}.json"));
    let started = || -> Option<String> {
        let state: Value = serde_json::from_str(&std::fs::read_to_string(state).ok()?).ok()?;
        Some(state["url"].as_str()?.to_owned())
    };
    let url = std::env::var(&variable).ok().filter(|url| !url.is_empty()).or_else(started).unwrap_or_else(|| {
        panic!(
            "there is no {server} to test against: start one with `cargo xtask servers up {server}`, name yours in \
             {variable}, or leave these tests out with `--skip servers::`"
        )
    });
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let key = format!("kis_test_{now:x}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    ConnectorConfig::new(conn_type, url).key(key)
}
