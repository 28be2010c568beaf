//! Random batches through chains of all shapes, against a plain interpreter of what DESIGN.md, section 5, says.
//!
//! Functions and interpreter share the decisions (`decide`), which are pure functions of a row, or a batch, and the
//! parameter `k` of the place; what happens with them is the engine's on the one side, the interpreter's on the other.

mod chains;
mod decide;
mod files;
mod functions;
mod interpreter;
