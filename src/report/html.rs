//! Draws the audit as one page that a manager can read, sign and put into a folder.
//!
//! The page is whole in itself: no script, no network, no font or picture from elsewhere. Bars
//! are inline SVG, since printers leave out backgrounds, and every bar stands beside its figure.
//!
//! Figures are written as in Indonesia, `1.234.567,89`, and the page says so.

mod figure;
mod glossary;
mod holders;
mod inputs;
mod matching;
mod outcome;
pub mod profile;
mod segments;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::audit::{Audit, Sum};
use super::way::Way;
use figure::count;

const STYLE: &str = include_str!("html/style.css");

/// Renders an audit as one self-contained HTML page.
///
/// All text of the audit is escaped. A part without facts says so, and does not disappear.
pub fn render(audit: &Audit) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "satukan " (audit.version) };
                title { "Audit of a satukan run" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.product { "satukan " (audit.version) }
                    h1 { "Audit of the run" }
                    (lead(audit))
                    (verdict(audit))
                }
                (warnings(&audit.warnings))
                main {
                    (outcome::headline(&audit.totals, &audit.decisions))
                    (contents())
                    (outcome::way(audit))
                    (holders::holders(
                        audit.totals.estimate.is_some(),
                        &audit.rings,
                        &audit.shared_values,
                    ))
                    (outcome::conservation(&audit.conservation))
                    (inputs::sources(&audit.sources))
                    (outcome::clusters(&audit.cluster_sizes, &audit.cohesion))
                    (matching::blocking(&audit.blocking))
                    (matching::model(&audit.model))
                    (outcome::invoices(audit.invoices.as_ref()))
                    (segments::segments(audit.segments.as_ref()))
                    (outcome::completeness(&audit.completeness))
                    (outcome::quality(&audit.quality))
                    (inputs::settings(&audit.settings))
                    (glossary::glossary())
                    (sign_off())
                }
                footer {
                    p {
                        "Figures are written as 1.234.567,89: a dot between thousands, "
                        "a comma before decimals. This page holds counts and column names, and values of records in masked form only. "
                        "The same facts for machines are in " code { "audit.json" } "."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn lead(audit: &Audit) -> Markup {
    let totals = &audit.totals;
    if totals.records == 0 {
        return html! { p.lead { "No identity record was accepted, so there are no customers." } };
    }
    html! {
        p.lead {
            (count(totals.records)) " records from " (count(audit.sources.len()))
            @if audit.sources.len() == 1 { " source" } @else { " sources" }
            " are " strong { (count(totals.customers)) " customers" } ". "
            (count(totals.duplicates)) " records ("
            (figure::percent(totals.duplicates as f64, totals.records as f64))
            ") were duplicates"
            @if totals.family + totals.proxy > 0 {
                ", " (count(totals.family + totals.proxy)) " of them in other names"
            }
            "."
        }
    }
}

/// Says in one line whether the result may be used.
fn verdict(audit: &Audit) -> Markup {
    let sums = audit.conservation.len();
    let open = open_sums(audit);
    html! {
        @if sums == 0 && open == 0 {
            p.verdict { "No sums were taken: nothing proves that no record was lost." }
        } @else if open == 0 {
            p.verdict.good {
                (tick()) " "
                @if sums == 1 { "The one sum closes" }
                @else { "All " (count(sums)) " sums close" }
                ": nothing was lost and nothing counted twice."
            }
        } @else {
            p.verdict.bad {
                (cross()) " "
                @if open == 1 { "One sum does" } @else { (count(open)) " sums do" }
                " not close: do not use this result."
            }
        }
    }
}

/// Counts what doesn't close anywhere on the page: the run's own sums, and those that the tables draw
/// from its counts.
fn open_sums(audit: &Audit) -> usize {
    let sums = audit.conservation.iter().map(Sum::closes);
    let sources = audit.sources.iter().map(inputs::all_rows_are_known);
    let invoices = audit.invoices.iter().map(outcome::all_lines_are_known);
    let way = Way::new(&audit.sources, &audit.totals);
    let way = [way.reaches_the_records(), way.reaches_the_customers()];
    sums.chain(sources)
        .chain(invoices)
        .chain(way)
        .filter(|closes| !closes)
        .count()
}

fn warnings(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            section.warnings #warnings aria-labelledby="warnings-title" {
                h2 #warnings-title {
                    @if warnings.len() == 1 { "One warning" }
                    @else { (count(warnings.len())) " warnings" }
                }
                ul { @for warning in warnings { li { (warning) } } }
            }
        }
    }
}

const SECTIONS: [(&str, &str); 13] = [
    ("way", "From rows to customers"),
    ("holders", "Who holds the cards"),
    ("sums", "Sums that must close"),
    ("sources", "Sources"),
    ("clusters", "Records per person"),
    ("blocking", "What was compared"),
    ("model", "How agreement was weighed"),
    ("invoices", "Invoices"),
    ("segments", "Cards and customers"),
    ("completeness", "Completeness"),
    ("quality", "Contradictions"),
    ("settings", "Settings in force"),
    ("glossary", "Words used"),
];

fn contents() -> Markup {
    html! {
        nav aria-label="Contents" {
            ul { @for (id, title) in SECTIONS { li { a href={ "#" (id) } { (title) } } } }
        }
    }
}

/// Makes a section under the title that the contents give it.
fn section(id: &str, body: &Markup) -> Markup {
    let title = SECTIONS
        .iter()
        .find(|section| section.0 == id)
        .map_or(id, |section| section.1);
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            (body)
        }
    }
}

/// Puts a table into a frame that scrolls on a small screen, also by keyboard.
fn table(caption: &str, body: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table { caption { (caption) } (body) }
        }
    }
}

/// Says whether two figures are equal, by sign and in words.
fn closes(closes: bool) -> Markup {
    html! {
        @if closes { span.good { (tick()) " closes" } }
        @else { strong.bad { (cross()) " does not close" } }
    }
}

fn tick() -> Markup {
    html! { span aria-hidden="true" { "✓" } }
}

fn cross() -> Markup {
    html! { span aria-hidden="true" { "✗" } }
}

fn sign_off() -> Markup {
    html! {
        section.sign-off aria-label="Sign-off" {
            @for label in ["Accepted by", "Date", "Signature"] { p { (label) } }
        }
    }
}

#[cfg(test)]
mod tests;
