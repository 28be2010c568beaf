//! The model as files again: one form, whatever the files were like.

mod document;
mod yaml;

use crate::model::Config;

/// One file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportedFile {
    /// Its name, such as `flow-CalStuAvgScore.yaml`, as Go KisFlow's export has it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A file for each thing, in the order of their names, with Go KisFlow's current keys.
///
/// Checked again, the files give an equal [`Config`]. Parameters come sorted by name, and what is not said is left out.
///
/// ```
/// use kis_config::{Sources, check, export};
///
/// let mut sources = Sources::new();
/// sources.add("func.yml", "kistype: func\nfid: '12'\nfmode: C\noption: {retry_duration: 2s}\n");
/// let config = check(&sources).config;
/// let files = export::files(&config);
/// assert_eq!(files[0].name, "func-12.yaml");
/// assert_eq!(files[0].text, "\
/// kistype: func
/// fname: \"12\"
/// fmode: Calculate
/// option:
///     return_duration: 2000
/// ");
/// let mut again = Sources::new();
/// for file in files {
///     again.add(file.name, file.text);
/// }
/// assert_eq!(check(&again).config, config);
/// ```
#[must_use]
pub fn files(config: &Config) -> Vec<ExportedFile> {
    let mut files = Vec::new();
    let mut add = |name: String, text: yaml::Yaml| files.push(ExportedFile { name, text: text.print() });
    config.connectors.iter().for_each(|(name, it)| add(file_name("conn", name), document::connector(it)));
    config.flows.iter().for_each(|(name, it)| add(file_name("flow", name), document::flow(it)));
    config.functions.iter().for_each(|(name, it)| add(file_name("func", name), document::function(it)));
    config.global.iter().for_each(|it| add("global.yaml".to_owned(), document::global(it)));
    config.sources.iter().for_each(|(name, it)| add(file_name("source", name), document::source(it)));
    config.tests.iter().for_each(|(name, it)| add(file_name("test", name), document::test(it)));
    files
}

/// What no file name may hold on some system is written in percent.
fn file_name(kind: &str, name: &str) -> String {
    let mut file = format!("{kind}-");
    for c in name.chars() {
        if c.is_control() || "/\\:*?\"<>|%".contains(c) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| file.push_str(&format!("%{byte:02X}")));
        } else {
            file.push(c);
        }
    }
    file.push_str(".yaml");
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_hold_no_path() {
        assert_eq!(file_name("flow", "a/../b:测试"), "flow-a%2F..%2Fb%3A测试.yaml");
    }
}
