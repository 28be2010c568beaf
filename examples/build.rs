//! Has cargo build anew when a file is added to a folder that `include_flow!` reads; it sees by itself when one
//! is edited or removed.

fn main() {
    println!("cargo::rerun-if-changed=flights/conf");
    println!("cargo::rerun-if-changed=own_connector/conf");
    println!("cargo::rerun-if-changed=scores/conf");
}
