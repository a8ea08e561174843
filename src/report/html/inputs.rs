//! What the run was given: the sources, how they were understood, and the settings.

use maud::{Markup, html};

use super::figure::{bar, bytes, count, decimal, percent};
use super::{closes, section, table};
use crate::config::SettingInForce;
use crate::report::audit::SourceAudit;

/// Below this a column's meaning is called unsure.
const SURE: f32 = 0.7;

/// The sources, together and one by one.
pub(super) fn sources(sources: &[SourceAudit]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Source" }
                th scope="col" { "Kind" }
                th scope="col" { "Verdict" }
                th.number scope="col" { "Rows read" }
                th.number scope="col" { "Accepted" }
                th.number scope="col" { "Rejected" }
            }
        }
        tbody {
            @for source in sources {
                tr {
                    th scope="row" { (source.name) }
                    td { (source.kind) }
                    td.verdict-cell { (closes(all_rows_are_known(source))) }
                    td.number { (count(source.rows_read)) }
                    td.number { (count(source.rows_accepted)) }
                    td.number { (count(source.rows_rejected)) }
                }
            }
        }
    };
    section(
        "sources",
        &html! {
            @if sources.is_empty() { p.none { "No source was read." } }
            @else {
                (table("Rows read are rows accepted and rows rejected", &body))
                @for source in sources { (one_source(source)) }
            }
        },
    )
}

/// Whether every row that was read was accepted or rejected.
pub(super) fn all_rows_are_known(source: &SourceAudit) -> bool {
    source.rows_accepted.checked_add(source.rows_rejected) == Some(source.rows_read)
}

fn one_source(source: &SourceAudit) -> Markup {
    html! {
        article {
            h3 { (source.name) }
            dl.facts {
                dt { "File" } dd { code { (source.path) } ", " (bytes(source.bytes)) }
                dt { "Taken for" } dd {
                    strong { (source.kind) }
                    @if !source.kind_reason.is_empty() { ": " (source.kind_reason) }
                }
                dt { "Read as" } dd {
                    @for (nth, decision) in source.decisions.iter().enumerate() {
                        @if nth > 0 { br; }
                        (decision.what) " " strong { (decision.value) } ": " (decision.why)
                    }
                }
                @if !source.notes.is_empty() {
                    dt { "To know" } dd {
                        @for (nth, note) in source.notes.iter().enumerate() {
                            @if nth > 0 { br; }
                            (note)
                        }
                    }
                }
                dt { "Fingerprint" } dd { "BLAKE3 " code.hash { (source.hash) } }
                @if !source.reject_reasons.is_empty() {
                    dt { "Rejected" } dd {
                        @for (nth, (reason, rows)) in source.reject_reasons.iter().enumerate() {
                            @if nth > 0 { "; " }
                            (count(rows)) " × " (reason)
                        }
                        @if source.furniture > 0 {
                            "; of these " (count(source.furniture)) " were never data"
                        }
                    }
                }
            }
            @if source.columns.is_empty() { p.none { "No columns were found." } }
            @else { (columns(source)) }
        }
    }
}

fn columns(source: &SourceAudit) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Column" }
                th scope="col" { "Understood as" }
                th.number scope="col" { "Sure" }
                th.prose scope="col" { "Why" }
                th.number scope="col" { "Filled" }
                th.narrow scope="col" { span.unseen { "Drawn" } }
                th.number scope="col" { "Distinct values" }
            }
        }
        tbody {
            @for column in &source.columns {
                @let (filled, rows) = (column.filled as f64, source.rows_accepted as f64);
                tr {
                    th scope="row" { code { (column.header) } }
                    td { (column.field) @if column.score < SURE { " " em.unsure { "unsure" } } }
                    td.number { (decimal(f64::from(column.score) * 100.0, 0)) "\u{a0}%" }
                    td { (column.reason) }
                    td.number { (percent(filled, rows)) }
                    td { (bar(filled, rows)) }
                    td.number { (count(column.distinct)) }
                }
            }
        }
    };
    table(
        &format!("How the columns of {} were understood", source.name),
        &body,
    )
}

/// The settings and the layer that decided each.
pub(super) fn settings(settings: &[SettingInForce]) -> Markup {
    let body = html! {
        thead {
            tr { th scope="col" { "Setting" } th scope="col" { "Value" } th scope="col" { "Set by" } }
        }
        tbody {
            @for setting in settings {
                tr {
                    th scope="row" { code { (setting.key) } }
                    td { code { (setting.value) } }
                    td {
                        @if setting.origin == "default" { (setting.origin) }
                        @else { strong { (setting.origin) } }
                    }
                }
            }
        }
    };
    section(
        "settings",
        &html! {
            @if settings.is_empty() { p.none { "No settings were recorded." } }
            @else {
                p { "Values are written as in " code { "satukan.toml" } "." }
                (table("Each setting and the layer that decided it", &body))
            }
        },
    )
}
