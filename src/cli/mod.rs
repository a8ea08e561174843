//! The command line: the only part that prints.

mod args;
mod commands;
mod exit;
mod message;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use message::Messages;

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    // What a panic says may quote a customer's text; where it happened never does.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or(String::new(), |place| format!(" at {place}"));
        message::bug(&place);
    }));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() {
                exit::USAGE
            } else {
                exit::DONE
            };
            // A closed pipe behind `--help` is nobody's failure.
            let _ = error.print();
            return code.into();
        }
    };
    let messages = Messages::new(args.quiet, args.log_format);
    let result = match &args.command {
        Command::Run(run) => commands::run::run(run, &messages),
        Command::Init(init) => commands::init::run(init, &messages),
        Command::Profile(profile) => commands::profile::run(profile, &messages),
        Command::Evaluate(evaluate) => commands::evaluate::run(evaluate),
        Command::Generate(generate) => commands::generate::run(generate, &messages),
    };
    match result {
        Ok(()) => exit::DONE.into(),
        Err(error) => {
            messages.error(&error);
            exit::code_of(&error).into()
        }
    }
}
