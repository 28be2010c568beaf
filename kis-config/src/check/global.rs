use super::context::Cx;
use super::fields::Fields;
use super::{address, scalar};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::{Config, Global};
use crate::span::Span;
use crate::yaml::Node;

pub(super) const KEYS: [&str; 4] = ["kistype", "prometheus_enable", "prometheus_listen", "prometheus_serve"];

/// Reads the `global`, of which there is one, into the model; `kind` is where it says that it is one.
pub(super) fn read(cx: &mut Cx<'_>, config: &mut Config, node: &Node, kind: Span) -> Option<()> {
    let fields = Fields::read(cx, node, "global", &KEYS)?;
    let global = Global {
        prometheus_enable: fields.value(cx, "prometheus_enable", scalar::flag),
        prometheus_listen: fields.value(cx, "prometheus_listen", scalar::flag),
        prometheus_serve: fields.value(cx, "prometheus_serve", scalar::filled),
    };
    if let Some(serve) = &global.prometheus_serve {
        address::listener(cx, serve);
    }
    match cx.global {
        Some(first) => {
            let label = Label::new(kind, "declared again here");
            let problem = Diagnostic::error(Code::DeclaredTwice, "`global` is declared twice", label);
            cx.report(problem.also(first, "first declared here"));
        }
        None => {
            cx.global = Some(kind);
            config.global = Some(global);
        }
    }
    Some(())
}
