use std::fmt;

/// What a load did to the flows of a pool; names, in order.
///
/// ```
/// # let mut loaded = kis_runtime::pool::Loaded::default();
/// loaded.added = vec!["CalStuAvg".to_owned(), "SaveStu".to_owned()];
/// assert_eq!(loaded.to_string(), "2 added (`CalStuAvg`, `SaveStu`), 0 changed, 0 removed, 0 unchanged");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// Flows that the files before did not have.
    pub added: Vec<String>,
    /// Flows that are no longer what they were.
    pub changed: Vec<String>,
    /// Flows that the files no longer have.
    pub removed: Vec<String>,
    /// Flows that were left as they are.
    pub unchanged: Vec<String>,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loaded { added, changed, removed, unchanged } = self;
        for (count, (names, what)) in
            [(added, "added"), (changed, "changed"), (removed, "removed")].into_iter().enumerate()
        {
            let separator = if count == 0 { "" } else { ", " };
            write!(f, "{separator}{} {what}", names.len())?;
            if !names.is_empty() {
                write!(f, " (`{}`)", names.join("`, `"))?;
            }
        }
        write!(f, ", {} unchanged", unchanged.len())
    }
}
