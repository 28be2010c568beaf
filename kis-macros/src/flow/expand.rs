//! What a flow becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Path};

use super::{Flow, Step};
use crate::common::{Errors, local, runtime};

/// The errors of a flow that could not be read. The first is a type with the flow's name: code that uses the flow
/// finds something, about which the compiler has nothing more to say.
pub(super) fn stand_in(flow: &Flow, errors: Errors) -> TokenStream {
    let Flow { vis, name, .. } = flow;
    let cfgs = cfgs(flow);
    let (faulty, others) = errors.finish_as_type();
    let others = others.iter().map(|error| quote!(#(#cfgs)* #error));
    quote! {
        #(#cfgs)*
        #[allow(dead_code)]
        #vis type #name = #faulty;
        #(#others)*
    }
}

/// The conditions under which the flow is there at all.
fn cfgs(flow: &Flow) -> Vec<&Attribute> {
    flow.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// The flow's type, its builder, its checks and its chain.
pub(super) fn flow(flow: &Flow) -> TokenStream {
    let rt = runtime();
    let Flow { attributes, vis, name, steps } = flow;
    let aliases: Vec<Ident> =
        (0..steps.len()).map(|n| format_ident!("At{n}", span = Span::mixed_site())).collect();
    let functions: Vec<&Path> = steps.iter().map(|step| &step.function).collect();
    let cfgs = cfgs(flow);
    let text = name.unraw().to_string();
    let checks = steps.iter().enumerate().map(|(place, step)| checks(&text, place, step));
    let chain = chain(flow);
    let builder_docs =
        format!("Builds the flow `{text}`: its connectors, its parameters, and how it treats its runs.");
    quote! {
        #(#attributes)*
        #[derive(Clone)]
        #vis struct #name(#rt::__private::Arc<#rt::__private::Built<(#(#rt::__private::Resolved<#functions>,)*)>>);
        #(#cfgs)*
        #[automatically_derived]
        impl #name {
            #[doc = #builder_docs]
            #vis fn builder() -> #rt::FlowBuilder<Self> {
                #rt::FlowBuilder::new()
            }
        }
        #(#cfgs)*
        const _: () = {
            #(type #aliases = #functions;)*
            const FUNCTIONS: &#rt::__private::Jumps = &[#((
                <#aliases as #rt::Function>::NAME,
                <#aliases as #rt::Function>::PATH,
                <#aliases as #rt::Function>::JUMPS,
            )),*];
            #(#checks)*
            #chain
        };
    }
}

