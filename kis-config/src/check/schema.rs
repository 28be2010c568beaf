use super::Options;
use super::engines::{CONNECTORS, Engine, SOURCES};

/// What stands in the schema where only the check knows what is allowed.
const TEMPLATE: &str = include_str!("schema.json");

/// The JSON Schema (draft 7) of a document, for editors: what is allowed, with a description of every key.
///
/// Types that the options allow are allowed here too. Whoever passes the schema need not pass
/// [`check`](super::check()), which knows all documents at once.
///
/// ```
/// use kis_config::{Options, schema};
///
/// assert!(schema(&Options::new().connector_type("iceberg")).contains("\"iceberg\""));
/// ```
#[must_use]
pub fn schema(options: &Options) -> String {
    TEMPLATE
        .replace("[\"@connectors with an address\"]", &addressed(&CONNECTORS))
        .replace("[\"@sources with an address\"]", &addressed(&SOURCES))
        .replace("[\"@connectors\"]", &all(&CONNECTORS, &options.connector_types))
        .replace("[\"@sources\"]", &all(&SOURCES, &options.source_types))
}

fn all(engines: &[Engine], own: &[String]) -> String {
    list(engines.iter().map(|engine| engine.name()).chain(own.iter().map(String::as_str)))
}

fn addressed(engines: &[Engine]) -> String {
    list(engines.iter().filter(|engine| engine.needs_address()).map(Engine::name))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(crate::json::text).collect();
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::check::{connector, document, flow, function, global, source, test};
    use crate::model::{Mode, OnError};

    fn definitions() -> Value {
        let schema: Value = serde_json::from_str(&schema(&Options::new())).unwrap();
        assert_eq!(texts(&schema["properties"]["kistype"]["enum"]), sorted(document::KINDS));
        schema["definitions"].clone()
    }

    fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut names: Vec<_> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    fn texts(list: &Value) -> Vec<String> {
        sorted(list.as_array().unwrap().iter().map(|it| it.as_str().unwrap()))
    }

    fn keys(object: &Value) -> Vec<String> {
        assert_eq!(object["additionalProperties"], false);
        let properties = object["properties"].as_object().unwrap();
        for (key, value) in properties {
            assert!(key == "kistype" || value["description"].is_string(), "{key} is not described");
        }
        sorted(properties.keys().map(String::as_str))
    }

    #[test]
    fn the_keys_are_those_of_the_check() {
        let all = definitions();
        assert_eq!(keys(&all["flow"]), sorted(flow::KEYS));
        assert_eq!(keys(&all["step"]), sorted(flow::STEP_KEYS));
        assert_eq!(keys(&all["func"]), sorted(function::KEYS));
        assert_eq!(keys(&all["func"]["properties"]["source"]), sorted(function::SOURCE_KEYS));
        assert_eq!(keys(&all["func"]["properties"]["option"]), sorted(function::OPTION_KEYS));
        assert_eq!(keys(&all["conn"]), sorted(connector::KEYS));
        assert_eq!(keys(&all["global"]), sorted(global::KEYS));
        assert_eq!(keys(&all["source"]), sorted(source::KEYS));
        assert_eq!(keys(&all["test"]), sorted(test::KEYS));
        assert_eq!(keys(&all["test"]["properties"]["stores"]), sorted(test::STORES_KEYS));
    }

    #[test]
    fn the_words_are_those_of_the_check() {
        let all = definitions();
        let func = &all["func"]["properties"];
        let modes = Mode::ALL.iter().flat_map(|mode| [mode.name(), &mode.name()[..1]]);
        assert_eq!(texts(&func["fmode"]["enum"]), sorted(modes));
        let ways = OnError::ALL.iter().map(|way| way.name());
        assert_eq!(texts(&func["option"]["properties"]["on_error"]["enum"]), sorted(ways));
        let types = CONNECTORS.iter().map(Engine::name);
        assert_eq!(texts(&all["conn"]["properties"]["type"]["enum"]), sorted(types));
        let addressed = texts(&all["conn"]["if"]["properties"]["type"]["enum"]);
        assert_eq!(addressed.len() + 1, CONNECTORS.len());
        assert!(!addressed.contains(&"memory".to_owned()));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn follow(value: &Value, all: &Value) {
            if let Some(to) = value.get("$ref") {
                let name = to.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
                assert!(all.get(name).is_some(), "{name}");
            }
            match value {
                Value::Object(map) => map.values().for_each(|it| follow(it, all)),
                Value::Array(items) => items.iter().for_each(|it| follow(it, all)),
                _ => {}
            }
        }
        let schema: Value = serde_json::from_str(&schema(&Options::new())).unwrap();
        follow(&schema, &schema["definitions"]);
    }

    #[test]
    fn own_types_are_text_whatever_they_hold() {
        let options = Options::new().connector_type("my \"lake\"").source_type("@connectors");
        let schema: Value = serde_json::from_str(&schema(&options)).unwrap();
        let types = |kind: &str| texts(&schema["definitions"][kind]["properties"]["type"]["enum"]);
        assert!(types("conn").contains(&"my \"lake\"".to_owned()));
        assert!(types("source").contains(&"@connectors".to_owned()));
    }
}
