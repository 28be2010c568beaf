//! What a batch function says about the way on.

use std::any::TypeId;

use crate::Function;
use crate::engine::AnyBatch;

/// The batch that leaves a function, and where the run goes on.
///
/// ```
/// use kis_runtime::prelude::*;
///
/// #[kis_function(mode = "Calculate")]
/// fn halve(row: u64) -> u64 {
///     row / 2
/// }
///
/// /// Goes back until every number is below ten.
/// #[kis_function(mode = "Verify", jumps(halve))]
/// fn until_small(rows: Vec<u64>) -> Next<u64> {
///     if rows.iter().any(|row| *row >= 10) { Next::jump::<halve>(rows) } else { Next::rows(rows) }
/// }
///
/// flow! { Small = halve -> until_small }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let small = Small::builder().build().await?;
/// assert_eq!(small.run([100, 8]).await?, [6, 0]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a run goes on only as the function returns"]
pub struct Next<U>(pub(crate) Action<U>);

pub(crate) enum Action<U> {
    Rows(Vec<U>),
    Force(Vec<U>),
    Reuse,
    Abort,
    Jump(Jump),
}

/// A jump under way: to which function, and with which rows; without them it is a replay.
pub(crate) struct Jump {
    pub from: usize,
    pub target: TypeId,
    pub name: &'static str,
    pub rows: Option<AnyBatch>,
}

impl<U> Next<U> {
    /// The rows go on to the next function; if there are none, the run ends here, well.
    pub fn rows(rows: Vec<U>) -> Self {
        Next(Action::Rows(rows))
    }

    /// The rows go on, and the next batch function is called even if none reaches it.
    pub fn force(rows: Vec<U>) -> Self {
        Next(Action::Force(rows))
    }

    /// The run ends here, well, without rows.
    pub fn abort() -> Self {
        Next(Action::Abort)
    }

    /// Goes on at the function `F` with these rows. The attribute names it: `jumps(F)`.
    ///
    /// If `F` stands in the flow more than once, the nearest place before this function is taken, else the
    /// nearest behind it.
    pub fn jump<F: Function>(rows: Vec<F::In>) -> Self {
        Next(Action::Jump(Jump::to::<F>(Some(Box::new(rows)))))
    }

    /// Goes back to the function `F` with the rows that it had before. The attribute names it: `jumps(F)`.
    pub fn replay<F: Function<In: Clone>>() -> Self {
        Next(Action::Jump(Jump::to::<F>(None)))
    }
}

impl<U> Next<U> {
    /// The rows that came in go on as they are; for functions that take `rows: &[T]` and return `Next<T>`. The slice
    /// is the proof that both have the same type.
    pub fn reuse(_rows: &[U]) -> Self {
        Next(Action::Reuse)
    }
}

impl Jump {
    fn to<F: Function>(rows: Option<AnyBatch>) -> Self {
        Jump { from: 0, target: TypeId::of::<F>(), name: F::NAME, rows }
    }
}
