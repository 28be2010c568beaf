use kis_config::near::nearest;

use super::{Param, ParamKind, ParamProblem, ParamTexts};

/// The parameters of a function: a struct whose fields are read from text.
///
/// Derive it. A field is a [`ParamValue`](super::ParamValue); it must be given unless it is an `Option<_>` or has a
/// default:
///
/// | attribute | meaning |
/// | --- | --- |
/// | `#[param(default = 999)]` | any expression; text in quotes is read as the parameter's own text is |
/// | `#[param(default)]` | the type's `Default` |
/// | `#[param(rename = "maxId")]` | the name in `flow!` and YAML |
/// | `#[param(rename_all = "camelCase")]` | on the type: renames all of them, by serde's rules |
///
/// serde's `default`, `rename`, `rename_all` and `skip` say the same, and serde itself need not be there. For an
/// enum without data the derive writes [`ParamValue`](super::ParamValue): one of the variants' names.
///
/// ```
/// use kis_runtime::{ParamKind, prelude::*};
///
/// #[derive(Params)]
/// struct Limits {
///     school: String,
///     #[param(default = 999)]
///     max_id: u32,
/// }
///
/// let [school, max_id] = Limits::PARAMS else { unreachable!() };
/// assert_eq!((school.name, school.kind, school.required), ("school", ParamKind::Text, true));
/// assert_eq!((max_id.name, max_id.required), ("max_id", false));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of parameters",
    label = "not parameters",
    note = "add `#[derive(Params)]` to a struct with named fields"
)]
pub trait Params: Sized + Send + Sync + 'static {
    /// The parameters, in the order of the fields.
    const PARAMS: &'static [Param];

    /// Reads all of them. Names that are not among [`PARAMS`](Params::PARAMS) are passed over, because they may
    /// be another's: see [`ParamTexts::unknown`].
    ///
    /// # Errors
    ///
    /// Everything that is missing or does not parse, not just the first.
    fn read(texts: &ParamTexts) -> Result<Self, Vec<ParamProblem>>;
}

/// How one field of parameters is read. It carries what it needs of [`ParamValue`](super::ParamValue), so that a type
/// which is none is one error, where the field is declared.
pub struct Field<T> {
    pub(super) name: &'static str,
    pub(super) kind: ParamKind,
    pub(super) required: bool,
    pub(super) parse: fn(&str) -> Result<T, String>,
    pub(super) absent: fn() -> Option<T>,
}

impl<T> Field<T> {
    /// With its name, and whether it has a default.
    pub const fn named(self, name: &'static str, has_default: bool) -> Self {
        Field { name, required: self.required && !has_default, ..self }
    }

    /// What is known of it.
    pub const fn param(&self) -> Param {
        Param::new(self.name, self.kind, self.required)
    }
}

/// Reads one field after another, and keeps the problems.
pub struct Reader<'a> {
    texts: &'a ParamTexts,
    problems: Vec<ParamProblem>,
}

impl<'a> Reader<'a> {
    /// Of these texts.
    pub fn new(texts: &'a ParamTexts) -> Self {
        Reader { texts, problems: Vec::new() }
    }

    /// A field without a default.
    pub fn required<T>(&mut self, field: &Field<T>) -> Option<T> {
        match self.texts.get(field.name) {
            Some(text) => self.parse(field, text),
            None => (field.absent)().or_else(|| {
                let (name, expected) = (field.name.to_owned(), field.kind.to_string());
                self.problems.push(ParamProblem::Missing { name, expected });
                None
            }),
        }
    }

    /// A field with a default.
    pub fn or<T>(&mut self, field: &Field<T>, default: impl FnOnce() -> T) -> Option<T> {
        match self.texts.get(field.name) {
            Some(text) => self.parse(field, text),
            None => Some(default()),
        }
    }

    /// A field whose default is text.
    pub fn or_text<T>(&mut self, field: &Field<T>, default: &str) -> Option<T> {
        self.parse(field, self.texts.get(field.name).unwrap_or(default))
    }

    /// What was wrong with them.
    pub fn problems(self) -> Vec<ParamProblem> {
        self.problems
    }

    fn parse<T>(&mut self, field: &Field<T>, text: &str) -> Option<T> {
        (field.parse)(text)
            .map_err(|reason| {
                let (name, text, expected) = (field.name.to_owned(), text.to_owned(), field.kind.to_string());
                self.problems.push(ParamProblem::Invalid { name, text, expected, reason });
            })
            .ok()
    }
}

/// Why `text` is none of an enum's `names`.
pub fn no_variant(text: &str, names: &[&str]) -> String {
    match nearest(text, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "there is no such name".to_owned(),
    }
}
