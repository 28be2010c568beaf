//! How a connector is declared.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use kis_config::near::nearest;
use kis_config::secrets::is_secret;

use super::error::ConnectorError;
use super::kinds::PARAMS_OF_ALL;
use super::mask::mask;
use crate::ParamValue;

/// A connector's declaration, as a `kistype: conn` file has it: type, addresses, key and params.
///
/// Its `Debug` output shows no password.
///
/// ```
/// use kis_runtime::connector::ConnectorConfig;
///
/// let config = ConnectorConfig::new("redis", "redis://app:pa55@10.0.0.1:6379, 10.0.0.2:6379")
///     .key("stu_score12_avg_")
///     .param("connect_timeout", "2s");
/// assert_eq!(config.addrs().count(), 2);
/// assert!(!format!("{config:?}").contains("pa55"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectorConfig {
    conn_type: String,
    addrs: String,
    key: Option<String>,
    params: BTreeMap<String, String>,
}

/// The param that every connector type has: how long connecting may take, `10s` by default.
pub(crate) const CONNECT_TIMEOUT: &str = "connect_timeout";

impl ConnectorConfig {
    /// A connector of type `conn_type` at `addrs`, comma-separated.
    pub fn new(conn_type: impl Into<String>, addrs: impl Into<String>) -> Self {
        ConnectorConfig {
            conn_type: conn_type.into(),
            addrs: addrs.into(),
            key: None,
            params: BTreeMap::new(),
        }
    }

    /// Sets the table, topic, index or key prefix; without it, the connector's name stands for it.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets a param of the connector's type.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }

    /// The same connector at other addresses: those of a file, say, where an operator's option goes before them.
    ///
    /// ```
    /// use kis_runtime::connector::ConnectorConfig;
    ///
    /// let config = ConnectorConfig::new("sqlite", "rows.sqlite").key("orders");
    /// assert_eq!(config.at("/srv/rows.sqlite").address(), "/srv/rows.sqlite");
    /// ```
    #[must_use]
    pub fn at(mut self, addrs: impl Into<String>) -> Self {
        self.addrs = addrs.into();
        self
    }

    /// The connector's type.
    #[must_use]
    pub fn conn_type(&self) -> &str {
        &self.conn_type
    }

    /// The addresses, without the blanks around them and without empty ones.
    pub fn addrs(&self) -> impl Iterator<Item = &str> {
        self.addrs.split(',').map(str::trim).filter(|addr| !addr.is_empty())
    }

    /// The addresses as they were written, blanks around them removed: for types whose address may hold a comma.
    #[must_use]
    pub fn address(&self) -> &str {
        self.addrs.trim()
    }

    /// The addresses with passwords masked, for messages and logs.
    #[must_use]
    pub fn masked_address(&self) -> String {
        mask(self.address())
    }

    /// The table, topic, index or key prefix of the connector called `name`.
    #[must_use]
    pub fn key_or<'a>(&'a self, name: &'a str) -> &'a str {
        self.key.as_deref().filter(|key| !key.is_empty()).unwrap_or(name)
    }

    /// A param's text.
    #[must_use]
    pub fn get(&self, param: &str) -> Option<&str> {
        self.params.get(param).map(String::as_str)
    }

    /// All params, by name.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A param read as `V`, for the connector called `name`; `expected` says what is allowed.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::InvalidParam`] when the text is no `V`.
    ///
    /// ```
    /// use kis_runtime::connector::ConnectorConfig;
    ///
    /// let config = ConnectorConfig::new("mine", "").param("retries", "many");
    /// let error = config.parsed::<u32>("Mine", "retries", "a whole number").unwrap_err();
    /// assert_eq!(error.to_string(), "param `retries` of connector `Mine` is `many`; allowed: a whole number");
    /// ```
    pub fn parsed<V: FromStr>(
        &self,
        name: &str,
        param: &str,
        expected: &str,
    ) -> Result<Option<V>, ConnectorError> {
        self.read(name, param, expected, |text| text.parse().ok())
    }

    /// A param read as a duration: numbers with units (`250ms`, `10s`, `1h30m`), or milliseconds without one.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::InvalidParam`] when the text is no duration.
    pub fn duration(&self, name: &str, param: &str) -> Result<Option<Duration>, ConnectorError> {
        let expected = "a duration such as `500ms`, `10s` or `2m`, or a whole number of milliseconds";
        self.read(name, param, expected, |text| Duration::parse(text).ok())
    }

