//! Loads again when the files change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kis_config::Sources;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::load::read;
use super::{LoadError, Loaded};
use crate::Pool;

/// What came of a load.
pub type Reload = Result<Loaded, Arc<LoadError>>;

/// Files that are loaded again when they change; until this is dropped.
#[derive(Debug)]
#[must_use = "the files are watched until this is dropped"]
pub struct Watch {
    task: AbortHandle,
    reloads: watch::Receiver<Reload>,
}

impl Watch {
    /// What came of the last load.
    pub fn last(&self) -> Reload {
        self.reloads.borrow().clone()
    }

    /// Waits for the next load, and says what came of it; `None` when nobody watches any more, because a function's
    /// parameters or connector panicked while a flow was linked.
    pub async fn changed(&mut self) -> Option<Reload> {
        self.reloads.changed().await.ok()?;
        Some(self.reloads.borrow_and_update().clone())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Pool {
    /// Loads the files as [`load`](Pool::load) does, and again whenever they change, until the [`Watch`] is dropped.
    ///
    /// The files are read `every` so often (a millisecond at the least), on every kind of file system, and taken when
    /// they were the same twice in a row: an editor that is still writing is waited for. Files that are wrong change
    /// nothing: [`Watch::last`] has the error, and a `tracing` event says so at the level `warn`. When only a connector
    /// cannot be opened, it is tried again and again.
    ///
    /// # Errors
    /// As [`load`](Pool::load); nothing is watched then.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn watched(pool: kis_runtime::Pool) -> kis_runtime::Result<()> {
    /// let mut watch = pool.watch("conf", Duration::from_secs(2)).await?;
    /// while let Some(reload) = watch.changed().await {
    ///     match reload {
    ///         Ok(loaded) => println!("{loaded}"),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn watch(&self, path: impl Into<PathBuf>, every: Duration) -> Result<Watch, LoadError> {
        let path = path.into();
        let mut files = self.0.loaded.lock().await;
        let sources = read(&path).await?;
        let tried = Some(Seen::of(&sources));
        let loaded = self.apply(&mut files, path.clone(), sources).await?;
        drop(files);
        let (tell, reloads) = watch::channel(Ok(loaded));
        let watcher = Watcher { pool: self.clone(), path, tried, settling: None, tell };
        let task = tokio::spawn(watcher.watch(every.max(Duration::from_millis(1)))).abort_handle();
        Ok(Watch { task, reloads })
    }
}

struct Watcher {
    pool: Pool,
    path: PathBuf,
    /// What is loaded, or was found wrong.
    tried: Option<Seen>,
    /// What was there the last time, and is another.
    settling: Option<Seen>,
    tell: watch::Sender<Reload>,
}

impl Watcher {
    async fn watch(mut self, every: Duration) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            ticks.tick().await;
            self.look().await;
        }
    }

    async fn look(&mut self) {
        let read = read(&self.path).await;
        let seen = read.as_ref().map_or_else(|error| Seen::Nothing(error.to_string()), Seen::of);
        if self.tried.as_ref() == Some(&seen) {
            self.settling = None;
            return;
        }
        if self.settling.as_ref() != Some(&seen) {
            self.settling = Some(seen);
            return;
        }
        self.settling = None;
        let reload = match read {
            Ok(sources) => {
                let mut files = self.pool.0.loaded.lock().await;
                self.pool.apply(&mut files, self.path.clone(), sources).await
            }
            Err(error) => Err(error.into()),
        };
        self.tried = (!reload.as_ref().is_err_and(LoadError::may_pass)).then_some(seen);
        report(&self.path, &reload);
        drop(self.tell.send_replace(reload.map_err(Arc::new)));
    }
}

fn report(path: &Path, reload: &Result<Loaded, LoadError>) {
    let path = path.display();
    match reload {
        Ok(Loaded { added, changed, removed, unchanged }) => tracing::info!(
            %path,
            ?added,
            ?changed,
            ?removed,
            unchanged = unchanged.len(),
            "flows reloaded"
        ),
        Err(error) => {
            tracing::warn!(%path, problems = error.diagnostics().len(), %error, "flows not reloaded")
        }
    }
}

/// Files as they were at some time.
#[derive(PartialEq, Eq)]
enum Seen {
    Files(Vec<(PathBuf, String)>),
    Nothing(String),
}

impl Seen {
    fn of(sources: &Sources) -> Self {
        Seen::Files(sources.files().map(|file| (file.path().to_owned(), file.text().to_owned())).collect())
    }
}
