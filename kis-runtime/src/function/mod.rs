//! What a function is: the one trait that typed flows, pooled flows and messages share.

mod check;
pub(crate) mod file;
mod kept;
mod next;
mod policy;
mod retry;
mod shape;

use std::any::TypeId;

pub use check::{Copyable, Failure, Named, Writable, jumps, no_connector, uses_connector};
pub use kept::Kept;
pub use next::Next;
pub(crate) use next::{Action, Jump};
pub use policy::{Mode, OnError, Policy};
pub use retry::Retry;
pub(crate) use shape::RowFailure;
pub use shape::{AsyncFoldFn, Copies, DeadRow, ExpandFn, FoldFn, RowFn, SliceFn, VecFn};

use crate::engine::{Keeper, Leave, Place, RowStream, Stage};
use crate::flow::Resolver;
use crate::pool::{ReadBatch, WriteBatch};
use crate::{Param, Row};

/// A function of a flow, as `#[kis_function]` describes it.
///
/// The attribute writes the implementation for a type that has the name of the annotated `fn`; nobody
/// implements this by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function of a flow",
    label = "not annotated with `#[kis_function]`",
    note = "write `#[kis_function(mode = \"…\")]` above the `fn` that this flow names"
)]
pub trait Function: Sized + Send + Sync + 'static {
    /// The name by which configurations, metrics and errors know it.
    const NAME: &'static str;
    /// Where it is defined: module path and name.
    const PATH: &'static str;
    /// What it is for.
    const MODE: Mode;
    /// The connector that it uses.
    const CONNECTOR: Option<&'static str>;
    /// Retries, time limit and what an error of a row does, as the attribute says.
    const POLICY: Policy;
    /// The parameters of each of its arguments.
    const PARAMS: &'static [&'static [Param]];
    /// The rows that it keeps in its connector, or brings from it.
    #[doc(hidden)]
    const KEPT: Option<Kept>;
    /// Whether it can be called again when it has failed.
    #[doc(hidden)]
    const RETRY: Retry;
    /// Whether a time limit can end it.
    #[doc(hidden)]
    const IS_ASYNC: bool;
    /// The functions that it may jump to.
    const JUMPS: &'static [Target];
    /// Reads a batch of the rows that it takes from lines of JSON, where that can be.
    #[doc(hidden)]
    const READ: Option<ReadBatch>;
    /// Writes a batch of the rows that it yields as lines of JSON, where that can be.
    #[doc(hidden)]
    const WRITE: Option<WriteBatch>;
    /// Whether it is called row by row.
    const BY_ROW: bool;
    /// Whether every row that enters leaves as exactly one.
    const ONE_TO_ONE: bool;

    /// The rows that it takes.
    type In: Row;
    /// The rows that it yields.
    type Out: Row;
    /// What it is called with beside its rows: stores, topics, clients, parameters.
    #[doc(hidden)]
    type Args: Send + Sync + 'static;
    /// The rows on their way out of it.
    #[doc(hidden)]
    type Rows<'a, I: RowStream<Item = Self::In>>: RowStream<Item = Self::Out>;

    /// Finds what it is called with, when a flow is built; problems are told to the resolver.
    #[doc(hidden)]
    fn resolve(from: &mut Resolver) -> impl Future<Output = Option<Self::Args>> + Send;

    /// Lets rows in: row functions become a lazy adapter, batch functions collect and run.
    #[doc(hidden)]
    fn enter<'a, I: RowStream<Item = Self::In>>(
        args: &'a Self::Args,
        rows: I,
        stage: Stage<'a>,
    ) -> impl Future<Output = Result<Self::Rows<'a, I>, Leave>> + Send;
}

/// A function that another one may jump to, as its `jumps(…)` attribute names it.
#[doc(hidden)]
pub struct Target {
    pub name: &'static str,
    pub path: &'static str,
    pub id: fn() -> TypeId,
    /// Copies the target's rows for `Next::replay`, where they can be copied.
    pub keep: Option<Keeper>,
}

impl Target {
    pub(crate) fn is(&self, place: &Place) -> bool {
        (self.id)() == place.id
    }
}

/// Tells whether rows of `T` can be copied: an associated constant of the type itself goes before the trait's.
#[doc(hidden)]
pub struct Keep<T>(std::marker::PhantomData<T>);

impl<T: Clone + Send + 'static> Keep<T> {
    pub const KEEPER: Option<Keeper> = Some(|rows| match rows.downcast_ref::<Vec<T>>() {
        Some(rows) => Box::new(rows.clone()),
        None => Box::new(Vec::<T>::new()),
    });
    pub const COPY: Option<Copies<T>> = Some(<[T]>::to_vec);
}

/// The answer for rows that cannot be copied.
#[doc(hidden)]
pub trait KeepNothing {
    type Row;
    const KEEPER: Option<Keeper> = None;
    const COPY: Option<Copies<Self::Row>> = None;
}
impl<T> KeepNothing for Keep<T> {
    type Row = T;
}
