//! Builds a flow: connects, resolves parameters, tells every problem.

use std::marker::PhantomData;

use super::chain::Chain;
use super::error::BuildError;
use super::options::Timing;
use super::resolver::{Resolver, Settings};
use crate::connector::{Connector, ConnectorConfig, Connectors};
use crate::function::OnError;

/// Builds a flow: `MyFlow::builder()…build().await`.
///
/// ```
/// use kis_runtime::prelude::*;
/// # use serde::{Deserialize, Serialize};
/// #[derive(Row, Serialize, Deserialize)]
/// struct Average {
///     #[row(key)]
///     id: u64,
///     score: f64,
/// }
///
/// #[kis_function(mode = "Save", connector = "Averages")]
/// async fn save(rows: &[Average], averages: &Store<Average>) -> Result<()> {
///     averages.upsert(rows).await
/// }
///
/// flow! { Keep = save }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let keep = Keep::builder()
///     .connector("Averages", ConnectorConfig::new("memory", ""))
///     .build()
///     .await?;
/// keep.run([Average { id: 1, score: 9.5 }]).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is built before `build().await`"]
pub struct FlowBuilder<F> {
    settings: Settings,
    flow: PhantomData<fn() -> F>,
}

impl<F: Chain> FlowBuilder<F> {
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "made by a flow's own `builder()`")]
    pub fn new() -> Self {
        FlowBuilder { settings: Settings::new(Connectors::new()), flow: PhantomData }
    }

    /// Declares a connector for this flow alone; the functions name it in their attribute.
    pub fn connector(mut self, name: impl Into<String>, config: ConnectorConfig) -> Self {
        self.settings.connectors = self.settings.connectors.with(name, config);
        self
    }

    /// Uses these connectors, which other flows may share: what one flow saves in them another loads. Connectors
    /// that were declared on this builder before are forgotten.
    pub fn connectors(mut self, connectors: &Connectors) -> Self {
        self.settings.connectors = connectors.clone();
        self
    }

    /// Makes a type of connector known to this flow; see [`Connector`].
    pub fn register<C: Connector>(mut self) -> Self {
        self.settings.connectors = self.settings.connectors.register::<C>();
        self
    }

    /// Sets a parameter of a function, by the function's name, wherever it stands in the flow; it goes before what
    /// the flow says.
    pub fn param(
        mut self,
        function: impl Into<String>,
        name: impl Into<String>,
        value: impl ToString,
    ) -> Self {
        self.settings.params.push((function.into(), name.into(), value.to_string()));
        self
    }

    /// Sets a value of the flow's meta data, which functions find by [`Context::meta`](crate::Context::meta).
    pub fn meta<T: Send + Sync + 'static>(self, name: impl Into<String>, value: T) -> Self {
        self.settings.meta.set(name, value);
        self
    }

    /// How many runs measure each row function; one in 16 unless said otherwise.
    pub fn timing(mut self, timing: Timing) -> Self {
        self.settings.habits.timing = timing;
        self
    }

    /// After how many jumps a run is ended as an error; 1,000 unless said otherwise.
    pub fn max_jumps(mut self, bound: u32) -> Self {
        self.settings.habits.max_jumps = bound;
        self
    }

    /// What a line that is no row does to `run_json`; it fails the run unless said otherwise.
    pub fn on_bad_input(mut self, on_error: OnError) -> Self {
        self.settings.habits.bad_input = on_error;
        self
    }

    /// The connector that rows with `on_error = "dead_letter"` go to, as [`DeadLetter`](crate::DeadLetter)s;
    /// `dead_letter` unless said otherwise.
    pub fn dead_letters(mut self, connector: impl Into<String>) -> Self {
        self.settings.dead_letters = connector.into();
        self
    }

    /// Connects the flow's connectors and resolves its parameters.
    ///
    /// # Errors
    /// Every problem that was met, not just the first.
    pub async fn build(self) -> Result<F, BuildError> {
        F::build(Resolver::new(F::NAME, self.settings)).await
    }
}
