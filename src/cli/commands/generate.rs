//! `satukan generate`

use anyhow::Result;
use satukan::generate::{Settings, generate};

use crate::cli::args::Generate;
use crate::cli::message::{Messages, grouped};

/// Writes synthetic exports and prints what was made.
pub fn run(args: &Generate, messages: &Messages) -> Result<()> {
    let summary = generate(
        &Settings {
            customers: args.customers,
            seed: args.seed,
            layout: args.layout.into(),
        },
        &args.output,
    )?;
    if messages.is_quiet() {
        return Ok(());
    }
    let mut text = format!(
        "{} customers, {} persons, {} cards, {} web customers, {} invoice lines\n",
        grouped(summary.customers),
        grouped(summary.persons),
        grouped(summary.cards),
        grouped(summary.web_customers),
        grouped(summary.invoice_lines),
    );
    for file in &summary.files {
        text.push_str(&format!("{}\n", file.display()));
    }
    super::print(&text)
}
