//! How a run goes through a flow.
//!
//! A row function is a lazy adapter over a [`RowStream`]; neighbouring ones, with everything between them,
//! compile to one loop, a *segment*. A batch function collects the segment before it, then awaits.
//!
//! What is counted, and where: the end of a segment knows how many rows arrived, each adapter how many it let
//! go, in a register. Rows in and out of every function follow from that, backwards ([`Run::settle`]).

// What is public here is so for generated code, and hidden from users.
#![allow(missing_docs, unreachable_pub)]

mod batch;
mod erased;
mod expand;
mod fold;
mod guard;
mod hand;
mod hold;
mod limit;
mod place;
mod row;
mod run;
mod slices;
mod stage;
mod stream;
mod tally;

pub use batch::{enter_slice, enter_vec};
pub use erased::{AnyBatch, ErasedStage, Resolved};
pub(crate) use erased::{land, run_erased};
pub use expand::ExpandRows;
pub use fold::{enter_async_fold, enter_fold};
pub(crate) use guard::caught;
pub use hand::hand_over;
pub(crate) use hold::missing_target;
pub use hold::{Held, Hold, Jumps, is_replayed};
pub(crate) use place::Habits;
pub use place::{Built, Core, Keeper, Place};
pub use row::RowRows;
pub use run::{Leave, Run};
pub use slices::Input;
pub(crate) use slices::{JsonLines, Rows, short_name};
pub use stage::Stage;
pub use stream::{Batch, RowStream};
pub use tally::Tally;
