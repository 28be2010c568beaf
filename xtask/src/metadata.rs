//! What cargo knows of the workspace.

use serde_json::Value;

use crate::{Result, command};

/// The workspace's packages and, with every feature on, all that they depend on, on any platform.
pub(crate) fn with_dependencies() -> Result<Value> {
    read(&["metadata", "--format-version=1", "--all-features"])
}

/// The workspace's packages alone.
pub(crate) fn members() -> Result<Value> {
    read(&["metadata", "--format-version=1", "--no-deps"])
}

fn read(arguments: &[&str]) -> Result<Value> {
    let printed = command::output(&mut command::cargo(arguments.iter().copied()))?;
    Ok(serde_json::from_str(&printed)?)
}

/// All packages: the workspace's own, and the dependencies.
pub(crate) fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// The features of kis-runtime that add something.
pub(crate) fn features() -> Result<Vec<String>> {
    let members = members()?;
    let features = member(&members, "kis-runtime")?["features"].as_object().into_iter().flatten();
    let adds = |adds: &Value| adds.as_array().is_some_and(|adds| !adds.is_empty());
    Ok(features.filter(|(_, it)| adds(it)).map(|(name, _)| name.clone()).collect())
}

/// The workspace's package of this name.
pub(crate) fn member<'a>(metadata: &'a Value, name: &str) -> Result<&'a Value> {
    packages(metadata)
        .find(|package| package["source"].is_null() && package["name"] == name)
        .ok_or_else(|| format!("the workspace has no package `{name}`").into())
}
