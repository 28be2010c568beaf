//! A certificate for servers of a test's own.

use std::fs;
use std::path::Path;
use std::process::Command;

/// That of a server called `localhost`, signed by itself.
const CERTIFICATE: &str = "[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost
basicConstraints = critical, CA:FALSE
";

/// Puts `server.crt` and `server.key` into a folder.
pub(crate) fn make_certificate(folder: &Path) {
    fs::write(folder.join("openssl.cnf"), CERTIFICATE).unwrap();
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-config", "openssl.cnf", "-days", "2", "-keyout", "server.key", "-out", "server.crt"]);
    let made = openssl.current_dir(folder).output().expect("`openssl` is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
