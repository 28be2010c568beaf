//! The flows of the files, as `flow!` would have them.

use std::collections::BTreeMap;

use kis_config::{At, Checked, Label, Param as FileParam, Sources, Step as FileStep, render};
use proc_macro2::{Ident, Span};
use quote::quote;
use syn::{Path, parse_quote};

use super::args::Args;
use super::overrides::overrides;
use crate::common::Errors;
use crate::flow::{FileFlow, FileStep as Filed, Flow, Param, Step, Value};

/// A flow of the files.
pub(super) struct Included {
    pub flow: Flow,
    /// Disabled flows are checked, and are no types.
    pub enabled: bool,
}

/// All flows whose names and functions can be said in Rust.
pub(super) fn flows(args: &Args, checked: &Checked, sources: &Sources, errors: &Errors) -> Vec<Included> {
    let reader = Reader { args, checked, sources, errors, span: args.path.span() };
    reader.unused();
    checked.config.flows.values().filter_map(|flow| reader.flow(flow)).collect()
}

struct Reader<'a> {
    args: &'a Args,
    checked: &'a Checked,
    sources: &'a Sources,
    errors: &'a Errors,
    span: Span,
}

impl Reader<'_> {
    fn flow(&self, flow: &kis_config::Flow) -> Option<Included> {
        let shown = flow.name.value.clone();
        let renamed = self.args.rename.iter().find(|(name, _)| name.value() == shown);
        let name = match renamed {
            Some((_, name)) => name.clone(),
            None => self.ident(&flow.name, "flow", "rename", "MyFlow")?,
        };
        let functions = self.args.functions.clone().unwrap_or_else(|| parse_quote!(self));
        let steps = flow.steps.iter().enumerate();
        let steps: Option<Vec<Step>> =
            steps.map(|(at, step)| self.step(step, at.checked_sub(1).map(|at| &flow.steps[at]))).collect();
        let file = self.sources.file(flow.name.span.file).path().display().to_string();
        let docs = format!("The flow `{shown}` of `{file}`.");
        Some(Included {
            enabled: flow.enabled,
            flow: Flow {
                attributes: vec![parse_quote!(#[doc = #docs])],
                vis: self.args.vis.clone(),
                name,
                shown,
                steps: steps?,
                file: Some(FileFlow { functions, prepared: quote!(.connectors(&connectors())) }),
            },
        })
    }

    fn step(&self, step: &FileStep, before: Option<&FileStep>) -> Option<Step> {
        let shown = step.function.value.clone();
        let mapped = self.args.map.iter().find(|(name, _)| name.value() == shown);
        let (function, named): (Path, _) = match mapped {
            Some((_, path)) => (path.clone(), None),
            None => {
                let name = self.ident(&step.function, "function", "map", "crate::my_function")?;
                (parse_quote!(#name), Some(name))
            }
        };
        let file = self.checked.config.functions.get(&shown);
        if let Some(on_error) = file.and_then(|file| file.on_error.as_ref()) {
            // What a row's error does is compiled into the loop.
            let excerpt = self.excerpt(on_error, "");
            let message = format!(
                "`on_error` of `{shown}` cannot come from a file\n{excerpt}\n   = help: say it in the attribute: `#[kis_function(…, on_error = \"skip\")]`"
            );
            self.errors.push(syn::Error::new(self.span, message));
        }
        let edge = before.map(|before| {
            let (this, other, line) = (&shown, &before.function.value, before.function.span.line);
            format!("`{this}` comes right after `{other}` (line {line})")
        });
        let mut params: BTreeMap<&str, &FileParam> = BTreeMap::new();
        let defaults = file.map(|file| file.default_params.iter());
        for param in defaults.into_iter().flatten().chain(step.params.iter()) {
            params.insert(&param.name.value, param);
        }
        let params = params.into_values().map(|param| Param {
            name: param.name.value.clone(),
            span: self.span,
            value: Value::Text {
                text: param.value.value.clone(),
                at_name: self.excerpt(&param.name, ""),
                at_value: self.excerpt(&param.value, ""),
            },
        });
        let must = file.iter().flat_map(|file| &file.source.must);
        Some(Step {
            function,
            params: params.collect(),
            file: Some(Filed {
                named,
                place: self.excerpt(&step.function, ""),
                edge: self.excerpt(&step.function, &edge.unwrap_or_default()),
                mode: file.map(|file| (file.mode.value.name(), self.excerpt(&file.mode, ""))),
                connector: file
                    .and_then(|file| file.connector.as_ref())
                    .map(|connector| (connector.value.clone(), self.excerpt(connector, ""))),
                must: must
                    .map(|field| (field.value.clone(), self.excerpt(field, "asked for here")))
                    .collect(),
                overrides: overrides(file),
            }),
            shown,
        })
    }

    /// The name as an identifier, at the path's place.
    fn ident(&self, name: &At<String>, what: &str, key: &str, example: &str) -> Option<Ident> {
        let ident = syn::parse_str::<Ident>(&name.value).ok();
        if ident.is_none() {
            let text = &name.value;
            let excerpt = self.excerpt(name, "");
            let message = format!(
                "the {what} `{text}` has no name that Rust knows\n{excerpt}\n   = help: give it one: `{key}(\"{text}\" => {example})`"
            );
            self.errors.push(syn::Error::new(self.span, message));
        }
        ident.map(|ident| Ident::new(&ident.to_string(), self.span))
    }

    /// Entries of `map` and `rename` that nothing in the files has.
    fn unused(&self) {
        let flows = &self.checked.config.flows;
        for (name, _) in &self.args.rename {
            if !flows.contains_key(&name.value()) {
                self.errors.at(name, format_args!("the files have no flow `{}`", name.value()));
            }
        }
        let named =
            |name: &str| flows.values().flat_map(|flow| &flow.steps).any(|step| step.function.value == name);
        for (name, _) in &self.args.map {
            if !named(&name.value()) {
                self.errors.at(name, format_args!("no flow of the files has a function `{}`", name.value()));
            }
        }
    }

    fn excerpt<T>(&self, at: &At<T>, text: &str) -> String {
        render::excerpt(self.sources, &Label::new(at.span, text), &[])
    }
}
