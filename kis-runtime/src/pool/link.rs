//! From steps to a flow: row types are compared, and every problem is collected.

use std::collections::BTreeMap;
use std::sync::Arc;

use kis_config::near::nearest;

use super::linked::{Linked, PooledFlow};
use super::registry::Entry;
use super::step::Step;
use crate::Connectors;
use crate::flow::{BuildError, BuildProblem, Resolver, Settings};

/// What flows are linked from.
#[derive(Clone)]
pub(super) struct Parts {
    pub functions: BTreeMap<String, Entry>,
    pub connectors: Connectors,
}

impl Parts {
    /// Links registered functions to a flow.
    pub(super) async fn link(&self, flow: &str, steps: &[Step]) -> Result<PooledFlow, BuildError> {
        let (entries, problems) = self.find(steps);
        let mut from = Resolver::new(flow, Settings::new(self.connectors.clone()));
        from.tell(problems);
        let mut stages = Vec::new();
        let mut before: Option<Entry> = None;
        for (entry, step) in &entries {
            if let Some(before) = before.filter(|before| before.yields.id != entry.takes.id) {
                from.tell([BuildProblem::Edge {
                    function: entry.name,
                    takes: entry.takes.name,
                    before: before.name,
                    yields: before.yields.name,
                }]);
            }
            before = Some(*entry);
            let params: Vec<(&str, &str)> =
                step.params.iter().map(|(name, text)| (&**name, &**text)).collect();
            stages.extend((entry.build)(&mut from, &params, step.overrides).await);
        }
        from.check_jumps();
        let whole = (stages.len() == steps.len() && !steps.is_empty()).then_some(stages);
        let built = from.finish(whole).await?;
        let ends = entries.first().zip(entries.last());
        let Some(((first, _), (last, _))) = ends else {
            return Err(BuildError { flow: flow.to_owned(), problems: vec![BuildProblem::Empty] });
        };
        Ok(PooledFlow(Arc::new(Linked {
            built,
            takes: first.takes,
            yields: last.yields,
            read: first.read,
            write: last.write,
        })))
    }

    /// The functions of the steps, as far as they are registered.
    fn find<'s>(&self, steps: &'s [Step]) -> (Vec<(Entry, &'s Step)>, Vec<BuildProblem>) {
        let names: Vec<&str> = self.functions.keys().map(String::as_str).collect();
        let mut problems = Vec::new();
        if steps.is_empty() {
            problems.push(BuildProblem::Empty);
        }
        let found = steps.iter().filter_map(|step| {
            let entry = self.functions.get(&step.function).copied();
            if entry.is_none() {
                let near = nearest(&step.function, &names).map(str::to_owned);
                problems.push(BuildProblem::NotRegistered { function: step.function.clone(), near });
            }
            Some((entry?, step))
        });
        (found.collect(), problems)
    }
}
