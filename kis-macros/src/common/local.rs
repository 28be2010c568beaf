use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The name of a variable in generated code. No variable of the user's meets it (its span sees to that), and no
/// constant either (which hygiene does not keep out of patterns), unless it is called like this.
pub(crate) fn local(name: &str) -> Ident {
    local_at(name, Span::mixed_site())
}

/// The same, for a variable that messages are to point at as if it stood at the place. There it is one of the user's,
/// and only its name keeps it apart.
pub(crate) fn local_at(name: &str, place: Span) -> Ident {
    format_ident!("__{name}", span = place)
}
