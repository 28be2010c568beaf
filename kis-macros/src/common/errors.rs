use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Where a macro's errors gather until all of them are reported at once.
///
/// It must be ended with [`Errors::finish`]: in debug builds, dropping it before that is a panic, so that no
/// error is forgotten.
#[derive(Debug)]
#[must_use]
pub(crate) struct Errors {
    /// `None` once finished.
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Errors { found: RefCell::new(Some(Vec::new())) }
    }

    /// Notes an error that points at `tokens`.
    pub(crate) fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes an error of syn's, with all that it holds.
    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.extend(error);
        }
    }

    /// The value, or `None` with its error noted.
    pub(crate) fn ok<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Whether nothing went wrong so far: the gate between one phase and the next.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// The first error as a type, and the others as items.
    ///
    /// To the compiler the type is one that could not be understood, for which somebody has been told why: whatever
    /// is done with it causes no further error.
    pub(crate) fn finish_as_type(self) -> (TokenStream, Vec<TokenStream>) {
        let found = self.found.borrow_mut().take().unwrap_or_default();
        let mut found = found.iter().map(syn::Error::to_compile_error);
        let first = found.next();
        (quote!([(); #first]), found.collect())
    }

    /// All errors as `compile_error!`s; no tokens at all when there is none.
    pub(crate) fn finish(self) -> TokenStream {
        let found = self.found.borrow_mut().take().unwrap_or_default();
        found.iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if cfg!(debug_assertions) && self.found.borrow().is_some() && !std::thread::panicking() {
            panic!("a macro's errors were not looked at");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_come_out_in_order() {
        let errors = Errors::new();
        errors.at(quote::quote!(a), "first");
        assert_eq!(errors.ok(syn::parse_str::<syn::Ident>("1")), None);
        assert!(!errors.is_empty());
        let text = errors.finish().to_string();
        assert!(text.find("first") < text.find("expected ident"), "{text}");
    }

    #[test]
    fn no_error_is_no_tokens() {
        assert!(Errors::new().finish().is_empty());
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "not looked at")]
    fn errors_cannot_be_forgotten() {
        drop(Errors::new());
    }
}
