//! `impl Chain`: how a flow is built and run.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::edge;
use super::place::Place;
use crate::common::{local, runtime, runtime_at};

pub(super) fn chain(name: &Ident, text: &str, places: &[Place]) -> TokenStream {
    let rt = runtime();
    let len = places.len();
    let at: Vec<&Ident> = places.iter().map(|place| &place.at).collect();
    let stages: Vec<&Ident> = places.iter().map(|place| &place.stage).collect();
    let given = places.iter().map(given);
    let ends = ends(places);
    let (rows, run, from, built) = (local("rows"), local("run"), local("from"), local("stages"));
    let steps = places.iter().map(|place| step(place, &rows, &run));
    quote! {
        /// What the functions are called with. The type is as visible as can be, for others may see the flow; the
        /// functions, of which its fields tell, need not be.
        pub struct __Stages(#(#rt::__private::Resolved<#at>,)*);

        #[automatically_derived]
        impl #rt::__private::Chain for #name {
            const NAME: &'static str = #text;
            #ends
            type Stages = __Stages;
            type Tallies = [#rt::__private::Tally; #len + 1];

            fn tallies() -> Self::Tallies {
                ::core::array::from_fn(|_| ::core::default::Default::default())
            }

            async fn build(
                mut #from: #rt::Resolver,
            ) -> ::core::result::Result<Self, #rt::BuildError> {
                #(let #stages = #from.function::<#at>(#given).await.map(#rt::__private::Resolved::<#at>);)*
                let #built = match (#(#stages,)*) {
                    (#(::core::option::Option::Some(#stages),)*) => {
                        ::core::option::Option::Some(__Stages(#(#stages,)*))
                    }
                    _ => ::core::option::Option::None,
                };
                #from.finish(#built).await.map(|#built| #name(#rt::__private::Arc::new(#built)))
            }

            fn core(&self) -> &#rt::__private::Arc<#rt::__private::Core> {
                &self.0.core
            }

            fn stages(&self) -> ::std::vec::Vec<&dyn #rt::__private::ErasedStage> {
                let __Stages(#(#stages,)*) = &self.0.stages;
                ::std::vec![#(#stages),*]
            }

            async fn chain<'r>(
                &'r self,
                #rows: #rt::__private::Batch<'r, Self::In>,
                #run: &'r #rt::__private::Run<'r>,
            ) -> ::core::result::Result<::std::vec::Vec<Self::Out>, #rt::__private::Leave> {
                let __Stages(#(#stages,)*) = &self.0.stages;
                #(#steps)*
                #run.collect(#rows, #len).await
            }
        }
    }
}

/// The rows of the flow. These types are public where the flow is, which is told of at the function that is not.
fn ends(places: &[Place]) -> TokenStream {
    let end = |place: &Place, end: &str, rows: &str| {
        let (rt, at) = (runtime_at(place.span), &place.at);
        let (end, rows) = (Ident::new(end, place.span), Ident::new(rows, place.span));
        quote_spanned!(place.span=> type #end = <#at as #rt::Function>::#rows;)
    };
    let takes = places.first().map(|first| end(first, "In", "In"));
    let yields = places.last().map(|last| end(last, "Out", "Out"));
    quote!(#takes #yields)
}

/// What the flow gives the function: parameters, as texts, and what goes before its attribute.
fn given(place: &Place) -> TokenStream {
    let rt = runtime();
    let params = place.step.params.iter().map(|param| {
        let (name, text) = (&param.name, param.value.text());
        quote!((#name, #text))
    });
    let overrides = match &place.step.file {
        Some(file) => file.overrides.clone(),
        None => quote!(#rt::__private::Overrides::NONE),
    };
    quote!(&[#(#params),*], #overrides)
}

/// Hands the rows on to the function and lets them in.
fn step(place: &Place, rows: &Ident, run: &Ident) -> TokenStream {
    let rt = runtime();
    let Place { index, at, stage, .. } = place;
    let handed = (*index > 0).then(|| {
        let edge = edge::name(place);
        quote!(let #rows = #rt::__private::hand_over::<{ #edge }, <#at as #rt::Function>::In, _>(#rows);)
    });
    quote! {
        #handed
        let #rows = <#rt::__private::Hold<{ #rt::__private::is_replayed(FUNCTIONS, #index) }>
            as #rt::__private::Held>::hold(#rows, #run, #index).await?;
        let #rows = <#at as #rt::Function>::enter(&#stage.0, #rows, #run.stage(#index)).await?;
    }
}
