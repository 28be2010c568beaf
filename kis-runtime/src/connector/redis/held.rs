//! Writes that count when replicas hold them.

use std::time::Duration;

use redis::{Cmd, Value};

use super::fault::{Cure, Fault};
use super::settings::Settings;

/// How many replicas, and for how long they are waited for.
///
/// `WAIT` tells of what came over its own connection before it, so it goes in one pipeline with the writes.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    replicas: u32,
    limit: Duration,
    /// Whether writing again does no harm.
    may_repeat: bool,
}

impl Wait {
    /// What the param `wait_replicas` wants.
    pub(super) fn of(settings: &Settings, may_repeat: bool) -> Option<Self> {
        // Part of the time for an answer: what others ask for over the same connection comes after it.
        let limit = (settings.response_timeout / 4).max(Duration::from_millis(1));
        (settings.wait_replicas > 0).then_some(Wait { replicas: settings.wait_replicas, limit, may_repeat })
    }

    pub(super) fn command(self) -> Cmd {
        let mut command = redis::cmd("WAIT");
        command.arg(self.replicas).arg(self.limit.as_millis() as u64);
        command
    }

    /// What is wrong, if fewer replicas hold it all than `WAIT` was to wait for.
    pub(super) fn fault(self, answer: Value) -> Option<(Fault, Cure)> {
        let cure = if self.may_repeat { Cure::Wait } else { Cure::None };
        match redis::from_redis_value::<u32>(answer) {
            Ok(held) if held >= self.replicas => None,
            Ok(held) => Some((Fault::TooFewReplicas { held, wanted: self.replicas }, cure)),
            Err(error) => Some((Fault::Answer(error), Cure::None)),
        }
    }
}
