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
    let mut flows: Vec<_> = checked.config.flows.values().collect();
    flows.sort_by_key(|flow| flow.name.span);
    flows.into_iter().filter_map(|flow| reader.flow(flow)).collect()
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
        Some(Step {
            function,
            params: params.collect(),
            file: Some(Filed {
                named,
                place: self.excerpt(&step.function, ""),
                edge: self.excerpt(&step.function, &edge.unwrap_or_default()),
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
        let connectors = &self.checked.config.connectors;
        for (name, _) in &self.args.types {
            if !connectors.values().any(|connector| connector.conn_type.value == name.value()) {
                let message = format_args!("no connector of the files is of the type `{}`", name.value());
                self.errors.at(name, message);
            }
        }
    }

    fn excerpt<T>(&self, at: &At<T>, text: &str) -> String {
        render::excerpt(self.sources, &Label::new(at.span, text), &[])
    }
}
