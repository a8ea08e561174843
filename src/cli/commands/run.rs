//! `satukan run`

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use satukan::config::{Arguments, Settings};
use satukan::pipeline::{self, Progress};
use satukan::publish::folder::Folder;
use satukan::publish::{review, shared};
use satukan::report::audit::Audit;
use satukan::report::way::Way;

use super::blocking;
use crate::cli::args::Run;
use crate::cli::message::{Messages, counted, grouped, plural};
use crate::cli::question;

/// Runs the main job and prints its summary.
pub fn run(args: &Run, messages: &Messages) -> Result<()> {
    let began = Instant::now();
    let match_probability = args.match_probability.as_deref();
    let mut settings = Settings::load(&Arguments {
        sources: args.sources.clone(),
        config: args.config.clone(),
        max_rejects: args.max_rejects,
        match_probability: match_probability
            .map(question::match_probability)
            .transpose()?,
        model: args.model.clone(),
        truth: args.truth.clone(),
        decisions: args.decisions.clone(),
    })?;
    super::use_threads(args.threads)?;
    let Some(output) = &args.output else {
        // They don't change what is compared, but a wrong path is better told now.
        settings.read_decisions(None)?;
        let plan = pipeline::plan_blocking(&settings, messages)?;
        return super::print(&if messages.is_json() {
            format!("{}\n", serde_json::to_string(&plan)?)
        } else {
            blocking::render(&plan)
        });
    };
    Folder::check(output)?;
    settings.overrules = shared::overrules(output)?;
    settings.read_decisions(Some(&output.join(review::FILE)))?;
    let inside = |path: &Path| {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        folder.is_some() && folder == output.canonicalize().ok()
    };
    for source in settings
        .sources
        .iter()
        .filter(|source| inside(&source.path))
    {
        messages.note(&format!(
            "`{}` lies in the folder that this run replaces: keep a copy for the next run",
            source.path.display()
        ));
    }
    let findings = pipeline::run(&settings, messages)?;
    let audit = pipeline::publish(&findings, &settings, output, messages)?;
    // The process ends here: giving back millions of small texts one by one would only make the user wait.
    std::mem::forget(findings);
    if messages.is_quiet() {
        return Ok(());
    }
    let report = output.join("audit.html");
    super::print(&summary(
        &audit,
        &report.display().to_string(),
        began.elapsed().as_secs_f64(),
    ))
}

