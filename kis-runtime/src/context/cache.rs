//! A flow's cache with expiry.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// Values by name, shared by all runs of a flow, each for as long as it was given.
///
/// It holds at most [`Cache::CAPACITY`] values; beyond that the least used go first. Time is tokio's.
///
/// ```
/// # use kis_runtime::Cache;
/// # use std::time::Duration;
/// let cache = Cache::default();
/// cache.set("rate", 1.0842_f64, Some(Duration::from_secs(60)));
/// assert_eq!(cache.get::<f64>("rate").as_deref(), Some(&1.0842));
/// assert_eq!(cache.get::<String>("rate"), None); // of another type
/// ```
pub struct Cache(quick_cache::sync::Cache<String, Entry>);

#[derive(Clone)]
struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    expires: Option<Instant>,
}

impl Cache {
    /// How many values it holds at most.
    pub const CAPACITY: usize = 10_000;

    /// Keeps a value, for `time_to_live` or until it is replaced.
    pub fn set<T: Send + Sync + 'static>(
        &self,
        name: impl Into<String>,
        value: T,
        time_to_live: Option<Duration>,
    ) {
        // A time so long that the clock cannot tell it is no limit.
        let expires = time_to_live.and_then(|time| Instant::now().checked_add(time));
        self.0.insert(name.into(), Entry { value: Arc::new(value), expires });
    }

    /// The value of that name, if it is there, has not expired and is a `T`.
    pub fn get<T: Send + Sync + 'static>(&self, name: &str) -> Option<Arc<T>> {
        let entry = self.0.get(name)?;
        if entry.expires.is_some_and(|at| at <= Instant::now()) {
            self.0.remove_if(name, |entry| entry.expires.is_some_and(|at| at <= Instant::now()));
            return None;
        }
        entry.value.downcast().ok()
    }

    /// Forgets the value of that name.
    pub fn remove(&self, name: &str) {
        self.0.remove(name);
    }
}

impl Default for Cache {
    fn default() -> Self {
        Cache(quick_cache::sync::Cache::new(Self::CAPACITY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn values_expire() {
        let cache = Cache::default();
        cache.set("short", 1, Some(Duration::from_secs(5)));
        cache.set("long", 2, None);
        tokio::time::advance(Duration::from_millis(4_999)).await;
        assert_eq!(cache.get::<i32>("short").as_deref(), Some(&1));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(cache.get::<i32>("short"), None);
        assert_eq!(cache.get::<i32>("long").as_deref(), Some(&2));
    }

    #[test]
    fn a_value_is_replaced_and_forgotten() {
        let cache = Cache::default();
        cache.set("name", "one", Some(Duration::MAX));
        cache.set("name", "two", None);
        assert_eq!(cache.get::<&str>("name").as_deref(), Some(&"two"));
        cache.remove("name");
        assert_eq!(cache.get::<&str>("name"), None);
    }
}
