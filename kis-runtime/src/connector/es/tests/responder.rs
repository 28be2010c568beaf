//! A stand-in for a server, for answers that a real one does not give on demand: rows it does not take on, pages of
//! proxies, connections that end in the middle.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::connector::ConnectorConfig;

/// Answers what its script says, request by request; the last answer again and again.
pub(super) struct Responder {
    pub(super) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request, as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) line: String,
    pub(super) authorization: String,
    pub(super) body: String,
}

#[derive(Clone)]
pub(super) enum Answer {
    /// A status and a body.
    Json(u16, String),
    /// A whole answer with its header, or a part of one.
    Raw(String),
    /// Nothing, on a connection that stays.
    Hang,
}

impl Responder {
    /// Connecting and looking at the mapping is answered before the script begins.
    pub(super) fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, script) = (Arc::clone(&log), Arc::clone(&script));
                thread::spawn(move || answer(stream, &log, &script));
            }
        });
        Responder { address, asked }
    }

    pub(super) fn config(&self) -> ConnectorConfig {
        ConnectorConfig::new("es", &self.address).key("rows").param("retry_for", "0")
    }

    /// What was asked after connecting.
    pub(super) fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| prepared(&asked.line).is_none()).cloned().collect()
    }

    pub(super) fn first(&self) -> Asked {
        self.asked.lock().unwrap()[0].clone()
    }
}

fn prepared(line: &str) -> Option<Answer> {
    let json = |body: &str| Some(Answer::Json(200, body.to_owned()));
    match line {
        "GET / HTTP/1.1" => json("{}"),
        "GET /rows/_mapping HTTP/1.1" => json(r#"{"rows":{"mappings":{"dynamic":"false"}}}"#),
        "DELETE /_search/scroll HTTP/1.1" => json("{}"),
        _ => None,
    }
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<Asked>>, script: &Mutex<VecDeque<Answer>>) {
    let Some(asked) = read(&stream) else { return };
    let answer = prepared(&asked.line).unwrap_or_else(|| {
        let mut script = script.lock().unwrap();
        if script.len() > 1 { script.pop_front().unwrap() } else { script[0].clone() }
    });
    log.lock().unwrap().push(asked);
    let answer = match answer {
        Answer::Json(status, body) => format!(
            "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
        Answer::Raw(answer) => answer,
        Answer::Hang => {
            // Until the other side has had enough.
            let _ = stream.read(&mut [0]);
            return;
        }
    };
    let _ = stream.write_all(answer.as_bytes());
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let found = lines.iter().filter_map(|line| line.split_once(": "));
        found.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    };
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        line: lines.first()?.clone(),
        authorization: header("authorization").unwrap_or_default(),
        body: String::from_utf8(body).unwrap(),
    })
}
