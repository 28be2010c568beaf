use super::super::Retry;
use super::{About, Named};
use crate::params::check::message::{HELP, Message};

/// Retries that a file asks for.
#[track_caller]
pub const fn retries(function: &Named, at: &str) {
    let Some(About { retry, row, .. }) = function.about else { return };
    if let Some(why) = refusal(retry, row) {
        let mut message = Message::new();
        message.text("function ").name(function.name).text(" cannot be retried: ").text(why.as_str());
        panic!("{}", message.in_file(at).as_str());
    }
}

/// Why a function that takes these rows cannot be retried, and behind [`HELP`] what to do.
pub(crate) const fn refusal(retry: Retry, row: &str) -> Option<Message> {
    let mut message = Message::new();
    match retry {
        Retry::Can => return None,
        Retry::ByRow => message
            .text("it works row by row, and would fail again at the same row")
            .text(HELP)
            .text("`on_error` in its attribute says what happens to the row"),
        Retry::Folds => message
            .text("it folds the batch, so its rows are gone")
            .text(HELP)
            .text("let it take the batch: `rows: &[T]`"),
        Retry::NeverFails => message
            .text("it never fails")
            .text(HELP)
            .text("only a function that returns `Result<…>` can fail, and be retried"),
        Retry::TakesRows if row.is_empty() => message
            .text("it takes rows that cannot be copied")
            .text(HELP)
            .text("derive `Clone` for their type, or let it borrow them: `rows: &[T]`"),
        Retry::TakesRows => message
            .text("it takes rows of ")
            .name(row)
            .text(", which cannot be copied")
            .text(HELP)
            .text("derive `Clone` for ")
            .name(row)
            .text(", or let it borrow them: `rows: &[")
            .text(row)
            .text("]`"),
    };
    Some(message)
}

/// A time limit that a file gives.
#[track_caller]
pub const fn timeout(function: &Named, at: &str) {
    let Some(About { is_async: false, .. }) = function.about else { return };
    let mut message = Message::new();
    message
        .text("function ")
        .name(function.name)
        .text(" cannot be ended by a `timeout`: it is no `async fn`");
    message.text(", so it runs to its end");
    panic!("{}", message.in_file(at).as_str());
}
