use crate::diagnostic::Severity;
use crate::facts::Facts;

/// What a check may know or ask beyond the rules that all users share.
///
/// ```
/// use kis_config::{Options, Sources, check, check_with};
///
/// let mut sources = Sources::new();
/// sources.add("conn.yml", "kistype: conn\ncname: Lake\ntype: iceberg\naddrs: s3.local:9000\n");
/// assert!(check(&sources).has_errors());
/// assert!(!check_with(&sources, &Options::new().connector_type("iceberg")).has_errors());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    pub(super) connector_types: Vec<String>,
    pub(super) source_types: Vec<String>,
    pub(super) connectors: Vec<String>,
    pub(super) facts: Option<Facts>,
    pub(super) lints: Option<Severity>,
}

impl Options {
    /// The rules that all users share.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// Allows connectors of another type, which the program registers.
    #[must_use]
    pub fn connector_type(mut self, name: impl Into<String>) -> Self {
        self.connector_types.push(name.into());
        self
    }

    /// Allows sources of another type, which the program registers.
    #[must_use]
    pub fn source_type(mut self, name: impl Into<String>) -> Self {
        self.source_types.push(name.into());
        self
    }

    /// Allows functions to use a connector that no file declares, because the program does.
    #[must_use]
    pub fn connector(mut self, name: impl Into<String>) -> Self {
        self.connectors.push(name.into());
        self
    }

    /// Also checks the files against what Rust has; see [`facts`](crate::facts).
    #[must_use]
    pub fn against(mut self, facts: Facts) -> Self {
        self.facts = Some(facts);
        self
    }

    /// Asks for what only those who cannot see Rust want to hear: functions without a file, and `Expand` before the
    /// end of a flow. They have the severity given here.
    ///
    /// ```
    /// use kis_config::{Options, Severity, Sources, check_with};
    ///
    /// let mut sources = Sources::new();
    /// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows:\n  - fname: VerifyStu\n");
    /// let strict = check_with(&sources, &Options::new().lints(Severity::Error));
    /// assert_eq!(strict.diagnostics[0].message, "function `VerifyStu` has no file");
    /// ```
    #[must_use]
    pub fn lints(mut self, severity: Severity) -> Self {
        self.lints = Some(severity);
        self
    }
}
