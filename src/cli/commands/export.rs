//! `satukan export`

use anyhow::Result;
use satukan::crm::{self, Settings};
use satukan::error::Error;
use satukan::frame::Format;
use satukan::publish::opened::Opened;

use crate::cli::args::{Crm, Export};
use crate::cli::message::{Messages, counted, grouped};

/// Writes the load files for a new CRM and prints what they hold.
pub fn run(args: &Export, messages: &Messages) -> Result<()> {
    if args.format.is_some() && args.crm != Crm::Generic {
        return Err(
            Error::usage("the files for a CRM are CSV, whatever `--format` says")
                .hinted("Leave out `--format`, or export `--for generic`")
                .into(),
        );
    }
    let result = Opened::open(&args.result)?;
    let settings = Settings {
        crm: args.crm.into(),
        format: args.format.map_or(Format::Csv, Format::from),
        has_mark: args.bom,
        rows_per_file: args.rows_per_file.map(|rows| rows as usize),
        country: args.country.clone(),
        opt_out: super::opt_out_column(args.opt_out.as_deref()),
    };
    let summary = crm::export(&result, &settings, &args.output)?;
    if messages.is_quiet() {
        return Ok(());
    }
    let number = |count: usize| grouped(count as u64);
    let mut text = format!(
        "{} of {} exported, {} not\n",
        number(summary.exported),
        counted(summary.customers as u64, "customer"),
        number(summary.not_exported)
    );
    for file in &summary.files {
        let rows = file.rows.map_or_else(String::new, number);
        text.push_str(&format!("{rows:>9}  {:<24} {}\n", file.name, file.object));
    }
    if summary.left_out > 0 {
        text.push_str(&format!(
            "{} that a field doesn't take\n",
            counted(summary.left_out as u64, "value")
        ));
    }
    super::print(&text)
}
