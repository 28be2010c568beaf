//! Problems as text: for people, in rustc's own layout, and for programs, as JSON and SARIF.

mod excerpt;
mod human;
mod json;
mod line;
mod sarif;
mod style;

pub use excerpt::excerpt;
pub use human::{human, message};
pub use json::json;
pub use sarif::sarif;
pub use style::Style;
