//! What a declaration says, checked before anything connects.

use std::time::Duration;

use kis_runtime::prelude::*;

pub(super) struct Settings {
    pub(super) address: String,
    pub(super) tube: String,
    pub(super) priority: u32,
    pub(super) seconds_to_run: u64,
    pub(super) connect_timeout: Duration,
    pub(super) answer_timeout: Duration,
    pub(super) retry_for: Duration,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let duration = |param, default| {
            let given = config.duration(name, param)?;
            Ok::<_, kis_runtime::BoxError>(given.unwrap_or(Duration::from_secs(default)))
        };
        let to_run = duration("time_to_run", 60)?;
        if to_run.as_secs() == 0 || to_run.subsec_nanos() != 0 {
            return Err("param `time_to_run` is no whole number of seconds from `1s` on".into());
        }
        Ok(Settings {
            address: address(config)?,
            tube: tube(config.key_or(name))?,
            priority: config.parsed(name, "priority", "a whole number from 0 to 4294967295")?.unwrap_or(1024),
            seconds_to_run: to_run.as_secs(),
            connect_timeout: duration("connect_timeout", 10)?,
            answer_timeout: duration("answer_timeout", 5)?,
            retry_for: duration("retry_for", 15)?,
        })
    }
}

/// The message does not repeat the address: somebody may have written a password into it.
fn address(config: &ConnectorConfig) -> Result<String> {
    let mut addresses = config.addrs();
    let (Some(address), None) = (addresses.next(), addresses.next()) else {
        return Err("`addrs` takes one address, `host[:port]`".into());
    };
    if address.contains(['/', '@']) {
        return Err("`addrs` is no `host[:port]`; beanstalkd knows no users and no passwords".into());
    }
    let has_port =
        address.rsplit_once(':').is_some_and(|(host, _)| !host.contains(':') || host.ends_with(']'));
    Ok(if has_port { address.to_owned() } else { format!("{address}:11300") })
}

/// Names are part of commands, so what the protocol does not allow must not get there.
fn tube(key: &str) -> Result<String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-+/;.$_()".contains(&byte);
    if key.len() > 200 || key.starts_with('-') || !key.bytes().all(is_allowed) {
        let allowed = "at most 200 ASCII letters, digits and `-+/;.$_()`, the first one no `-`";
        return Err(format!("the key `{}` is no name of a tube: {allowed}", key.escape_debug()).into());
    }
    Ok(key.to_owned())
}
