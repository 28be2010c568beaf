//! Names that a database cannot have.

/// A name that cannot be quoted into a statement.
#[derive(Debug, thiserror::Error)]
#[error("the name `{}` cannot be a schema, table or column: {why}", .name.escape_debug())]
pub(in crate::connector) struct BadName {
    pub(in crate::connector) name: String,
    pub(in crate::connector) why: String,
}
