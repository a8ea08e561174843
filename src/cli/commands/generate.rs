//! `satukan generate`

use anyhow::Result;
use satukan::generate::{Settings, generate};

use crate::cli::args::Generate;
use crate::cli::message::{Messages, counted};

/// Writes synthetic exports and prints what was made.
pub fn run(args: &Generate, messages: &Messages) -> Result<()> {
    let summary = generate(
        &Settings {
            customers: args.customers,
            seed: args.seed,
            layout: args.layout.into(),
            proxies: args.proxies.into(),
            shop_telephone: args.shop_telephone,
        },
        &args.output,
    )?;
    if messages.is_quiet() {
        return Ok(());
    }
    let mut text = format!(
        "{}, {}, {}, {}, {}\n",
        counted(summary.customers, "customer"),
        counted(summary.persons, "person"),
        counted(summary.cards, "card"),
        counted(summary.web_customers, "web customer"),
        counted(summary.invoice_lines, "invoice line"),
    );
    for file in &summary.files {
        text.push_str(&format!("{}\n", file.display()));
    }
    super::print(&text)
}
