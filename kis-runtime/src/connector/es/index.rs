//! The index: its name, its making, and whether it fits the rows.

use bytes::Bytes;
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};

use super::answer;
use super::client::{Ask, Es, Kind, Repeat};
use super::document::OPAQUE;
use super::fault::Fault;
use super::mapping::{UNSIGNED_LONG, expected, fits, made, made_without_unsigned_long};
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;
use crate::{BoxError, Field, FieldKind, Result};

const LONGEST_NAME: usize = 255;

/// Makes the index if that is asked for and it is not there; checks it. Gives its name, percent-encoded.
pub(super) async fn prepare(client: &Es, table: &Table, create: bool) -> Result<String> {
    let path = encoded(table.name());
    let mapping = match mapping(client, table, &path).await {
        Err(Fault::NoIndex(_)) if create => {
            make(client, table, &path).await.map_err(Fault::boxed)?;
            self::mapping(client, table, &path).await
        }
        mapping => mapping,
    };
    let indices: Map<String, Value> =
        mapping.and_then(|answer| answer::read_owned(&answer)).map_err(Fault::boxed)?;
    // Behind an alias there may be several.
    for (name, index) in &indices {
        check(table, name, &index["mappings"])?;
    }
    Ok(path)
}

/// Refuses what cannot be an index's name, which the server would too, in fewer words.
pub(super) fn check_name(name: &str, config: &ConnectorConfig) -> Result<(), ConnectorError> {
    let index = config.key_or(name);
    let refused = index.chars().find(|c| "\\/*?\"<>| ,#:".contains(*c) || c.is_control());
    let reason = if index.is_empty() {
        "an index has a name".to_owned()
    } else if let Some(c) = refused {
        format!("an index's name holds no {c:?}")
    } else if index.to_lowercase() != index {
        let instead =
            if index == name { "; without a key the connector's name is it: give it one" } else { "" };
        format!("an index's name is in lower case{instead}")
    } else if index.starts_with(['-', '_', '+']) || index == "." || index == ".." {
        "an index's name begins with none of `-`, `_` and `+`, and is not `.` or `..`".to_owned()
    } else if index.len() > LONGEST_NAME {
        format!("an index's name is of {LONGEST_NAME} bytes at most, and this is of {}", index.len())
    } else {
        return Ok(());
    };
    Err(ConnectorError::InvalidConfig {
        connector: name.to_owned(),
        conn_type: config.conn_type().to_owned(),
        what: "the key",
        value: index.to_owned(),
        reason,
    })
}

/// The name as a segment of a path.
fn encoded(index: &str) -> String {
    let mut url = Url::parse("http://es/").expect("the text is a URL");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(index);
    }
    url.path().trim_start_matches('/').to_owned()
}

async fn mapping(client: &Es, table: &Table, path: &str) -> Result<Bytes, Fault> {
    match client.run("connect", &Ask::get(format!("{path}/_mapping")), Repeat::Always).await {
        Err(Fault::Refused(said)) if said.kind == "index_not_found_exception" => {
            Err(Fault::NoIndex(table.name().to_owned()))
        }
        answer => answer,
    }
}

async fn make(client: &Es, table: &Table, path: &str) -> Result<(), Fault> {
    match make_with(client, table, path, made).await {
        Err(Fault::Refused(said)) if said.is_unknown_type(UNSIGNED_LONG) => {
            make_with(client, table, path, made_without_unsigned_long).await
        }
        made => made,
    }
}

async fn make_with(
    client: &Es,
    table: &Table,
    path: &str,
    made: fn(FieldKind) -> Value,
) -> Result<(), Fault> {
    let properties: Map<String, Value> = if table.is_opaque() {
        [(OPAQUE.to_owned(), made(FieldKind::Any))].into_iter().collect()
    } else {
        table.columns().iter().map(|column| (column.name.to_owned(), made(column.kind))).collect()
    };
    let body = json!({ "mappings": { "dynamic": false, "properties": properties } }).to_string();
    let ask = Ask { method: Method::PUT, path: path.to_owned(), body: Some(body.into()), kind: Kind::Write };
    match client.run("connect", &ask, Repeat::Always).await {
        // Somebody else was faster, or we ourselves in a try whose answer was lost.
        Err(Fault::Refused(said)) if said.kind == "resource_already_exists_exception" => Ok(()),
        made => made.map(|_| ()),
    }
}

