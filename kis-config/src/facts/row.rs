use std::any::{TypeId, type_name};

/// A row type: which one it is, what it is called, and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFacts {
    /// Which type it is.
    pub id: TypeId,
    /// Its name, as messages show it.
    pub name: String,
    /// Its whole path, for where two types have one name.
    pub path: String,
    /// The fields that are known.
    pub fields: Vec<String>,
    /// Whether these are all of them, so that another name is a mistake.
    pub is_complete: bool,
}

impl RowFacts {
    /// The row type `T`, of whose fields nothing is known.
    ///
    /// ```
    /// use kis_config::facts::RowFacts;
    ///
    /// assert!(!RowFacts::of::<String>("String").is_complete);
    /// ```
    #[must_use]
    pub fn of<T: 'static>(name: impl Into<String>) -> Self {
        RowFacts {
            id: TypeId::of::<T>(),
            name: name.into(),
            path: type_name::<T>().to_owned(),
            fields: Vec::new(),
            is_complete: false,
        }
    }

    /// With these fields, which may be all of them.
    #[must_use]
    pub fn fields<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>, is_complete: bool) -> Self {
        self.fields = names.into_iter().map(Into::into).collect();
        self.is_complete = is_complete;
        self
    }

    /// The names of two types, which are told apart.
    pub(crate) fn names<'a>(&'a self, other: &'a RowFacts) -> (&'a str, &'a str) {
        match self.name == other.name {
            true => (&self.path, &other.path),
            false => (&self.name, &other.name),
        }
    }
}
