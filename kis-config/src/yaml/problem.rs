use serde_yaml::{Error, budget::BudgetBreach};

/// Why a document is no tree, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) reason: Reason,
    /// Within the document, both from 1; none when the parser knows no place.
    pub(crate) place: Option<(u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// In the parser's words.
    Syntax(String),
    /// Aliases that expand to too much.
    Aliases,
    /// Mappings and lists in each other, too deep.
    Depth,
    /// More nodes than a configuration has.
    Nodes,
    /// More documents than a file has.
    Documents,
}

impl Problem {
    pub(super) fn of(error: &Error) -> Self {
        let error = error.without_snippet();
        let place =
            error.location().filter(|it| it.line() > 0).map(|it| (it.line() as u32, it.column() as u32));
        Problem { reason: reason(error), place }
    }
}

fn reason(error: &Error) -> Reason {
    match error {
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Depth { .. } => Reason::Depth,
            BudgetBreach::Aliases { .. }
            | BudgetBreach::Anchors { .. }
            | BudgetBreach::AliasAnchorRatio { .. }
            | BudgetBreach::MergeKeys { .. }
            | BudgetBreach::RecordedAnchorEvents { .. }
            | BudgetBreach::RecordedAnchorBytes { .. } => Reason::Aliases,
            _ => Reason::Nodes,
        },
        Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Reason::Aliases,
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            Reason::Syntax("this alias stands for something that holds the alias itself".to_owned())
        }
        Error::AliasError { error, .. } => reason(error),
        error => {
            let text = error.to_string();
            if text.contains("nesting limit") || text.contains("recursion limit") {
                return Reason::Depth;
            }
            Reason::Syntax(words(&text))
        }
    }
}

/// The parser's words without the place, which stands beside them, and in our manner of quoting.
fn words(text: &str) -> String {
    let text = text.split(" at line ").next().unwrap_or_default();
    let text = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let text = text.replace("``'", "a backquote").replace("`@'", "`@`");
    let mut words = String::with_capacity(text.len());
    // 'x' and `x' become `x`.
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '\'' if quoted => {
                words.push('`');
                quoted = false;
            }
            '\'' if words.is_empty() || words.ends_with([' ', '(']) => {
                words.push('`');
                quoted = true;
            }
            '`' => {
                words.push('`');
                quoted = !quoted;
            }
            c => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_ours() {
        for (text, ours) in [
            ("illegal placement of ':' indicator at line 4, column 6", "illegal placement of `:` indicator"),
            ("unexpected character: `@' at line 1, column 4", "unexpected character: `@`"),
            ("unexpected character: ``' at line 1, column 4", "unexpected character: a backquote"),
            ("unsupported tag `!!seq` at line 1, column 10", "unsupported tag `!!seq`"),
            ("unclosed quote at line 1, column 4", "unclosed quote"),
            ("it doesn't fit", "it doesn't fit"),
        ] {
            assert_eq!(words(text), ours);
        }
    }
}
