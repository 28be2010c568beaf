//! A function at its place, by the names that the expansion has for it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{FileStep, Flow, Step};
use crate::common::{local, runtime_at};

pub(super) struct Place<'f> {
    pub index: usize,
    pub step: &'f Step,
    /// The function's token, to which errors point.
    pub span: Span,
    /// The function's type, about which the compiler asks no more where it is none.
    pub at: Ident,
    /// The variable that holds what the function is called with.
    pub stage: Ident,
}

impl<'f> Place<'f> {
    pub(super) fn all(flow: &'f Flow) -> Vec<Self> {
        let place = |(index, step): (usize, &'f Step)| {
            let span = step.function.span();
            let at = Ident::new(&format!("__At{index}"), span);
            Place { index, step, span, at, stage: local(&format!("s{index}")) }
        };
        flow.steps.iter().enumerate().map(place).collect()
    }

    /// The function's name as messages show it.
    pub(super) fn shown(&self) -> &str {
        &self.step.shown
    }

    /// Gives the function its name in the expansion. The path stands here and nowhere else, so that it is told of once
    /// where it leads to nothing; and whether it leads to a function is asked in one constant: a bound with a constant
    /// that is an error is not asked about again.
    pub(super) fn function(&self) -> TokenStream {
        if let Some(file) = &self.step.file {
            return self.function_of_file(file);
        }
        let (path, at, span, rt) = (&self.step.function, &self.at, self.span, runtime_at(self.span));
        let named = Ident::new(&format!("__Named{}", self.index), span);
        let checked = Ident::new(&format!("CHECKED{}", self.index), span);
        quote_spanned! {span=>
            type #named = #path;
            const #checked: usize = { let _ = <#named as #rt::Function>::BY_ROW; 0 };
            type #at = <#named as #rt::__private::Named<{ #checked }>>::Function;
        }
    }

    /// The same for a function that a file names: a stand-in of that name is seen where the module has none, and the
    /// message shows the place in the file.
    fn function_of_file(&self, file: &FileStep) -> TokenStream {
        let (path, at, span, rt) = (&self.step.function, &self.at, self.span, runtime_at(self.span));
        let (shown, place) = (self.shown(), &file.place);
        let named = Ident::new(&format!("Named{}", self.index), span);
        let checked = Ident::new(&format!("CHECKED{}", self.index), span);
        let path = file.named.as_ref().map_or_else(|| quote!(#path), |named| quote!(#named));
        quote_spanned! {span=>
            type #named = #path;
            const #checked: usize = #rt::__private::file::known(#rt::__private::file::Probe::<#named>::KNOWN, #shown, #place);
            type #at = <#named as #rt::__private::Named<{ #checked }>>::Function;
        }
    }

    /// Its entry in the list of the flow's functions.
    pub(super) fn jumps(&self) -> TokenStream {
        let (at, rt) = (&self.at, runtime_at(self.span));
        quote!((<#at as #rt::Function>::NAME, <#at as #rt::Function>::PATH, <#at as #rt::Function>::JUMPS))
    }
}

/// A text for a `diagnostic` attribute, in which braces have a meaning.
pub(super) fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
