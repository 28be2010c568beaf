//! A chore's options: `--flag`, `--name value` or `--name=value`.

use crate::Result;

/// What stands after the chore's name. Take what the chore knows, then call [`Options::finish`].
pub(crate) struct Options(Vec<String>);

impl Options {
    pub(crate) fn new(arguments: Vec<String>) -> Self {
        Options(arguments)
    }

    /// What is no option, in order.
    pub(crate) fn words(&mut self) -> Vec<String> {
        let (options, words) = std::mem::take(&mut self.0).into_iter().partition(|it| it.starts_with("--"));
        self.0 = options;
        words
    }

    /// Whether `name` stands there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|it| it != name);
        self.0.len() < before
    }

    /// The value of `name`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let assignment = format!("{name}=");
        let Some(place) = self.0.iter().position(|it| it == name || it.starts_with(&assignment)) else {
            return Ok(None);
        };
        let option = self.0.remove(place);
        if let Some(value) = option.strip_prefix(&assignment) {
            return Ok(Some(value.to_owned()));
        }
        if place == self.0.len() {
            return Err(format!("`{name}` needs a value").into());
        }
        Ok(Some(self.0.remove(place)))
    }

    /// Says so if anything is left that nobody asked for.
    pub(crate) fn finish(self) -> Result {
        match self.0.first() {
            None => Ok(()),
            Some(unknown) => {
                Err(format!("no option `{unknown}` here; `cargo xtask --help` lists them").into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Options {
        Options::new(text.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn values_follow_or_are_assigned() {
        let mut options = options("--only fmt,test --rows=5 --check");
        assert_eq!(options.value("--rows").unwrap().as_deref(), Some("5"));
        assert_eq!(options.value("--only").unwrap().as_deref(), Some("fmt,test"));
        assert_eq!(options.value("--binary").unwrap(), None);
        assert!(options.flag("--check"));
        options.finish().unwrap();
    }

    #[test]
    fn what_nobody_knows_is_named() {
        assert!(options("--olny fmt").finish().unwrap_err().to_string().contains("`--olny`"));
        assert!(options("--only").value("--only").unwrap_err().to_string().contains("needs a value"));
    }
}
