//! What generated code uses. No part of the public API: it changes without notice.

/// For `#[derive(Row)]`.
pub mod row {
    pub use crate::row::probe::{
        Fallback, KindProbe, OptionProbe, RowProbe, clone_key, field, is_text, key_is_present,
    };
}

/// For `#[derive(Params)]`, `flow!` and `include_flow!`.
pub mod params {
    pub use crate::params::check::{Literal, check_default, given, known, literal, text};
    pub use crate::params::read::{Field, Reader, no_variant};
}

/// For `include_flow!`.
pub mod file {
    pub use crate::connector::{compiled_in, is_called, params_of};
    pub use crate::function::file::{
        Named, NoFunction, Probe, conn_param, connector, handles, known, mode, must, retries, rows, timeout,
    };
}

pub use std::sync::Arc;

pub use crate::engine::{
    Batch, Built, Core, ErasedStage, ExpandRows, Held, Hold, Jumps, Leave, Resolved, RowRows, RowStream, Run,
    Stage, Tally, enter_async_fold, enter_fold, enter_slice, enter_vec, hand_over, is_replayed,
};
pub use crate::flow::{Chain, Known};
pub use crate::function::file::Overrides;
pub use crate::function::{
    AsyncFoldFn, Copies, Copyable, DeadRow, ExpandFn, Failure, FoldFn, Keep, KeepNothing, Kept, Named, Retry,
    RowFn, SliceFn, Target, VecFn, Writable, jumps, no_connector, uses_connector,
};
pub use crate::pool::{Json, Linked, NoJson, ReadBatch, WriteBatch};
