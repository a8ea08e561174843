//! `satukan init`

use anyhow::Result;
use satukan::config::init::render;

use super::{read_leniently, use_threads};
use crate::cli::args::Init;
use crate::cli::message::Messages;

/// Prints a settings file with what was detected.
pub fn run(args: &Init, messages: &Messages) -> Result<()> {
    use_threads(args.threads)?;
    let (settings, sources) = read_leniently(&args.sources, args.config.as_deref(), messages)?;
    super::print(&render(&sources, &settings))
}
