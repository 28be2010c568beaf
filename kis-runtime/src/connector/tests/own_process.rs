//! A server's process of a test's own, which it may halt, end and kill.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Is killed when it is dropped.
pub(crate) struct OwnProcess(Child);

impl OwnProcess {
    pub(crate) fn start(command: &mut Command) -> Self {
        OwnProcess(command.spawn().unwrap_or_else(|error| {
            let program = command.get_program().display();
            panic!("`{program}` does not start: {error}: install it, or leave these tests out with `--skip servers::`")
        }))
    }

    /// As [`OwnProcess::start`], and returns when a line of its log, the output that is piped, has this in it.
    pub(crate) fn start_until(command: &mut Command, ready: &str) -> Self {
        let mut process = OwnProcess::start(command);
        let output = process.0.stdout.as_mut().map(|output| output as &mut dyn Read);
        let output = output.or(process.0.stderr.as_mut().map(|output| output as &mut dyn Read));
        let mut log = Vec::new();
        for line in BufReader::new(output.expect("a piped output")).lines().map_while(Result::ok) {
            let is_ready = line.contains(ready);
            log.push(line);
            if is_ready {
                return process;
            }
        }
        panic!("`{}` does not start: {log:#?}", command.get_program().display());
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// None of its files, nor of those of processes that it starts from now on, grows over so many bytes. `prlimit` is
    /// the program of that name, as the user that the process is of.
    pub(crate) fn limit_files(&self, mut prlimit: Command, bytes: u64) {
        prlimit.arg(format!("--pid={}", self.id())).arg(format!("--fsize={bytes}"));
        assert!(prlimit.status().unwrap().success());
    }

    pub(crate) fn kill(&mut self) {
        self.end("KILL");
    }

    /// Sends it a signal that ends it, and waits for that.
    pub(crate) fn end(&mut self, signal: &str) {
        send(signal, &[self.id()]);
        self.0.wait().unwrap();
    }

    /// Halts it and the processes that it has started: they keep their connections and answer nothing. Returns when
    /// none of their threads runs any more.
    pub(crate) fn hang(&self) {
        halt(&[self.id()]);
        // It starts no more of them now.
        halt(&self.children());
    }

    /// Lets go on what [`OwnProcess::hang`] has halted.
    pub(crate) fn go_on(&self) {
        send("CONT", &self.children());
        send("CONT", &[self.id()]);
    }

    fn children(&self) -> Vec<u32> {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers.filter(|process| parent(*process) == Some(self.id())).collect()
    }
}

impl Drop for OwnProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a signal to processes of a server of ours.
pub(crate) fn send(signal: &str, processes: &[u32]) {
    if !processes.is_empty() {
        let processes = processes.iter().map(u32::to_string);
        // One of them may have ended by itself.
        Command::new("kill").arg(format!("-{signal}")).args(processes).output().unwrap();
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A program that runs in the folder, and not as root, which servers refuse to.
pub(crate) fn program(name: &str, folder: &Path) -> Command {
    let path = find(name).unwrap_or_else(|| {
        panic!("there is no `{name}`: `cargo xtask servers up` installs it; or leave these tests out with `--skip servers::`")
    });
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(path);
            command
        }
        false => Command::new(path),
    };
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// Lets a [`program`] write in the folder, and what is in it.
pub(crate) fn give_to_server(folder: &Path) {
    const NOBODY: u32 = 65_534;
    if is_root() {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        for path in files.chain([folder.to_owned()]) {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Debian keeps PostgreSQL's programs in a folder per version, and other servers where not everybody looks.
fn find(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.push("/usr/sbin".into());
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}

fn halt(processes: &[u32]) {
    const PATIENCE: Duration = Duration::from_secs(30);
    send("STOP", processes);
    // A thread that runs at that moment comes to a stop only when it is looked at next.
    let deadline = Instant::now() + PATIENCE;
    while !processes.iter().all(|process| is_halted(*process)) {
        assert!(Instant::now() < deadline, "the processes {processes:?} do not halt");
        thread::yield_now();
    }
}

/// Whether none of its threads runs. One that has ended does not either.
fn is_halted(process: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let mut stats = threads.filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok());
    stats.all(|stat| fields(&stat).next().is_none_or(|state| ["T", "Z", "X"].contains(&state)))
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    fields(&stat).nth(1)?.parse().ok()
}

/// What comes after the name, which may have anything in it: the state, the parent's number and more.
fn fields(stat: &str) -> impl Iterator<Item = &str> {
    stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace()
}
