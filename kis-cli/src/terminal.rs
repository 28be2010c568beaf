use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::{env, fs};

use kis_config::render::Style;

use crate::args::Color;
use crate::failure::Failure;

/// Where a command's results and complaints go, and how they look there.
pub(crate) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(crate) fn new(color: Color) -> Self {
        Terminal { color }
    }

    /// Writes to the standard output. That nobody reads on is no failure: `kis check | head` is ordinary.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Stdout(error)),
            _ => Ok(()),
        }
    }

    /// Writes to the file, or without one to the standard output.
    pub(crate) fn deliver(&self, text: &str, path: Option<&Path>) -> Result<(), Failure> {
        match path {
            Some(path) => {
                fs::write(path, text).map_err(|source| Failure::Write { path: path.to_owned(), source })
            }
            None => self.print(text),
        }
    }

    /// Writes to the standard error; where that is closed there is nobody to tell.
    pub(crate) fn tell(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says why the command could not run.
    pub(crate) fn complain(&self, failure: &Failure) {
        let title = match self.errors() {
            Style::Ansi => "\u{1b}[1;31merror\u{1b}[0m",
            Style::Plain => "error",
        };
        self.tell(&format!("{title}: {failure}\n"));
    }

    /// How text on the standard output looks.
    pub(crate) fn results(&self) -> Style {
        self.style(io::stdout().is_terminal())
    }

    /// How text on the standard error looks.
    pub(crate) fn errors(&self) -> Style {
        self.style(io::stderr().is_terminal())
    }

    fn style(&self, is_terminal: bool) -> Style {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let wanted = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                is_terminal && !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|it| it != "dumb")
            }
        };
        if wanted { Style::Ansi } else { Style::Plain }
    }
}
