use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The name of a variable in generated code. No variable of the user's meets it (its span sees to that), and no
/// constant either (which hygiene does not keep out of patterns), unless it is called like this.
pub(crate) fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}
