use std::time::Duration;

use super::super::Policy;

/// What goes before a function's attribute.
#[derive(Clone, Copy, Debug)]
pub struct Overrides {
    pub retry_times: Option<u32>,
    pub retry_duration: Option<Duration>,
    pub retry_backoff: Option<bool>,
    pub timeout: Option<Duration>,
}

impl Overrides {
    pub const NONE: Overrides =
        Overrides { retry_times: None, retry_duration: None, retry_backoff: None, timeout: None };

    pub(crate) fn over(self, policy: Policy) -> Policy {
        Policy {
            retry_times: self.retry_times.unwrap_or(policy.retry_times),
            retry_duration: self.retry_duration.unwrap_or(policy.retry_duration),
            retry_backoff: self.retry_backoff.unwrap_or(policy.retry_backoff),
            timeout: self.timeout.or(policy.timeout),
            on_error: policy.on_error,
        }
    }
}
