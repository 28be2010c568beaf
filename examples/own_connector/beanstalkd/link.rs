//! One connection, and as much of the protocol as a producer needs.

use std::io::{Error, ErrorKind};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::fault::Fault;
use super::settings::Settings;

pub(super) struct Link {
    stream: BufReader<TcpStream>,
    /// How many bytes a job may have, as the server's option `-z` says.
    pub(super) largest: u64,
}

/// No line that the server answers is longer; what is no server of ours must not fill the memory.
const LONGEST_LINE: u64 = 1024;

impl Link {
    pub(super) async fn open(settings: &Settings) -> Result<Self, Fault> {
        let stream = TcpStream::connect(&settings.address).await.map_err(Fault::Unreachable)?;
        stream.set_nodelay(true).map_err(Fault::Lost)?;
        let mut link = Link { stream: BufReader::new(stream), largest: 0 };
        let answer = link.ask(&format!("use {}", settings.tube)).await?;
        if answer != format!("USING {}", settings.tube) {
            return Err(Fault::Answer(answer));
        }
        link.largest = link.number("stats", "max-job-size").await?;
        Ok(link)
    }

    /// Puts jobs, and counts those that the server has.
    pub(super) async fn put(
        &mut self,
        jobs: &[Vec<u8>],
        settings: &Settings,
        done: &mut usize,
    ) -> Result<(), Fault> {
        let mut commands = Vec::new();
        for job in jobs {
            let (priority, seconds, length) = (settings.priority, settings.seconds_to_run, job.len());
            commands.extend_from_slice(format!("put {priority} 0 {seconds} {length}\r\n").as_bytes());
            commands.extend_from_slice(job);
            commands.extend_from_slice(b"\r\n");
        }
        self.stream.write_all(&commands).await.map_err(Fault::Lost)?;
        for _ in jobs {
            let answer = self.line().await?;
            match answer.split(' ').next() {
                Some("INSERTED") => *done += 1,
                Some("DRAINING") => return Err(Fault::Draining),
                Some("OUT_OF_MEMORY" | "BURIED") => return Err(Fault::Full),
                _ => return Err(Fault::Answer(answer)),
            }
        }
        Ok(())
    }

    /// A number out of the statistics that a command gives.
    pub(super) async fn number(&mut self, command: &str, name: &str) -> Result<u64, Fault> {
        let answer = self.ask(command).await?;
        let length = answer.strip_prefix("OK ").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length.filter(|length| *length < 64 * LONGEST_LINE) else {
            return Err(Fault::Answer(answer));
        };
        let mut text = String::new();
        let read = (&mut self.stream).take(length + 2).read_to_string(&mut text).await;
        read.map_err(Fault::Lost)?;
        let number = |line: &str| line.strip_prefix(name)?.strip_prefix(": ")?.parse().ok();
        text.lines().find_map(number).ok_or(Fault::Answer(answer))
    }

    async fn ask(&mut self, command: &str) -> Result<String, Fault> {
        self.stream.write_all(format!("{command}\r\n").as_bytes()).await.map_err(Fault::Lost)?;
        self.line().await
    }

    async fn line(&mut self) -> Result<String, Fault> {
        let mut line = String::new();
        (&mut self.stream).take(LONGEST_LINE).read_line(&mut line).await.map_err(Fault::Lost)?;
        match line.strip_suffix("\r\n") {
            Some(line) => Ok(line.to_owned()),
            None => Err(Fault::Lost(Error::new(ErrorKind::UnexpectedEof, "it was closed in an answer"))),
        }
    }
}
