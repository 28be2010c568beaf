use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use super::RowFacts;
use crate::model::Mode;

/// A function as its attribute and its signature say it.
#[derive(Clone, Debug)]
pub struct FunctionFacts {
    pub(crate) id: TypeId,
    pub(crate) mode: Mode,
    pub(crate) connector: Option<String>,
    pub(crate) takes: RowFacts,
    pub(crate) yields: RowFacts,
    pub(crate) uses: Vec<(String, Handle)>,
    pub(crate) params: Vec<ParamFacts>,
    pub(crate) reader: Reader,
    pub(crate) jumps: Vec<(TypeId, String)>,
    pub(crate) not_retried: Option<(String, String)>,
    pub(crate) is_async: bool,
}

/// What a function wants of a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handle {
    /// A store of these rows.
    Store(RowFacts),
    /// A topic of these rows.
    Topic(RowFacts),
    /// The connector's own client.
    Client,
}

/// What functions can take of a type of connectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handles {
    /// Stores, and no topics.
    Stores,
    /// Topics, and no stores.
    Topics,
    /// Either, or nobody knows before it is opened.
    Any,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParamFacts {
    /// Its name.
    pub name: String,
    /// What it holds, as messages say it: `a whole number from 0 to 255`.
    pub expected: String,
    /// Whether it must be given.
    pub is_required: bool,
}

/// A text that is no value of its parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The parameter.
    pub param: String,
    /// What it holds, as messages say it.
    pub expected: String,
    /// The text, or the item of a list, that is none.
    pub culprit: String,
    /// What the type says about it; may be empty.
    pub reason: String,
    /// What was probably meant.
    pub near: Option<String>,
}

impl FunctionFacts {
    /// The function that is the type `F`: its mode, the rows that it takes and those that it yields.
    #[must_use]
    pub fn of<F: 'static>(mode: Mode, takes: RowFacts, yields: RowFacts) -> Self {
        FunctionFacts {
            id: TypeId::of::<F>(),
            mode,
            connector: None,
            takes,
            yields,
            uses: Vec::new(),
            params: Vec::new(),
            reader: Reader(Arc::new(|_| Vec::new())),
            jumps: Vec::new(),
            not_retried: None,
            is_async: true,
        }
    }

    /// With the connector that its attribute names.
    #[must_use]
    pub fn connector(mut self, name: impl Into<String>) -> Self {
        self.connector = Some(name.into());
        self
    }

    /// With something that it wants of a connector, its own or another.
    #[must_use]
    pub fn uses(mut self, connector: impl Into<String>, handle: Handle) -> Self {
        self.uses.push((connector.into(), handle));
        self
    }

    /// With a parameter.
    #[must_use]
    pub fn param(mut self, param: ParamFacts) -> Self {
        self.params.push(param);
        self
    }

    /// How it reads its parameters: given names and texts, of which some may not be its own, what is no value of its
    /// type. What is missing or unknown is not asked for.
    ///
    /// ```
    /// use kis_config::facts::{FunctionFacts, ParamFacts, Refused, RowFacts};
    /// use kis_config::Mode;
    ///
    /// let row = RowFacts::of::<String>("String");
    /// let facts = FunctionFacts::of::<fn()>(Mode::Verify, row.clone(), row)
    ///     .param(ParamFacts::new("max", "a whole number", true))
    ///     .refuses(|texts| {
    ///         let wrong = texts.iter().filter(|(_, text)| text.parse::<u64>().is_err());
    ///         wrong.map(|(name, text)| Refused::new(*name, "a whole number", *text)).collect()
    ///     });
    /// # let _ = facts;
    /// ```
    #[must_use]
    pub fn refuses(
        mut self,
        reader: impl Fn(&[(&str, &str)]) -> Vec<Refused> + Send + Sync + 'static,
    ) -> Self {
        self.reader = Reader(Arc::new(reader));
        self
    }

    /// With a function that it may jump to: the type `id`, which messages call so.
    #[must_use]
    pub fn jumps_to(mut self, id: TypeId, name: impl Into<String>) -> Self {
        self.jumps.push((id, name.into()));
        self
    }

    /// Which cannot be retried: why, and what to do.
    #[must_use]
    pub fn not_retried(mut self, why: impl Into<String>, help: impl Into<String>) -> Self {
        self.not_retried = Some((why.into(), help.into()));
        self
    }

    /// Which awaits nothing, so that no time limit can end it.
    #[must_use]
    pub fn not_async(mut self) -> Self {
        self.is_async = false;
        self
    }
}

impl ParamFacts {
    /// A parameter, what it holds, and whether it must be given.
    #[must_use]
    pub fn new(name: impl Into<String>, expected: impl Into<String>, is_required: bool) -> Self {
        ParamFacts { name: name.into(), expected: expected.into(), is_required }
    }
}

impl Refused {
    /// A text that is no value of the parameter, without more to say.
    #[must_use]
    pub fn new(param: impl Into<String>, expected: impl Into<String>, culprit: impl Into<String>) -> Self {
        Refused {
            param: param.into(),
            expected: expected.into(),
            culprit: culprit.into(),
            reason: String::new(),
            near: None,
        }
    }

    /// With what the type says about it.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// With what was probably meant.
    #[must_use]
    pub fn near(mut self, near: Option<impl Into<String>>) -> Self {
        self.near = near.map(Into::into);
        self
    }
}

impl Handle {
    /// The rows that the connector holds for it, where that is known.
    pub(crate) fn rows(&self) -> Option<&RowFacts> {
        match self {
            Handle::Store(rows) | Handle::Topic(rows) => Some(rows),
            Handle::Client => None,
        }
    }
}

type Read = dyn Fn(&[(&str, &str)]) -> Vec<Refused> + Send + Sync;

/// Reads texts as a function does.
#[derive(Clone)]
pub(crate) struct Reader(pub(crate) Arc<Read>);

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader")
    }
}
