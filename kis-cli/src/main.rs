//! The `kis` binary; what it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    kis_cli::main()
}
