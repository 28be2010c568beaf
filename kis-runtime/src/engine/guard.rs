//! Panics become errors that name their function.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use tracing::Span;

use super::Tally;
use super::tally::Count;

/// Its drop is reached by unwinding alone, so a call that returns pays nothing for it.
struct Blame<'r, N: Fn() -> u64>(&'r Count, N);

impl<N: Fn() -> u64> Drop for Blame<'_, N> {
    #[inline]
    fn drop(&mut self) {
        self.0.set(1 + (self.1)());
    }
}

/// Calls a user's function; a panic that unwinds through here is written down as this place's, with the row's
/// number.
#[inline]
pub(super) fn guarded<T>(tally: &Tally, number: impl Fn() -> u64, call: impl FnOnce() -> T) -> T {
    blaming(&tally.panicked, number, call)
}

/// Does something of a user's; a panic that unwinds through here is written down, with a number, counted from 1.
#[inline]
pub(super) fn blaming<T>(panicked: &Count, number: impl Fn() -> u64, call: impl FnOnce() -> T) -> T {
    let blame = Blame(panicked, number);
    let out = call();
    std::mem::forget(blame);
    out
}

/// Runs within a span, and makes a panic a value; one `catch_unwind` per poll, none per row.
///
/// The future stays where it is: to be handed on by value, it would be copied as a whole.
pub(crate) async fn caught<T>(
    mut run: Pin<&mut (impl Future<Output = T> + Send)>,
    span: Span,
) -> Result<T, Box<dyn Any + Send>> {
    poll_fn(move |cx| {
        let _entered = span.enter();
        match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => Poll::Ready(Err(payload)),
        }
    })
    .await
}

/// What a panic said.
pub(super) fn panic_text(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "a value that is no text",
    }
}
