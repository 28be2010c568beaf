use serde_json::Value;

use crate::kis;

#[test]
fn the_schema_in_the_repository_is_the_one_that_is_printed() {
    let run = kis(".", ["schema"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let committed = include_str!("../../kis.schema.json");
    assert!(run.out == committed, "run `kis schema -o kis-cli/kis.schema.json`");
    let schema: Value = serde_json::from_str(committed).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
}

#[test]
fn own_types_are_in_the_schema() {
    let run = kis(".", ["schema", "--connector-type", "iceberg", "--source-type", "pulsar"]);
    let schema: Value = serde_json::from_str(&run.out).unwrap();
    let types =
        |kind: &str| schema["definitions"][kind]["properties"]["type"]["enum"].as_array().unwrap().clone();
    assert!(types("conn").contains(&"iceberg".into()) && types("source").contains(&"pulsar".into()));
}
