use super::excerpt::Frame;
use super::line::visible;
use super::style::{Role, Style};
use crate::diagnostic::{Diagnostic, Severity};
use crate::sources::Sources;

/// A problem for people, in rustc's layout, with a line break at its end.
///
/// ```
/// use kis_config::{Sources, check, render};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nstatus: on\nflow_name: A\nflows: [{fname: f}]\n");
/// let checked = check(&sources);
/// assert_eq!(render::human(&checked.diagnostics[0], &sources, render::Style::Plain), "\
/// error[KIS023]: `status` is 1 (on) or 0 (off)
///  --> flow.yml:2:9
///   |
/// 2 | status: on
///   |         ^^ neither 1 nor 0
///   |
///   = help: write `1`
/// ");
/// ```
#[must_use]
pub fn human(problem: &Diagnostic, sources: &Sources, style: Style) -> String {
    let role = role(problem);
    let kind = style.paint(role, &format!("{}[{}]", problem.severity.name(), problem.code));
    let title = style.paint(Role::Title, &format!(": {}", visible(&problem.message)));
    format!("{kind}{title}\n{}\n", below(problem, sources, style))
}

/// A problem as the text of a `compile_error!`, which writes `error: ` before it.
///
/// ```
/// use kis_config::{Sources, check, render};
///
/// let mut sources = Sources::new();
/// sources.add("flow.yml", "kistype: flow\nflow_name: A\nflows: []\n");
/// let checked = check(&sources);
/// let message = render::message(&checked.diagnostics[0], &sources);
/// assert!(message.starts_with("flow `A` has no functions [KIS031]\n --> flow.yml:3:8\n  |\n"));
/// ```
#[must_use]
pub fn message(problem: &Diagnostic, sources: &Sources) -> String {
    format!("{} [{}]\n{}", visible(&problem.message), problem.code, below(problem, sources, Style::Plain))
}

/// Everything below the first line.
fn below(problem: &Diagnostic, sources: &Sources, style: Style) -> String {
    let frame = Frame::new(&problem.primary, &problem.secondary);
    let mut text = frame.excerpt(sources, &problem.primary, &problem.secondary, role(problem), style);
    let helps = problem.help.iter().map(|help| ("help", help));
    let remarks: Vec<_> = helps.chain(problem.notes.iter().map(|note| ("note", note))).collect();
    if !remarks.is_empty() {
        text = format!("{text}\n{}", frame.margin("", style));
    }
    for (kind, remark) in remarks {
        text = format!("{text}\n{}", frame.remark(kind, remark, style));
    }
    text
}

fn role(problem: &Diagnostic) -> Role {
    match problem.severity {
        Severity::Error => Role::Error,
        Severity::Warning => Role::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn no_name_moves_the_cursor() {
        let mut sources = Sources::new();
        let text = "kistype: flow\nflow_name: \"a\\e[2J\\nb\"\nflows: []\n---\nkistype: \"\\u202e\\r\"\n";
        sources.add("bad\u{1b}name.yml", text);
        let problems = check(&sources).diagnostics;
        let shown: String = problems.iter().map(|problem| human(problem, &sources, Style::Plain)).collect();
        assert!(
            shown.starts_with("error[KIS031]: flow `a␛[2J␊b` has no functions\n --> bad␛name.yml:3:8\n"),
            "{shown}"
        );
        assert!(shown.contains("unknown kistype `\u{fffd}␍`"), "{shown}");
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        assert!(message(&problems[0], &sources).starts_with("flow `a␛[2J␊b` has no functions [KIS031]\n"));
    }
}
