//! A flow's meta data.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Values by name that belong to a flow: set when it is built or by its functions, seen by all its runs.
///
/// ```
/// # use kis_runtime::Meta;
/// let meta = Meta::default();
/// meta.set("region", "eu-west".to_owned());
/// assert_eq!(meta.get::<String>("region").as_deref().map(String::as_str), Some("eu-west"));
/// ```
#[derive(Default)]
pub struct Meta(RwLock<BTreeMap<String, Arc<dyn Any + Send + Sync>>>);

impl Meta {
    /// Sets a value.
    pub fn set<T: Send + Sync + 'static>(&self, name: impl Into<String>, value: T) {
        let mut values = self.0.write().unwrap_or_else(PoisonError::into_inner);
        values.insert(name.into(), Arc::new(value));
    }

    /// The value of that name, if it is there and is a `T`.
    pub fn get<T: Send + Sync + 'static>(&self, name: &str) -> Option<Arc<T>> {
        let values = self.0.read().unwrap_or_else(PoisonError::into_inner);
        values.get(name)?.clone().downcast().ok()
    }

    /// The names that are set, in order.
    pub fn names(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}
