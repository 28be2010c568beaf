/// How text for people is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Not at all.
    #[default]
    Plain,
    /// With the colours of a terminal, as rustc has them.
    Ansi,
}

/// What a piece of text is, and so which colour it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Error,
    Warning,
    Title,
    Frame,
    Secondary,
}

impl Style {
    pub(super) fn paint(self, role: Role, text: &str) -> String {
        let code = match role {
            _ if self == Style::Plain || text.is_empty() => return text.to_owned(),
            Role::Error => "1;31",
            Role::Warning => "1;33",
            Role::Title => "1",
            Role::Frame | Role::Secondary => "1;34",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