/// Refuses an index that would refuse the rows, or not give them back.
fn check(table: &Table, index: &str, mapping: &Value) -> Result<(), BoxError> {
    let place = format!("index `{index}`");
    let source = &mapping["_source"];
    let cut = ["includes", "excludes"]
        .iter()
        .any(|list| source[*list].as_array().is_some_and(|list| !list.is_empty()));
    if source["enabled"] == false || source["mode"].as_str().is_some_and(|mode| mode != "stored") || cut {
        let expected = "a `_source` that is kept as it was sent";
        return Err(table.mismatch(place, expected, format!("`_source`: {source}")).into());
    }
    if mapping["enabled"] == false {
        return Ok(());
    }
    let opaque = [Field::new(OPAQUE, FieldKind::Any)];
    let columns = if table.is_opaque() { &opaque[..] } else { table.columns() };
    for column in columns {
        let place = || format!("field `{}` of index `{index}`", column.name);
        match field(mapping, column.name) {
            Some(found) if fits(column.kind, found) => {}
            Some(found) => {
                return Err(table.mismatch(place(), expected(column.kind), describe(found)).into());
            }
            // What is not mapped is kept all the same, unless the first value decides, or is refused.
            None if is_off(&mapping["dynamic"]) => {}
            None => {
                let found = match mapping["dynamic"].as_str() {
                    Some("strict") => "no such field, in an index that refuses new ones",
                    _ => "no such field, in an index that maps new ones by their first value",
                };
                return Err(table.mismatch(place(), expected(column.kind), found).into());
            }
        }
    }
    Ok(())
}

/// The mapping of a field; a dot in its name is an object around it.
fn field<'m>(mapping: &'m Value, name: &str) -> Option<&'m Value> {
    let properties = mapping["properties"].as_object()?;
    if let Some(found) = properties.get(name) {
        return Some(found);
    }
    let (outer, inner) = name.split_once('.')?;
    field(properties.get(outer)?, inner)
}

fn is_off(dynamic: &Value) -> bool {
    *dynamic == false || dynamic == "false"
}

fn describe(found: &Value) -> String {
    let kind = found["type"].as_str().unwrap_or("object");
    format!("`{kind}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(key: &str) -> String {
        let config = ConnectorConfig::new("es", "http://es1").key(key);
        let error = check_name("Index", &config).unwrap_err().to_string();
        let place = format!("connector `Index` of type `es` has the key `{key}`: ");
        error.strip_prefix(&place).unwrap().to_owned()
    }

    #[test]
    fn a_connector_whose_name_is_no_index_is_told_to_have_a_key() {
        let error = check_name("Orders", &ConnectorConfig::new("es", "http://es1")).unwrap_err().to_string();
        assert_eq!(
            error,
            "connector `Orders` of type `es` has the key `Orders`: an index's name is in lower case; without a key the \
             connector's name is it: give it one"
        );
    }

    #[test]
    fn names_that_no_index_has_are_refused_with_the_reason() {
        assert_eq!(reason("a b"), "an index's name holds no ' '");
        assert_eq!(reason("a\0"), "an index's name holds no '\\0'");
        assert_eq!(reason("a/_all"), "an index's name holds no '/'");
        assert_eq!(reason("Stu"), "an index's name is in lower case");
        assert_eq!(
            reason("_all"),
            "an index's name begins with none of `-`, `_` and `+`, and is not `.` or `..`"
        );
        assert_eq!(
            reason(".."),
            "an index's name begins with none of `-`, `_` and `+`, and is not `.` or `..`"
        );
        assert!(reason(&"x".repeat(256)).ends_with("and this is of 256"));
    }

    #[test]
    fn names_are_one_segment_of_a_path() {
        assert_eq!(encoded("stu-1"), "stu-1");
        assert_eq!(encoded("a'; drop%2f&x"), "a';%20drop%252f&x");
        assert_eq!(encoded("ключ"), "%D0%BA%D0%BB%D1%8E%D1%87");
    }

    #[test]
    fn fields_are_found_in_the_objects_around_them() {
        let mapping = json!({ "properties": { "a": { "properties": { "b": { "type": "long" } } } } });
        assert_eq!(field(&mapping, "a.b"), Some(&json!({ "type": "long" })));
        assert_eq!(field(&mapping, "b"), None);
    }
}
