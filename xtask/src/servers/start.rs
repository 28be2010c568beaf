//! Starting a server, as root and as an ordinary user.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::catalog::{Server, find_program};
use super::running::{Running, began};
use crate::{Result, command, setup};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn start(server: &Server) -> Result<Running> {
    let missing = || server.programs.iter().filter(|(program, _)| find_program(program).is_none());
    let packages: Vec<&str> = missing().map(|(_, package)| *package).collect();
    if !packages.is_empty() {
        println!("{}: installing {}", server.name, packages.join(", "));
        setup::apt_install(&packages)
            .map_err(|problem| format!("{problem}; or set {} to a server of yours", server.variable))?;
    }
    if let Some((program, _)) = missing().next() {
        return Err(
            format!("`{program}` is still missing; set {} to a server of yours", server.variable).into()
        );
    }

    let data = data_folder(server.name)?;
    let started = launch(server, &data);
    if started.is_err() {
        let _ = fs::remove_dir_all(&data);
    }
    started
}

fn launch(server: &Server, data: &Path) -> Result<Running> {
    let port = free_ports(server.ports)?;
    let log = data.join("log");
    let output = File::create(&log)?;
    let mut command = (server.prepare)(data, port)?;
    // A group of its own: Ctrl-C in the terminal is not for it.
    command.current_dir(data).process_group(0).stdin(Stdio::null());
    let mut child = command.stdout(output.try_clone()?).stderr(output).spawn()?;
    let running = Running {
        name: server.name.to_owned(),
        pid: child.id(),
        began: began(child.id()).ok_or("it ended at once")?,
        port,
        url: (server.url)(port),
        data: data.to_owned(),
    };
    running.remember()?;

    let begun = Instant::now();
    while !(server.ready)(port) {
        let ended = child.try_wait()?;
        if ended.is_some() || begun.elapsed() > PATIENCE {
            let log = fs::read_to_string(&log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(20).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            let what = match ended {
                Some(status) => format!("ended ({status})"),
                None => format!("did not answer within {} s", PATIENCE.as_secs()),
            };
            running.stop(server.end)?;
            return Err(format!("{} {what}; the end of its log:\n{}", server.name, tail.join("\n")).into());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(running)
}

/// The first of so many ports in a row that are free.
fn free_ports(count: u16) -> Result<u16> {
    const ATTEMPTS: usize = 100;
    for _ in 0..ATTEMPTS {
        let first = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let Some(end) = first.checked_add(count) else { continue };
        if (first..end).all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok()) {
            return Ok(first);
        }
    }
    Err(format!("there are no {count} free ports in a row on 127.0.0.1").into())
}

/// A new folder that the server's user owns and nobody else reads.
fn data_folder(name: &str) -> Result<PathBuf> {
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos();
    let folder = std::env::temp_dir().join(format!("kis-{name}-{nanos:x}"));
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    give_to_server(&folder)?;
    Ok(folder)
}

/// Runs a program as the servers' user: PostgreSQL and others refuse to run as root.
pub(crate) fn as_server(program: &Path) -> Command {
    if !setup::is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
    command.env("HOME", "/nonexistent");
    command
}

pub(crate) fn give_to_server(path: &Path) -> Result {
    match setup::is_root() {
        true => command::run(Command::new("chown").arg("nobody:nogroup").arg(path)),
        false => Ok(()),
    }
}
