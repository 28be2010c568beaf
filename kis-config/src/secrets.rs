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

/// How long the shortest word is that may be misspelt. Of shorter ones every slip makes another word.
const MISSPELT: usize = 6;

/// Whether what is called so is a secret: a password, a token or a key, as its name says, perhaps misspelt.
///
/// ```
/// use kis_config::secrets::is_secret;
///
/// assert!(is_secret("sasl_password") && is_secret("API-Token") && is_secret("sasl_pasword"));
/// assert!(!is_secret("connect_timeout"));
/// ```
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    name == "pass" || SECRETS.iter().any(|secret| name.contains(secret)) || is_misspelt_secret(&name)
}

/// Whether a secret stands in the name with one slip in it.
fn is_misspelt_secret(name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let mut long = SECRETS.iter().filter(|secret| secret.len() >= MISSPELT);
    long.any(|secret| {
        let secret: Vec<char> = secret.chars().collect();
        let lengths = secret.len() - 1..=secret.len() + 1;
        lengths.into_iter().any(|length| name.windows(length).any(|part| is_one_slip(part, &secret)))
    })
}

/// Whether one letter was added, left out, exchanged or swapped with its neighbour.
fn is_one_slip(a: &[char], b: &[char]) -> bool {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([a1, a2], [b1, b2]) => (a1, a2) == (b2, b1),
        (a, b) => a.len() <= 1 && b.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn secrets_are_known_with_one_slip() {
        for name in ["pasword", "sasl_passwrod", "paswd", "API_KYE", "api-kee", "secert", "accesskey2"] {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["connect_timeout", "security", "select", "passage", "tls_ca", "path", "key", "taken", "users"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }
}
