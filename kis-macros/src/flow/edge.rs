//! Whether the rows of one function are those that the next one takes.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use super::place::{Place, escaped};
use crate::common::runtime_at;

/// A constant that is 0, and an error where the rows differ. The trait is the edge's own, so that its message can name
/// both functions.
pub(super) fn edge(before: &Place, place: &Place) -> TokenStream {
    let (this, other) = (place.shown(), before.shown());
    let at_file =
        place.step.file.as_ref().map(|file| format!("\n{}", escaped(&file.edge))).unwrap_or_default();
    let message = format!(
        "function `{this}` takes rows of `{{Takes}}`, but `{other}` before it yields `{{Yields}}`{at_file}"
    );
    let note =
        "a function that takes rows of `{Yields}` and yields rows of `{Takes}` can stand between the two";
    let (span, rt) = (place.span, runtime_at(place.span));
    let (yields, takes) = (&before.at, &place.at);
    let (edge, follows) = (name(place), Ident::new(&format!("Follows{}", place.index), span));
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(message = #message, label = "takes rows of `{Takes}`", note = #note)]
        trait #follows<Yields, Takes> {
            const FOLLOWS: usize;
        }
        #[diagnostic::do_not_recommend]
        impl<F, R> #follows<R, R> for F {
            const FOLLOWS: usize = 0;
        }
        const #edge: usize =
            <#takes as #follows<<#yields as #rt::Function>::Out, <#takes as #rt::Function>::In>>::FOLLOWS;
    }
}

/// The constant's name.
pub(super) fn name(place: &Place) -> Ident {
    Ident::new(&format!("EDGE{}", place.index), place.span)
}
