//! A server that was started, as `target/servers` remembers it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Result, command};

/// How long a server may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Running {
    pub(crate) name: String,
    pub(crate) pid: u32,
    /// When the process began, in clock ticks: another process may get its number later.
    pub(crate) began: u64,
    pub(crate) port: u16,
    /// Where tests reach it.
    pub(crate) url: String,
    pub(crate) data: PathBuf,
}

impl Running {
    /// The server of this name, if it was started here and still runs. What a crash left is cleared away.
    pub(crate) fn find(name: &str) -> Result<Option<Self>> {
        let file = file_of(name);
        let Ok(text) = fs::read_to_string(&file) else { return Ok(None) };
        let running = Running::parse(name, &text).ok_or_else(|| {
            format!("{} is not understood: stop the server and remove the file", file.display())
        })?;
        if began(running.pid) == Some(running.began) {
            return Ok(Some(running));
        }
        running.clear()?;
        Ok(None)
    }

    /// Writes down that the server runs.
    pub(crate) fn remember(&self) -> Result {
        let file = file_of(&self.name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let state = json!({
            "pid": self.pid, "began": self.began, "port": self.port, "url": self.url,
            "data": self.data.to_string_lossy()
        });
        Ok(fs::write(file, state.to_string())?)
    }

    /// Ends the server and removes its data.
    pub(crate) fn stop(&self, end: &str) -> Result {
        let signal = |signal: &str| {
            Command::new("kill").arg(format!("-{signal}")).arg(self.pid.to_string()).status().is_ok()
        };
        signal(end);
        if !self.ends_within(PATIENCE) {
            signal("KILL");
            if !self.ends_within(PATIENCE) {
                return Err(format!("process {} does not end", self.pid).into());
            }
        }
        self.clear()
    }

    fn ends_within(&self, patience: Duration) -> bool {
        let started = Instant::now();
        while began(self.pid) == Some(self.began) {
            if started.elapsed() > patience {
                return false;
            }
            thread::sleep(Duration::from_millis(20));
        }
        true
    }

    fn clear(&self) -> Result {
        for gone in [fs::remove_dir_all(&self.data), fs::remove_file(file_of(&self.name))] {
            match gone {
                Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => return Err(problem.into()),
                _ => {}
            }
        }
        Ok(())
    }

    fn parse(name: &str, text: &str) -> Option<Self> {
        let state: Value = serde_json::from_str(text).ok()?;
        Some(Running {
            name: name.to_owned(),
            pid: state["pid"].as_u64()?.try_into().ok()?,
            began: state["began"].as_u64()?,
            port: state["port"].as_u64()?.try_into().ok()?,
            url: state["url"].as_str()?.to_owned(),
            data: Path::new(state["data"].as_str()?).to_owned(),
        })
    }
}

/// When a process began, in clock ticks since the machine did: field 22 of proc_pid_stat(5). None if it has ended.
pub(crate) fn began(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    if matches!(fields.next()?, "Z" | "X") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

fn file_of(name: &str) -> PathBuf {
    command::workspace().join("target/servers").join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_begun_and_no_process_has_not() {
        assert!(began(std::process::id()).is_some());
        assert_eq!(began(u32::MAX), None);
    }
}
