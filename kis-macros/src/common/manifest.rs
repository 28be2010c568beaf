//! The little of `Cargo.toml` that says what a dependency is called; a TOML crate would cost every user's build
//! more than this file.

use std::fs;
use std::path::Path;

/// What the package in `folder` calls its dependency `crate_name`; `None` if it does not depend on it.
pub(super) fn name_of(crate_name: &str, folder: &Path) -> Option<String> {
    let own = dependencies(&fs::read_to_string(folder.join("Cargo.toml")).ok()?);
    if let Some(found) = named(&own, crate_name) {
        return Some(found);
    }
    // `flow.workspace = true`: the package stands in the workspace's table.
    let inherited: Vec<&str> = own.iter().filter(|dep| dep.inherited).map(|dep| dep.name.as_str()).collect();
    if inherited.is_empty() {
        return None;
    }
    let root = folder
        .ancestors()
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok())
        .find(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))?;
    let mut shared = dependencies(&root);
    shared.retain(|dep| dep.shared && inherited.contains(&dep.name.as_str()));
    shared.into_iter().find(|dep| dep.package.as_deref() == Some(crate_name)).map(|dep| dep.name)
}

fn named(dependencies: &[Dependency], crate_name: &str) -> Option<String> {
    let mut own = dependencies.iter().filter(|dep| !dep.shared);
    let plain = own.clone().find(|dep| dep.name == crate_name && dep.package.is_none());
    let found = plain.or_else(|| own.find(|dep| dep.package.as_deref() == Some(crate_name)));
    found.map(|dep| dep.name.clone())
}

/// An entry of a table of dependencies.
#[derive(Debug, Default, PartialEq)]
struct Dependency {
    name: String,
    package: Option<String>,
    /// It says `workspace = true`.
    inherited: bool,
    /// It stands in `[workspace.dependencies]`.
    shared: bool,
}

const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut table = Vec::new();
    for statement in statements(manifest) {
        if let Some(header) = statement.strip_prefix('[') {
            table = key_path(header.trim_matches(['[', ']']));
            if TABLES.iter().any(|name| table.len() > 1 && table[table.len() - 2] == *name) {
                note(&mut found, &table, "");
            }
        } else if let Some((key, value)) = split_key(&statement) {
            let path: Vec<String> = table.iter().cloned().chain(key_path(key)).collect();
            note(&mut found, &path, value.trim());
        }
    }
    found
}

/// Takes in `path = value`, if it is about a dependency.
fn note(found: &mut Vec<Dependency>, path: &[String], value: &str) {
    let Some(at) = path.iter().position(|part| TABLES.contains(&part.as_str())) else { return };
    let Some(name) = path.get(at + 1) else { return };
    let shared = at > 0 && path[0] == "workspace";
    let here = found.iter().position(|dep| dep.name == *name && dep.shared == shared);
    let here = here.unwrap_or_else(|| {
        found.push(Dependency { name: name.clone(), shared, ..Dependency::default() });
        found.len() - 1
    });
    if let Some(inner) = value.strip_prefix('{') {
        for entry in split_outside(inner.trim_end_matches('}'), ',') {
            if let Some((key, value)) = split_key(&entry) {
                set(&mut found[here], key.trim(), value);
            }
        }
    } else if let Some(key) = path.get(at + 2) {
        set(&mut found[here], key, value);
    }
}

fn set(dependency: &mut Dependency, key: &str, value: &str) {
    match key {
        "package" => dependency.package = Some(unquoted(value)),
        "workspace" => dependency.inherited = value.trim() == "true",
        _ => {}
    }
}

