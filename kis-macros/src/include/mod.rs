//! `include_flow!`: flows of configuration files become types, as `flow!` would make them.

mod args;
mod connectors;
mod flows;
mod functions;
mod overrides;
mod place;
mod pool;

use kis_config::{Checked, Options, Severity, Sources, check_with, render};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;

use crate::common::{Errors, local, runtime, shown, timed};
use crate::flow;
use args::Args;
use flows::{Included, flows};

/// Expands `include_flow!`. Every problem of every file is told; a flow that stands in a file with problems is still a
/// type, so that code that uses it stays quiet.
pub(crate) fn include(input: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let Some(args) = Args::parse(input, &errors) else { return errors.finish() };
    timed(|| format!("include_flow!({:?})", args.path.value()), || expand(&args, errors))
}

fn expand(args: &Args, errors: Errors) -> TokenStream {
    let span = args.path.span();
    let Some(found) = errors.ok(place::find(&args.path)) else { return errors.finish() };
    let sources = match Sources::read(&found.path) {
        Ok(sources) => sources,
        Err(error) => {
            errors.push(syn::Error::new(span, error));
            return errors.finish();
        }
    };
    let options =
        args.types.iter().fold(Options::new(), |options, (name, _)| options.connector_type(name.value()));
    let checked = check_with(&sources, &options);
    let config = &checked.config;
    tell(&checked, &sources, span, &errors);
    functions::refuse(config, &sources, args, &errors);
    let flows = flows(args, &checked, &sources, &errors);
    let tracked = sources.files().map(|file| {
        let path = std::path::absolute(file.path()).unwrap_or_else(|_| file.path().to_owned());
        let path = path.to_string_lossy().into_owned();
        quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        )
    });
    let tracked: TokenStream = tracked.collect();
    if !errors.is_empty() {
        return [stand_ins(&flows, &args.vis, errors), tracked].into_iter().collect();
    }
    let checks =
        [functions::checks(&flows, config, &sources, args), connectors::checks(config, &sources, args)];
    let connectors = connectors::connectors(config, args);
    let pool = pool::pool(&flows, &args.vis);
    let expanded: TokenStream = flows.iter().map(expanded).collect();
    let errors = errors.finish();
    quote_spanned!(span=> #errors #expanded #(#checks)* #connectors #pool #tracked)
}

/// A flow that is disabled is no type, but what its type would need is checked.
fn expanded(Included { flow, enabled }: &Included) -> TokenStream {
    let expansion = flow::expand(flow);
    let expansion = match enabled {
        true => expansion,
        false => quote! {
            #[allow(dead_code)]
            const _: () = { #expansion };
        },
    };
    shown(&flow.name.to_string(), expansion)
}

/// The errors; and what the call would make, about which the compiler has nothing more to say.
fn stand_ins(flows: &[Included], vis: &Visibility, errors: Errors) -> TokenStream {
    let rt = runtime();
    let mut names = flows.iter().filter(|included| included.enabled).map(|Included { flow, .. }| &flow.name);
    let (faulty, others) = errors.finish_as_type();
    let first = names.next().cloned().unwrap_or_else(|| local("Faulty"));
    let stand_ins = quote! {
        #[allow(dead_code)]
        #vis type #first = #faulty;
        #(#[allow(dead_code)] #vis type #names = #first;)*
        #[allow(dead_code)]
        #vis fn connectors() -> #rt::Connectors {
            #rt::Connectors::new()
        }
        #[allow(dead_code)]
        #vis async fn pool() -> ::core::result::Result<#rt::Pool, #rt::PoolError> {
            ::core::result::Result::Ok(#rt::Pool::new())
        }
    };
    others.into_iter().chain([stand_ins]).collect()
}

/// One error for each problem, in the order of the files.
fn tell(checked: &Checked, sources: &Sources, span: Span, errors: &Errors) {
    for problem in checked.diagnostics.iter().filter(|problem| problem.severity == Severity::Error) {
        errors.push(syn::Error::new(span, render::message(problem, sources)));
    }
}