fn summary(audit: &Audit, report: &str, seconds: f64) -> String {
    let totals = &audit.totals;
    let share = |part: usize| 100.0 * part as f64 / totals.records.max(1) as f64;
    let count = |number: usize| grouped(number as u64);
    let files: BTreeSet<&str> = audit
        .sources
        .iter()
        .map(|source| source.path.as_str())
        .collect();
    let persons = |sizes: Option<&(usize, usize)>| sizes.copied().unwrap_or_default();
    let singles = persons(
        audit
            .cluster_sizes
            .iter()
            .find(|(records, _)| *records == 1),
    )
    .1;
    let largest = persons(audit.cluster_sizes.last()).0;
    let mut lines = vec![
        (
            "records",
            count(totals.records),
            format!("from {}", counted(files.len() as u64, "file")),
        ),
        (
            "persons",
            count(totals.persons),
            format!(
                "{} with one record, the largest with {}",
                count(singles),
                count(largest)
            ),
        ),
        (
            "customers",
            count(totals.customers),
            match totals.estimate {
                Some(estimate) => format!(
                    "between {} and {} by the probabilities, in {} households",
                    grouped(estimate.least),
                    grouped(estimate.most),
                    count(totals.households)
                ),
                None if totals.customers == totals.persons => {
                    "every person is one customer".to_owned()
                }
                None => "every person is one customer, but for your decisions".to_owned(),
            },
        ),
        (
            "duplicates",
            count(totals.duplicates),
            format!("{:.1} % of the records", share(totals.duplicates)),
        ),
        (
            "to review",
            count(totals.review),
            match audit.decisions.obeyed() {
                0 => format!("{} in review.csv", plural(totals.review as u64, "pair")),
                decided => format!(
                    "{} in review.csv, {} decided by you",
                    plural(totals.review as u64, "pair"),
                    count(decided)
                ),
            },
        ),
        (
            "rejected",
            grouped(totals.rejects),
            format!("{} in rejects.csv", plural(totals.rejects, "row")),
        ),
    ];
    if let Some(labels) = &audit.model.labels {
        let compared = 100.0 * labels.true_candidates as f64 / labels.true_pairs.max(1) as f64;
        let pairs = match labels.true_pairs {
            0 => "no two of one".to_owned(),
            _ => format!("{compared:.1} % of their pairs compared"),
        };
        lines.push((
            "labels",
            grouped(labels.records),
            format!(
                "{} of {}, {pairs}",
                plural(labels.records, "record"),
                counted(labels.persons, "person")
            ),
        ));
    }
    if let Some(figures) = &audit.model.cross_validated {
        lines.push((
            "pairwise F1",
            format!("{:.3}", figures.f1),
            format!(
                "cross-validated: precision {:.3}, recall {:.3}; without labels F1 {:.3}{}",
                figures.precision,
                figures.recall,
                figures.f1_without_labels,
                match figures.objection() {
                    Some(_) => ", so they are left out",
                    None => "",
                }
            ),
        ));
    }
    if let Some(invoices) = &audit.invoices {
        let found = invoices.by_card + invoices.by_identity;
        lines.push((
            "purchases",
            grouped(invoices.lines),
            format!(
                "invoice {}, {} with a customer",
                plural(invoices.lines, "line"),
                grouped(found)
            ),
        ));
    }
    if let Some(segments) = &audit.segments {
        let (cards, customers) = (&segments.views.cards, &segments.views.customers);
        lines.push((
            "active",
            count(customers.active),
            format!(
                "customers, {} by their cards; {} are new, {} by their cards",
                count(cards.active),
                count(customers.new),
                count(cards.new)
            ),
        ));
    }
    let width = lines
        .iter()
        .map(|(_, number, _)| number.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::from("\n");
    for (name, number, note) in lines {
        text.push_str(&format!("{name:<11} {number:>width$}  {note}\n"));
    }
    text.push_str(&way(&audit.way));
    text.push_str(&format!("\nreport      {report}\n{seconds:.2} seconds\n"));
    text
}

/// The account from rows to customers; what takes nothing off has no line.
fn way(way: &Way) -> String {
    let lines = [
        ("rows read", way.rows_read, true),
        ("- rejected", way.rejected, false),
        ("- invoice lines", way.invoice_lines, false),
        ("= records", way.records, true),
        ("- exact repeats in the customer's name", way.repeats, false),
        (
            "- further ones in the customer's name",
            way.further_own,
            false,
        ),
        ("- in the name of the family", way.family, false),
        ("- in the name of somebody else", way.proxy, false),
        ("= customers", way.customers, true),
    ];
    let told = || {
        lines
            .iter()
            .filter(|(_, number, is_balance)| *is_balance || *number != 0)
    };
    let figure = |number: i128| grouped(u64::try_from(number).unwrap_or(u64::MAX));
    let names = told().map(|(name, ..)| name.chars().count()).max();
    let figures = told().map(|(_, number, _)| figure(*number).chars().count());
    let (names, figures) = (names.unwrap_or(0), figures.max().unwrap_or(0));
    let mut text = String::from("\n");
    for (name, number, _) in told() {
        text.push_str(&format!("{name:<names$}  {:>figures$}\n", figure(*number)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_tells_balances_and_what_was_taken_off() {
        let told = way(&Way {
            rows_read: 1100,
            invoice_lines: 100,
            records: 1000,
            further_own: 150,
            proxy: 450,
            customers: 400,
            ..Way::default()
        });
        let lines: Vec<&str> = told.trim().lines().collect();
        assert_eq!(
            lines,
            [
                "rows read                              1 100",
                "- invoice lines                          100",
                "= records                              1 000",
                "- further ones in the customer's name    150",
                "- in the name of somebody else           450",
                "= customers                              400",
            ]
        );
    }
}
