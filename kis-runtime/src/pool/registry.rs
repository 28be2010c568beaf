//! What a pool knows of a function.

use std::any::TypeId;
use std::pin::Pin;

use super::json::{ReadBatch, WriteBatch};
use crate::Function;
use crate::engine::{ErasedStage, Resolved};
use crate::flow::Resolver;
use crate::function::file::Overrides;
use crate::row::Row;

/// A row type that is known by its identity.
#[derive(Clone, Copy)]
pub(crate) struct RowType {
    pub id: TypeId,
    pub name: &'static str,
    #[cfg(feature = "yaml")]
    pub facts: fn() -> kis_config::facts::RowFacts,
}

impl RowType {
    pub(crate) fn of<T: Row>() -> Self {
        RowType {
            id: TypeId::of::<T>(),
            name: row_name::<T>(),
            #[cfg(feature = "yaml")]
            facts: || {
                let facts = kis_config::facts::RowFacts::of::<T>(row_name::<T>());
                facts.fields(T::FIELDS.names(), T::FIELDS.is_complete())
            },
        }
    }
}

fn row_name<T: Row>() -> &'static str {
    if T::NAME.is_empty() { crate::engine::short_name::<T>() } else { T::NAME }
}

type Built<'a> = Pin<Box<dyn Future<Output = Option<Box<dyn ErasedStage>>> + Send + 'a>>;

/// A registered function.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub name: &'static str,
    pub takes: RowType,
    pub yields: RowType,
    pub read: Option<ReadBatch>,
    pub write: Option<WriteBatch>,
    #[cfg(feature = "yaml")]
    pub describe: super::files::Describe,
    pub build: for<'a> fn(&'a mut Resolver, &'a [(&'a str, &'a str)], Overrides) -> Built<'a>,
}

impl Entry {
    pub(super) fn of<F: Function>() -> Self {
        Entry {
            name: F::NAME,
            takes: RowType::of::<F::In>(),
            yields: RowType::of::<F::Out>(),
            read: F::READ,
            write: F::WRITE,
            #[cfg(feature = "yaml")]
            describe: super::files::describe::<F>,
            build: |from, params, overrides| {
                Box::pin(async move {
                    let args = from.function::<F>(params, overrides).await?;
                    Some(Box::new(Resolved::<F>(args)) as Box<dyn ErasedStage>)
                })
            },
        }
    }
}
