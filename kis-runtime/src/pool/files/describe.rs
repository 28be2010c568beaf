//! A registered function as kis-config's rules want it described.

use std::any::TypeId;
use std::pin::Pin;

use kis_config::Mode as FileMode;
use kis_config::facts::{FunctionFacts, Handle as Wants, ParamFacts, Refused};
use kis_config::near::nearest;

use crate::flow::{DEAD_LETTERS, DeadLetter, Handle, Resolver};
use crate::function::file::refusal;
use crate::params::check::grammar::culprit;
use crate::params::check::message::HELP;
use crate::params::{Param, ParamKind, ParamProblem, ParamTexts};
use crate::pool::RowType;
use crate::{Function, Mode, OnError, Row};

/// Describes the function for files.
pub(in crate::pool) type Describe = fn() -> Pin<Box<dyn Future<Output = Described> + Send>>;

/// What files can be checked against, and compared by.
#[derive(Clone)]
pub(in crate::pool) struct Described {
    pub id: TypeId,
    pub facts: FunctionFacts,
    /// The connectors that it uses, with the rows that they hold for it.
    pub uses: Vec<(String, Option<TypeId>)>,
    pub connector: Option<&'static str>,
}

/// The function `F`.
pub(in crate::pool) fn describe<F: Function>() -> Pin<Box<dyn Future<Output = Described> + Send>> {
    Box::pin(async {
        let asked = Resolver::asked::<F>().await;
        let (takes, yields) = (RowType::of::<F::In>(), RowType::of::<F::Out>());
        let mut facts = FunctionFacts::of::<F>(mode(F::MODE), (takes.facts)(), (yields.facts)());
        let mut uses = Vec::new();
        if let Some(connector) = F::CONNECTOR {
            facts = facts.connector(connector);
            for handle in asked.handles {
                let (wants, rows) = wants(&handle);
                facts = facts.uses(connector, wants);
                uses.push((connector.to_owned(), rows));
            }
        }
        if F::POLICY.on_error == OnError::DeadLetter {
            let (wants, rows) = wants(&Handle::Topic(RowType::of::<DeadLetter>()));
            facts = facts.uses(DEAD_LETTERS, wants);
            uses.push((DEAD_LETTERS.to_owned(), rows));
        }
        for param in F::PARAMS.iter().copied().flatten() {
            facts = facts.param(ParamFacts::new(param.name, param.kind.to_string(), param.required));
        }
        for target in F::JUMPS {
            facts = facts.jumps_to((target.id)(), target.name);
        }
        if let Some(why) = refusal(F::RETRY, <F::In as Row>::NAME) {
            let (why, help) = why.as_str().split_once(HELP).unwrap_or((why.as_str(), ""));
            facts = facts.not_retried(why, help);
        }
        if !F::IS_ASYNC {
            facts = facts.not_async();
        }
        let readers = asked.readers;
        let facts = facts.refuses(move |texts| refused(F::PARAMS, &readers, texts));
        Described { id: TypeId::of::<F>(), facts, uses, connector: F::CONNECTOR }
    })
}

const fn mode(mode: Mode) -> FileMode {
    match mode {
        Mode::Verify => FileMode::Verify,
        Mode::Save => FileMode::Save,
        Mode::Load => FileMode::Load,
        Mode::Calculate => FileMode::Calculate,
        Mode::Expand => FileMode::Expand,
    }
}

fn wants(handle: &Handle) -> (Wants, Option<TypeId>) {
    match handle {
        Handle::Store(rows) => (Wants::Store((rows.facts)()), Some(rows.id)),
        Handle::Topic(rows) => (Wants::Topic((rows.facts)()), Some(rows.id)),
        Handle::Client => (Wants::Client, None),
    }
}

/// The texts that the types of the parameters refuse.
fn refused(
    params: &[&[Param]],
    readers: &[fn(&ParamTexts) -> Vec<ParamProblem>],
    texts: &[(&str, &str)],
) -> Vec<Refused> {
    let texts: ParamTexts = texts.iter().copied().collect();
    let problems = readers.iter().flat_map(|read| read(&texts));
    problems
        .filter_map(|problem| match problem {
            ParamProblem::Invalid { name, text, expected, reason } => {
                let kind = params.iter().copied().flatten().find(|param| param.name == name)?.kind;
                let culprit = culprit(&kind, &text).unwrap_or(&text);
                let refused = Refused::new(name, expected, culprit);
                let item = if let ParamKind::List(item) = kind { *item } else { kind };
                Some(match item {
                    // The type says no more of a name than which one is near.
                    ParamKind::OneOf(names) => refused.near(nearest(culprit, names)),
                    _ => refused.reason(reason),
                })
            }
            // What is missing or unknown is seen without reading.
            ParamProblem::Missing { .. } | ParamProblem::Unknown { .. } => None,
        })
        .collect()
}
