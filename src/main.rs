//! Arguments in, exit code out.

mod cli;

fn main() -> std::process::ExitCode {
    // A panic is our bug: the standard message has been printed by then, and 255 says so to a script.
    std::panic::catch_unwind(cli::main).unwrap_or(std::process::ExitCode::from(255))
}
