//! What is wrong between the files and Rust, each with its exact text.

mod connectors;
mod functions;
mod params;
mod rows;
