use super::yaml::Yaml;
use crate::model::{Connector, Flow, Function, Global, Params, Source, Stores, Test, Value};
use crate::span::At;

type Entry = (String, Option<Yaml>);

fn entry(key: &str, value: Option<Yaml>) -> Entry {
    (key.to_owned(), value)
}

fn document(kind: &str, entries: impl IntoIterator<Item = Entry>) -> Yaml {
    Yaml::Map([entry("kistype", Yaml::text(kind))].into_iter().chain(entries).collect())
}

fn text(value: &Option<At<String>>) -> Option<Yaml> {
    value.as_ref().and_then(|text| Yaml::text(text))
}

fn texts(values: &[At<String>]) -> Option<Yaml> {
    Yaml::list(values.iter().map(|text| Yaml::Text(text.value.clone())).collect())
}

fn params(params: &Params) -> Option<Yaml> {
    Yaml::map(params.iter().map(|param| (param.name.value.clone(), Yaml::text(&param.value))).collect())
}

fn status(enabled: bool) -> Option<Yaml> {
    Yaml::bare(u8::from(enabled))
}

pub(super) fn flow(flow: &Flow) -> Yaml {
    let steps = flow.steps.iter().map(|step| {
        Yaml::Map(vec![entry("fname", Yaml::text(&step.function)), entry("params", params(&step.params))])
    });
    document(
        "flow",
        [
            entry("status", status(flow.enabled)),
            entry("flow_name", Yaml::text(&flow.name)),
            entry("flows", Some(Yaml::List(steps.collect()))),
        ],
    )
}

pub(super) fn function(function: &Function) -> Yaml {
    let source =
        vec![entry("name", text(&function.source.name)), entry("must", texts(&function.source.must))];
    let option = vec![
        entry("cname", text(&function.connector)),
        entry("retry_times", function.retry_times.as_ref().and_then(|at| Yaml::bare(at.value))),
        entry("return_duration", function.retry_duration.as_ref().and_then(|at| Yaml::time(at.value))),
        entry("retry_backoff", function.retry_backoff.as_ref().and_then(|at| Yaml::bare(at.value))),
        entry("timeout", function.timeout.as_ref().and_then(|at| Yaml::time(at.value))),
        entry("on_error", function.on_error.as_ref().and_then(|at| Yaml::text(at.name()))),
        entry("default_params", params(&function.default_params)),
    ];
    document(
        "func",
        [
            entry("fname", Yaml::text(&function.name)),
            entry("fmode", Yaml::text(function.mode.name())),
            entry("source", Yaml::map(source)),
            entry("option", Yaml::map(option)),
        ],
    )
}

pub(super) fn connector(connector: &Connector) -> Yaml {
    document(
        "conn",
        [
            entry("cname", Yaml::text(&connector.name)),
            entry("addrs", text(&connector.addrs)),
            entry("type", Yaml::text(&connector.conn_type)),
            entry("key", text(&connector.key)),
            entry("params", params(&connector.params)),
            entry("load", texts(&connector.load)),
            entry("save", texts(&connector.save)),
        ],
    )
}

pub(super) fn global(global: &Global) -> Yaml {
    document(
        "global",
        [
            entry("prometheus_enable", global.prometheus_enable.as_ref().and_then(|at| Yaml::bare(at.value))),
            entry("prometheus_listen", global.prometheus_listen.as_ref().and_then(|at| Yaml::bare(at.value))),
            entry("prometheus_serve", text(&global.prometheus_serve)),
        ],
    )
}

pub(super) fn source(source: &Source) -> Yaml {
    document(
        "source",
        [
            entry("sname", Yaml::text(&source.name)),
            entry("status", status(source.enabled)),
            entry("flow_name", Yaml::text(&source.flow)),
            entry("addrs", text(&source.addrs)),
            entry("type", Yaml::text(&source.source_type)),
            entry("key", text(&source.key)),
            entry("params", params(&source.params)),
        ],
    )
}

pub(super) fn test(test: &Test) -> Yaml {
    let stores = vec![entry("before", stores(&test.before)), entry("after", stores(&test.after))];
    document(
        "test",
        [
            entry("tname", Yaml::text(&test.name)),
            entry("flow_name", Yaml::text(&test.flow)),
            entry("rows", Some(rows(&test.rows))),
            entry("expected", test.expected.as_deref().map(rows)),
            entry("stores", Yaml::map(stores)),
        ],
    )
}

fn rows(rows: &[Value]) -> Yaml {
    Yaml::List(rows.iter().map(Yaml::value).collect())
}

fn stores(stores: &Stores) -> Option<Yaml> {
    Yaml::map(stores.iter().map(|(name, (_, held))| (name.clone(), Some(rows(held)))).collect())
}
