//! The command line: the only part that prints.

mod args;
mod commands;
mod exit;
mod message;
mod question;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Parser;

use args::{Args, Command};
use message::Messages;

/// Where the last panic happened.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Says that a panic came all the way up.
pub fn bug() {
    let place = PANICKED.lock().unwrap_or_else(PoisonError::into_inner);
    message::bug(&place);
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    // What a panic says may quote a customer's text; where it happened never does. It is not told at once, because a
    // reader that panics on a damaged file is caught further up.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or(String::new(), |place| format!(" at {place}"));
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = place;
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
        Command::Normalise(normalise) => commands::normalise::run(normalise, &messages),
        Command::Compare(compare) => commands::compare::run(compare, &messages),
        Command::Explain(explain) => commands::explain::run(explain, &messages),
        Command::Select(select) => commands::select::run(select, &messages),
        Command::Export(export) => commands::export::run(export, &messages),
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
