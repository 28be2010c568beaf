use super::super::context::Cx;
use super::Placed;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};

/// Whether the rows of one function are those that the next one takes.
pub(super) fn check(cx: &mut Cx<'_>, before: &Placed<'_>, placed: &Placed<'_>) {
    let (Some(first), Some(next)) = (before.function, placed.function) else { return };
    if first.yields.id == next.takes.id {
        return;
    }
    let (yields, takes) = first.yields.names(&next.takes);
    let (this, other) = (&placed.step.function, &before.step.function);
    let message = format!(
        "function `{}` takes rows of `{takes}`, but `{}` before it yields `{yields}`",
        this.value, other.value
    );
    let label = format!("`{}` comes right after `{}` (line {})", this.value, other.value, other.span.line);
    let problem = Diagnostic::error(Code::RowsDiffer, message, Label::new(this.span, label));
    cx.report(problem.note(format!(
        "a function that takes rows of `{yields}` and yields rows of `{takes}` can stand between the two"
    )));
}
