//! `Pool::load` and `Pool::reload`.

use std::path::{Path, PathBuf};

use kis_config::{ReadError, Sources};

use super::{LoadError, Loaded};
use crate::Pool;

impl Pool {
    /// Links the flows of a file, or of every `.yml` and `.yaml` under a folder, out of the functions that are
    /// registered, and keeps them under their names. They are the files that [`include_flow!`](crate::include_flow)
    /// reads when the program is compiled, by the same rules. The path is relative to where the process works.
    ///
    /// Connectors are those of the `conn` files, and for names that no file has, those that were given by
    /// [`connectors`](Pool::connectors). A disabled flow (`status: 0`) is checked and not linked. `kistype: global`,
    /// `source` and `test` are checked and start nothing.
    ///
    /// Loading once more takes what is there now in place of what was loaded before, as a whole or not at all. A flow
    /// of which the files say the same as before stays what it is, and so does a connector: neither is built nor
    /// connected again. A flow that is gone from the files is gone from the pool. Runs under way, and flows that
    /// [`get`](Pool::get) gave before, go on as they began. What code linked under the name of a file's flow holds
    /// until the next load.
    ///
    /// # Errors
    /// Every problem of every file, with its place; nothing is linked then, and what was loaded before stays.
    ///
    /// ```
    /// use kis_runtime::prelude::*;
    /// use kis_runtime::Pool;
    ///
    /// #[kis_function(mode = "Verify", name = "Below")]
    /// fn below(row: &u64, limits: &Limits) -> bool {
    ///     *row < limits.max
    /// }
    ///
    /// #[derive(Params)]
    /// struct Limits {
    ///     max: u64,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// let folder = tempfile::tempdir()?;
    /// let file = folder.path().join("small.yml");
    /// let text = "{kistype: flow, flow_name: Small, flows: [{fname: Below, params: {max: 5}}]}";
    /// std::fs::write(&file, text)?;
    ///
    /// let pool = Pool::new();
    /// pool.register::<below>();
    /// pool.load(folder.path()).await?;
    /// assert_eq!(pool.run_json("Small", ["3", "7"]).await?, ["3"]);
    ///
    /// std::fs::write(&file, text.replace('5', "many"))?;
    /// let error = pool.reload().await.unwrap_err();
    /// assert!(error.to_string().contains(
    ///     "parameter `max` of `Below` is a whole number from 0 to 18446744073709551615, not `many`"
    /// ));
    /// assert_eq!(pool.run_json("Small", ["3", "7"]).await?, ["3"]); // as it was
    ///
    /// std::fs::write(&file, text.replace('5', "9"))?;
    /// assert_eq!(pool.reload().await?.changed, ["Small"]);
    /// assert_eq!(pool.run_json("Small", ["3", "7"]).await?, ["3", "7"]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn load(&self, path: impl Into<PathBuf>) -> Result<Loaded, LoadError> {
        let path = path.into();
        let mut files = self.0.loaded.lock().await;
        let sources = read(&path).await?;
        self.apply(&mut files, path, sources).await
    }

    /// Loads again from the path that was loaded before; see [`load`](Pool::load).
    ///
    /// # Errors
    /// Nothing was loaded before; else as [`load`](Pool::load).
    pub async fn reload(&self) -> Result<Loaded, LoadError> {
        let mut files = self.0.loaded.lock().await;
        let path = files.as_ref().map(|files| files.path.clone()).ok_or(LoadError::NothingLoaded)?;
        let sources = read(&path).await?;
        self.apply(&mut files, path, sources).await
    }
}

/// The files as they are now, each read once, away from the threads that flows run on.
pub(super) async fn read(path: &Path) -> Result<Sources, ReadError> {
    let wanted = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || Sources::read(wanted));
    let failed =
        |error| ReadError::Unreadable { path: path.to_owned(), source: std::io::Error::other(error) };
    reading.await.map_err(failed)?
}
