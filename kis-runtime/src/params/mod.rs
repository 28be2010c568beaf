//! The parameters of functions: their names and kinds, known to the compiler, and their values, read from text.
//!
//! A function takes its parameters as one struct. What `flow!` and the YAML files give is checked against
//! [`Params::PARAMS`] by the compiler; what only the run knows is checked by [`Params::read`].
//!
//! ```
//! use std::time::Duration;
//! use kis_runtime::{ParamTexts, prelude::*};
//!
//! #[derive(Params)]
//! struct Limits {
//!     school: String,
//!     #[param(default = 999)]
//!     max_id: u32,
//!     #[param(default = "250ms")]
//!     wait: Duration,
//!     speed: Option<Speed>,
//! }
//!
//! #[derive(Debug, PartialEq, Params)]
//! #[param(rename_all = "lowercase")]
//! enum Speed {
//!     Fast,
//!     Slow,
//! }
//!
//! let limits = Limits::read(&ParamTexts::from_iter([("school", "TsingHua"), ("speed", "slow")])).unwrap();
//! assert_eq!(limits.school, "TsingHua");
//! assert_eq!(limits.max_id, 999);
//! assert_eq!(limits.wait, Duration::from_millis(250));
//! assert_eq!(limits.speed, Some(Speed::Slow));
//! ```

pub(crate) mod check;
mod param;
mod problem;
pub(crate) mod read;
mod texts;
mod value;

pub use param::{Param, ParamKind};
pub use problem::ParamProblem;
pub use read::Params;
pub use texts::ParamTexts;
pub use value::ParamValue;