    /// As [`ConnectorConfig::duration`], of a time within which something has to be done: 0 leaves none.
    pub(crate) fn time_limit(&self, name: &str, param: &str) -> Result<Option<Duration>, ConnectorError> {
        let expected =
            "a duration longer than 0 such as `500ms`, `10s` or `2m`, or a whole number of milliseconds";
        let limit = |text: &str| Duration::parse(text).ok().filter(|limit| !limit.is_zero());
        self.read(name, param, expected, limit)
    }

    fn read<V>(
        &self,
        name: &str,
        param: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<V>,
    ) -> Result<Option<V>, ConnectorError> {
        let Some(text) = self.get(param) else { return Ok(None) };
        match parse(text.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(ConnectorError::InvalidParam {
                connector: name.to_owned(),
                param: param.to_owned(),
                value: if is_secret(param) { "***".to_owned() } else { text.to_owned() },
                expected: format!("allowed: {expected}"),
            }),
        }
    }

    /// Refuses params that the connector's type does not have.
    pub(crate) fn check_params(&self, name: &str, allowed: &[&str]) -> Result<(), ConnectorError> {
        let all = || allowed.iter().chain(PARAMS_OF_ALL).copied();
        match self.params.keys().find(|param| all().all(|known| known != *param)) {
            None => Ok(()),
            Some(param) => Err(ConnectorError::UnknownParam {
                connector: name.to_owned(),
                conn_type: self.conn_type.clone(),
                param: param.clone(),
                near: nearest(param, &all().collect::<Vec<_>>()).map(str::to_owned),
                allowed: all().map(str::to_owned).collect(),
            }),
        }
    }
}

impl fmt::Debug for ConnectorConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let params: BTreeMap<_, _> = self
            .params
            .iter()
            .map(|(name, value)| (name, if is_secret(name) { "***".to_owned() } else { mask(value) }))
            .collect();
        f.debug_struct("ConnectorConfig")
            .field("type", &self.conn_type)
            .field("addrs", &self.masked_address())
            .field("key", &self.key)
            .field("params", &params)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_secrets_of_addresses_and_params() {
        let config = ConnectorConfig::new("mysql", "root:hunter2@tcp(db:3306)/app")
            .param("sasl_password", "hunter2")
            .param("API_TOKEN", "hunter2")
            .param("url", "http://u:hunter2@h/");
        let shown = format!("{config:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("tcp(db:3306)/app"), "{shown}");
    }

    #[test]
    fn the_key_defaults_to_the_name() {
        assert_eq!(ConnectorConfig::new("memory", "").key_or("Cache"), "Cache");
        assert_eq!(ConnectorConfig::new("memory", "").key("").key_or("Cache"), "Cache");
        assert_eq!(ConnectorConfig::new("memory", "").key("rows").key_or("Cache"), "rows");
    }

    #[test]
    fn durations_have_units() {
        let read = |text| ConnectorConfig::new("x", "").param("wait", text).duration("X", "wait");
        assert_eq!(read("250ms").unwrap(), Some(Duration::from_millis(250)));
        assert_eq!(read("7").unwrap(), Some(Duration::from_millis(7)));
        assert_eq!(read("1m30s").unwrap(), Some(Duration::from_secs(90)));
        for bad in ["", "s", "-1s", "3 fortnights", "99999999999999999999h", "100000000000000d"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let config = ConnectorConfig::new("x", "").param("wait", "0s");
        assert_eq!(config.duration("X", "wait").unwrap(), Some(Duration::ZERO));
        let error = config.time_limit("X", "wait").unwrap_err().to_string();
        assert!(error.contains("allowed: a duration longer than 0 such as `500ms`, `10s`"), "{error}");
    }

    #[test]
    fn unknown_params_name_the_allowed_ones() {
        let config = ConnectorConfig::new("sqlite", "").param("busy_timout", "1s");
        let error = config.check_params("Cache", &["busy_timeout"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "connector `Cache` of type `sqlite` has the unknown param `busy_timout` (did you mean `busy_timeout`?); \
             allowed: `busy_timeout`, `connect_timeout`"
        );
    }
}
