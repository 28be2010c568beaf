//! The error that users' functions return.

/// Any error of a user's function, boxed, as tower does it: `?` and `Err("text".into())` work.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// What functions return when they can fail.
pub type Result<T, E = BoxError> = std::result::Result<T, E>;