/// `impl Chain`.
fn chain(flow: &Flow) -> TokenStream {
    let rt = runtime();
    let Flow { name, steps, .. } = flow;
    let text = name.unraw().to_string();
    let at = Span::mixed_site();
    let len = steps.len();
    let aliases: Vec<Ident> = (0..len).map(|n| format_ident!("At{n}", span = at)).collect();
    let stages: Vec<Ident> = (0..len).map(|n| local(&format!("s{n}"))).collect();
    let (first, last) = (&steps[0].function, &steps[len - 1].function);
    let takes = quote_spanned!(first.span()=> <#first as #rt::Function>::In);
    let yields = quote_spanned!(last.span()=> <#last as #rt::Function>::Out);
    let given = steps.iter().map(|step| {
        let params = step.params.iter().map(|param| {
            let (name, text) = (param.name.unraw().to_string(), &param.value.text);
            quote!((#name, #text))
        });
        quote!(&[#(#params),*])
    });
    let (rows, run, from, built) = (local("rows"), local("run"), local("from"), local("stages"));
    let steps = steps.iter().enumerate().map(|(place, step)| {
        let (alias, stage) = (&aliases[place], &stages[place]);
        let edge = (place > 0).then(|| edge(&steps[place - 1], step, &aliases[place - 1], alias, &rows));
        quote! {
            #edge
            let #rows = <#rt::__private::Hold<{ #rt::__private::is_replayed(FUNCTIONS, #place) }>
                as #rt::__private::Held>::hold(#rows, #run, #place).await?;
            let #rows = <#alias as #rt::Function>::enter(&#stage.0, #rows, #run.stage(#place)).await?;
        }
    });
    quote! {
        #[automatically_derived]
        impl #rt::__private::Chain for #name {
            const NAME: &'static str = #text;
            type In = #takes;
            type Out = #yields;
            type Tallies = [#rt::__private::Tally; #len + 1];

            fn tallies() -> Self::Tallies {
                ::core::array::from_fn(|_| ::core::default::Default::default())
            }

            async fn build(
                mut #from: #rt::Resolver,
            ) -> ::core::result::Result<Self, #rt::BuildError> {
                #(let #stages = #from.function::<#aliases>(#given).await.map(#rt::__private::Resolved::<#aliases>);)*
                let #built = match (#(#stages,)*) {
                    (#(::core::option::Option::Some(#stages),)*) => ::core::option::Option::Some((#(#stages,)*)),
                    _ => ::core::option::Option::None,
                };
                #from.finish(#built).await.map(|#built| #name(#rt::__private::Arc::new(#built)))
            }

            fn core(&self) -> &#rt::__private::Arc<#rt::__private::Core> {
                &self.0.core
            }

            fn stages(&self) -> ::std::vec::Vec<&dyn #rt::__private::ErasedStage> {
                let (#(#stages,)*) = &self.0.stages;
                ::std::vec![#(#stages),*]
            }

            async fn chain<'r>(
                &'r self,
                #rows: #rt::__private::Batch<'r, Self::In>,
                #run: &'r #rt::__private::Run<'r>,
            ) -> ::core::result::Result<::std::vec::Vec<Self::Out>, #rt::__private::Leave> {
                let (#(#stages,)*) = &self.0.stages;
                #(#steps)*
                #run.collect(#rows, #len).await
            }
        }
    }
}

/// Hands rows from one function to the next, if the one yields what the other takes. The trait is the edge's own, so
/// that its message can name both functions; and the rows pass through it, so that a wrong edge is one error.
fn edge(before: &Step, step: &Step, yields: &Ident, takes: &Ident, rows: &Ident) -> TokenStream {
    let rt = runtime();
    let (this, other) = (shown(&step.function), shown(&before.function));
    let message =
        format!("function `{this}` takes rows of `{{Takes}}`, but `{other}` before it yields `{{Yields}}`");
    let span = step.function.span();
    let follows = Ident::new("Follows", span);
    let handed = quote_spanned!(span=>
        <#takes as #follows<<#yields as #rt::Function>::Out, <#takes as #rt::Function>::In>>::hand_over(#rows)
    );
    quote! {
        let #rows = {
            #[diagnostic::on_unimplemented(message = #message, label = "takes rows of `{Takes}`")]
            trait #follows<Yields, Takes> {
                type Rows<I: #rt::__private::RowStream<Item = Yields>>: #rt::__private::RowStream<Item = Takes>;
                fn hand_over<I: #rt::__private::RowStream<Item = Yields>>(rows: I) -> Self::Rows<I>;
            }
            #[diagnostic::do_not_recommend]
            impl<F, R> #follows<R, R> for F {
                type Rows<I: #rt::__private::RowStream<Item = R>> = I;
                #[inline(always)]
                fn hand_over<I: #rt::__private::RowStream<Item = R>>(rows: I) -> I {
                    rows
                }
            }
            #handed
        };
    }
}

/// Parameters and jump targets, checked when the crate is compiled.
fn checks(flow: &str, place: usize, step: &Step) -> TokenStream {
    let rt = runtime();
    let function = shown(&step.function);
    let alias = format_ident!("At{place}", span = Span::mixed_site());
    let span = step.function.span();
    let lists = quote!(<#alias as #rt::Function>::PARAMS);
    let each = step.params.iter().map(|param| {
        let name = param.name.unraw().to_string();
        let literal = param.value.tokens(&rt);
        let known = quote_spanned!(param.name.span()=>
            const _: () = #rt::__private::params::known(#function, #lists, #name);
        );
        let fits = quote_spanned!(param.value.span=>
            const _: () = #rt::__private::params::literal(#function, #lists, #name, #literal);
        );
        quote!(#known #fits)
    });
    let names = step.params.iter().map(|param| param.name.unraw().to_string());
    let given = quote_spanned!(span=> const _: () = #rt::__private::params::given(#function, #lists, &[#(#names),*]););
    let jumps =
        quote_spanned!(span=> const _: () = #rt::__private::jumps(#flow, #function, FUNCTIONS, #place););
    quote!(#(#each)* #given #jumps)
}

/// The function's name as messages show it.
fn shown(path: &Path) -> String {
    path.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default()
}
