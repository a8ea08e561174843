//! Arguments in, exit code out.

mod cli;

fn main() -> std::process::ExitCode {
    // A panic that comes as far as here is our bug; 255 says so to a script.
    std::panic::catch_unwind(cli::main).unwrap_or_else(|_| {
        cli::bug();
        std::process::ExitCode::from(255)
    })
}