/// The statements of a TOML text, each on one line, without comments.
fn statements(text: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '"' | '\'' => {
                let length = string_length(rest);
                statement.push_str(&rest[..length]);
                length
            }
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '\n' if depth == 0 => {
                statements.push(std::mem::take(&mut statement));
                1
            }
            _ => {
                match next {
                    '[' | '{' => depth += 1,
                    ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                statement.push(if next == '\n' { ' ' } else { next });
                next.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    statements.push(statement);
    statements.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The length in bytes of the string literal that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let quote = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = quote.len();
    while at < text.len() {
        if text[at..].starts_with(quote) {
            return at + quote.len();
        }
        let escaped = quote.starts_with('"') && text[at..].starts_with('\\');
        at += text[at..].chars().take(1 + usize::from(escaped)).map(char::len_utf8).sum::<usize>();
    }
    text.len()
}

/// `text` cut at each `separator` that stands outside strings and brackets.
fn split_outside(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let mut taken = next.len_utf8();
        match next {
            '"' | '\'' => taken = string_length(rest),
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if next == separator && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(&rest[..taken]);
        }
        rest = &rest[taken..];
    }
    parts
}

fn split_key(statement: &str) -> Option<(&str, &str)> {
    let key = split_outside(statement, '=').first()?.len();
    Some((statement.get(..key)?, statement.get(key + 1..)?))
}

fn key_path(path: &str) -> Vec<String> {
    split_outside(path, '.').iter().map(|part| unquoted(part)).collect()
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own_name(manifest: &str) -> Option<String> {
        named(&dependencies(manifest), "kis-runtime")
    }

    #[test]
    fn a_plain_dependency_keeps_its_name() {
        for manifest in [
            "[dependencies]\nkis-runtime = \"0.1\"",
            "[dependencies.kis-runtime]\nversion = \"0.1\"",
            "[dev-dependencies]\nkis-runtime.workspace = true",
            "[target.'cfg(unix)'.dependencies]\n\"kis-runtime\" = { path = '../x' } # flow",
            "[dependencies]\nflow = { package = \"kis-runtime\" }\nkis-runtime = \"0.1\"",
        ] {
            assert_eq!(own_name(manifest).as_deref(), Some("kis-runtime"), "{manifest}");
        }
    }

    #[test]
    fn a_renamed_dependency_is_found() {
        for manifest in [
            "[dependencies]\nflow = { version = \"0.1\", features = [\"a\", \"b\"], package = \"kis-runtime\" }",
            "[dependencies]\nflow = {\n  path = \"a=b\", # {\n  package = 'kis-runtime'\n}",
            "[dependencies.flow]\nversion = \"0.1\"\npackage = \"kis-runtime\"",
            "[dependencies]\nflow.version = \"0.1\"\nflow.package = \"kis-runtime\"",
            "dependencies.flow.package = \"kis-runtime\"",
            "[target.\"cfg(a.b)\".dev-dependencies.flow]\npackage = \"kis-runtime\"",
        ] {
            assert_eq!(own_name(manifest).as_deref(), Some("flow"), "{manifest}");
        }
    }

    #[test]
    fn what_only_looks_like_a_dependency_is_none() {
        for manifest in [
            "",
            "[package]\nname = \"kis-runtime\"\ndescription = \"\"\"\n[dependencies]\nkis-runtime = 1\n\"\"\"",
            "[dependencies]\n# kis-runtime = \"0.1\"\nserde = \"1\"",
            "[workspace.dependencies]\nkis-runtime = \"0.1\"",
            "[features]\nkis-runtime = []",
            "[dependencies]\nbroken = \"",
        ] {
            assert_eq!(own_name(manifest), None, "{manifest}");
        }
    }

    #[test]
    fn an_inherited_name_is_found_in_the_workspace() {
        let root = std::env::temp_dir().join(format!("kis-manifest-{}", std::process::id()));
        let member = root.join("crates/member");
        fs::create_dir_all(&member).unwrap();
        let shared =
            "[workspace]\n[workspace.dependencies]\nflow = { path = \"r\", package = \"kis-runtime\" }";
        fs::write(root.join("Cargo.toml"), shared).unwrap();
        fs::write(member.join("Cargo.toml"), "[dependencies]\nflow = { workspace = true }").unwrap();
        let name = name_of("kis-runtime", &member);
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(name.as_deref(), Some("flow"));
    }
}
