//! One file per command.

pub mod evaluate;
pub mod generate;
pub mod run;

use std::io::{ErrorKind, Write, stdout};

/// Writes to stdout; a reader that closed the pipe has had enough, which is no failure.
fn print(text: &str) -> anyhow::Result<()> {
    match stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
