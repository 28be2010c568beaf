use crate::span::At;

/// What holds for the whole process: `kistype: global`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Global {
    /// `prometheus_enable`: whether there are metrics.
    pub prometheus_enable: Option<At<bool>>,
    /// `prometheus_listen`: whether they have a listener of their own.
    pub prometheus_listen: Option<At<bool>>,
    /// `prometheus_serve`: where that listens, `host:port` or `:port`.
    pub prometheus_serve: Option<At<String>>,
}
