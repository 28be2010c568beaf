//! What is a secret: the one rule for keeping passwords out of messages. When in doubt it hides too much.

#[cfg(feature = "yaml")]
mod line;

#[cfg(feature = "yaml")]
pub(crate) use line::{masked, secrets};

const SECRETS: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "privatekey",
    "accesskey",
];

/// Whether what is called so is a secret: a password, a token or a key, as its name says.
///
/// ```
/// use kis_config::secrets::is_secret;
///
/// assert!(is_secret("sasl_password") && is_secret("API-Token"));
/// assert!(!is_secret("connect_timeout"));
/// ```
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    name == "pass" || SECRETS.iter().any(|secret| name.contains(secret))
}
