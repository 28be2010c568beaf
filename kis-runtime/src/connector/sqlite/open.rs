//! Opens a database and sets it up.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::mask::mask;

const MEMORY: &str = ":memory:";
/// Enough for every size of statement of one table.
const CACHED_STATEMENTS: usize = 64;
/// Between two looks at a database that somebody else has locked.
const BUSY_PAUSE: Duration = Duration::from_millis(2);
/// SQLite counts milliseconds, in 32 bits.
const LONGEST_BUSY_TIMEOUT: Duration = Duration::from_millis(i32::MAX as u64);

pub(super) struct Settings {
    path: String,
    busy_timeout: Duration,
    synchronous: Synchronous,
}

#[derive(Clone, Copy)]
enum Synchronous {
    Off,
    Normal,
    Full,
    Extra,
}

impl std::str::FromStr for Synchronous {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.to_ascii_lowercase().as_str() {
            "off" => Ok(Synchronous::Off),
            "normal" => Ok(Synchronous::Normal),
            "full" => Ok(Synchronous::Full),
            "extra" => Ok(Synchronous::Extra),
            _ => Err(()),
        }
    }
}

/// What is wrong with a path, in clearer words than SQLite's.
#[derive(Debug, thiserror::Error)]
enum OpenFault {
    #[error("its folder `{0}` is not there: make it first")]
    NoFolder(String),
    #[error("the path is a folder: name a file in it")]
    Folder,
    #[error("the file cannot be written: SQLite opened it for reading only")]
    ReadOnly,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let address = config.address();
        let path = address.strip_prefix("sqlite://").unwrap_or(address);
        // A URL is somebody else's address: as a path it would be shown, with its password.
        if path.is_empty() || path.contains('\0') || path.contains("://") {
            return Err(ConnectorError::InvalidConfig {
                connector: name.to_owned(),
                conn_type: config.conn_type().to_owned(),
                what: "the address",
                value: config.masked_address(),
                reason: "it takes the path of a file, or `:memory:`".to_owned(),
            });
        }
        let busy_timeout = config.duration(name, "busy_timeout")?.unwrap_or(Duration::from_secs(5));
        if busy_timeout > LONGEST_BUSY_TIMEOUT {
            return Err(ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: "busy_timeout".to_owned(),
                value: config.get("busy_timeout").unwrap_or_default().to_owned(),
                expected: format!("allowed: `0` to `{}ms`", LONGEST_BUSY_TIMEOUT.as_millis()),
            });
        }
        let synchronous = config.parsed(name, "synchronous", "`off`, `normal`, `full` or `extra`")?;
        Ok(Settings {
            path: path.to_owned(),
            busy_timeout,
            synchronous: synchronous.unwrap_or(Synchronous::Normal),
        })
    }
}

pub(super) fn open(settings: &Settings) -> Result<Connection> {
    check_path(&settings.path)?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&settings.path, flags)?;
    connection.busy_timeout(settings.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    if connection.is_readonly("main")? {
        return Err(OpenFault::ReadOnly.into());
    }
    use_wal(&connection, settings.busy_timeout)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let synchronous = match settings.synchronous {
        Synchronous::Off => "off",
        Synchronous::Normal => "normal",
        Synchronous::Full => "full",
        Synchronous::Extra => "extra",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    Ok(connection)
}

/// SQLite does not wait for others that are just doing the same; see <https://www.sqlite.org/wal.html>.
fn use_wal(connection: &Connection, busy_timeout: Duration) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())) {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && started.elapsed() < busy_timeout =>
            {
                thread::sleep(BUSY_PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn check_path(path: &str) -> Result<(), OpenFault> {
    if path == MEMORY {
        return Ok(());
    }
    let path = Path::new(path);
    match path.parent() {
        _ if path.is_dir() => Err(OpenFault::Folder),
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(OpenFault::NoFolder(mask(&folder.display().to_string())))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn many_connect_to_one_new_file_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..40 {
            let path = folder.path().join(format!("{round}.db"));
            let barrier = Barrier::new(8);
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        let config = ConnectorConfig::new("sqlite", path.to_str().unwrap());
                        let settings = Settings::of("Db", &config).unwrap();
                        barrier.wait();
                        open(&settings).unwrap();
                    });
                }
            });
        }
    }
}
