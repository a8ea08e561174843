//! What the run found: from rows to customers, the sums, the sizes, the purchases, the gaps.

use maud::{Markup, html};

use super::figure::{bar, count, decimal, money, percent};
use super::{closes, section, table};
use crate::report::audit::{
    Audit, CohesionAudit, Completeness, DecisionsAudit, InvoiceAudit, QualityFlag, Sum, Totals,
};
use crate::report::way::{Step, Way};

/// The largest cluster that has a row of its own; larger ones share rows.
const LARGEST_SINGLE_SIZE: usize = 10;
/// The upper ends of the shared rows.
const SHARED_SIZES: [usize; 4] = [20, 50, 100, usize::MAX];

/// What is known of households: they are looked for where cards are attributed.
fn households(totals: &Totals) -> String {
    if totals.estimate.is_some() || totals.households < totals.customers {
        format!("in {} households", count(totals.households))
    } else {
        "households not looked for".to_owned()
    }
}

/// Where the doubtful cases are, and how many were decided.
fn in_review(decisions: &DecisionsAudit) -> String {
    match decisions.obeyed() {
        0 => "doubtful cases in review.csv".to_owned(),
        decided => format!(
            "doubtful cases in review.csv, {} more decided",
            count(decided)
        ),
    }
}

/// The figures that are asked for first.
pub(super) fn headline(totals: &Totals, decisions: &DecisionsAudit) -> Markup {
    let of_records = |part: usize| percent(part as f64, totals.records as f64);
    let figures = [
        (
            "Records",
            count(totals.records),
            "accepted identity rows".to_owned(),
        ),
        ("Customers", count(totals.customers), households(totals)),
        (
            "Duplicates",
            count(totals.duplicates),
            format!("{} of the records", of_records(totals.duplicates)),
        ),
        ("To review", count(totals.review), in_review(decisions)),
        (
            "Rejected",
            count(totals.rejects),
            "rows in rejects.csv".to_owned(),
        ),
    ];
    html! {
        dl.headline aria-label="Headline figures" {
            @for (label, figure, remark) in figures {
                div { dt { (label) } dd { strong { (figure) } span { (remark) } } }
            }
        }
    }
}

/// The way from rows to customers, as an account: every balance follows from the lines above it.
pub(super) fn way(audit: &Audit) -> Markup {
    let totals = &audit.totals;
    let body = html! {
        thead { tr { th scope="col" { "Step" } th.number scope="col" { "Count" } } }
        tbody {
            @for step in Way::new(&audit.sources, totals).steps() {
                @match step {
                    Step::Balance(label, figure) => tr.balance {
                        th scope="row" { (label) }
                        td.number { (count(figure)) }
                    },
                    Step::Less(label, figure) => tr {
                        th.less scope="row" { "less " (label) }
                        td.number { (count(-figure)) }
                    },
                    Step::Check(label, is_closed) => tr.check {
                        th scope="row" { (label) }
                        td.number { (closes(is_closed)) }
                    },
                }
            }
        }
    };
    section(
        "way",
        &html! {
            (table("Every balance follows from the lines above it", &body))
            p {
                (count(totals.singletons)) " customers have one record; the largest has "
                (count(totals.largest)) ". "
                (count(totals.links)) " links between pairs of records hold persons, and customers of several persons, together. "
                @if let Some(estimate) = totals.estimate {
                    "By the probabilities of what was joined and left apart there are between "
                    (count(estimate.least)) " and " (count(estimate.most)) " customers"
                    @if estimate.unseen > 0 {
                        "; about " (count(estimate.unseen))
                        " cards in other names may share nothing with the other cards of their buyer"
                    }
                    ". "
                }
                @if totals.households < totals.customers {
                    "The customers live in " (count(totals.households))
                    " households, which link them and merge none. "
                }
            }
        },
    )
}

/// The sums that must close, one by one.
pub(super) fn conservation(sums: &[Sum]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "What is counted" }
                th scope="col" { "Verdict" }
                th.number scope="col" { "Before" }
                th.number scope="col" { "After" }
                th.number scope="col" { "Difference" }
            }
        }
        tbody {
            @for sum in sums {
                tr .failed[!sum.closes()] {
                    th scope="row" { (sum.what) }
                    td.verdict-cell { (closes(sum.closes())) }
                    td.number { (count(sum.before)) }
                    td.number { (count(sum.after)) }
                    td.number { (count(sum.after.saturating_sub(sum.before))) }
                }
            }
        }
    };
    section(
        "sums",
        &html! {
            p { "What goes in must come out. Amounts of money are counted in hundredths here." }
            @if sums.is_empty() { p.none { "No sums were taken." } }
            @else { (table("Figures before and after the run", &body)) }
        },
    )
}

/// How many persons have one record, two, and so on, and how many hang together weakly.
pub(super) fn clusters(sizes: &[(usize, usize)], cohesion: &CohesionAudit) -> Markup {
    let rows = grouped_sizes(sizes);
    let all: usize = sizes.iter().map(|size| size.1).sum();
    let most = rows.iter().map(|row| row.persons).max().unwrap_or(0);
    let body = html! {
        thead {
            tr {
                th scope="col" { "Records" }
                th.number scope="col" { "Persons" }
                th.number scope="col" { "Share" }
                th.wide scope="col" { span.unseen { "Drawn" } }
                th.number scope="col" { "Records held" }
            }
        }
        tbody {
            @for row in rows {
                tr {
                    th scope="row" { (row.label) }
                    td.number { (count(row.persons)) }
                    td.number { (percent(row.persons as f64, all as f64)) }
                    td { (bar(row.persons as f64, most as f64)) }
                    td.number { (count(row.records)) }
                }
            }
        }
    };
    section(
        "clusters",
        &html! {
            @if sizes.is_empty() { p.none { "There are no persons." } }
            @else {
                p {
                    "A person with many records is worth a look: "
                    "the largest clusters are the first to check."
                }
                (table("Persons by number of records", &body))
                p {
                    "Persons whose records hang together weakly, because the mean match probability over their pairs is "
                    "under " (decimal(cohesion.weak_below, 1)) ": " (count(cohesion.weak)) ". "
                    "Each stands in review.csv with its weakest link."
                }
            }
        },
    )
}

struct SizeRow {
    label: String,
    persons: usize,
    records: usize,
}

/// Gives small sizes a row each and lets larger ones share; rows that would be empty are left out.
fn grouped_sizes(sizes: &[(usize, usize)]) -> Vec<SizeRow> {
    let singles = (1..=LARGEST_SINGLE_SIZE).map(|size| (size, size));
    let starts = std::iter::once(LARGEST_SINGLE_SIZE).chain(SHARED_SIZES);
    let shared = starts
        .zip(SHARED_SIZES)
        .map(|(before, last)| (before + 1, last));
    singles
        .chain(shared)
        .map(|(first, last)| {
            let within = || {
                sizes
                    .iter()
                    .filter(move |size| (first..=last).contains(&size.0))
            };
            SizeRow {
                label: match last {
                    _ if first == last => count(first),
                    usize::MAX => format!("{} or more", count(first)),
                    last => format!("{} to {}", count(first), count(last)),
                },
                persons: within().map(|size| size.1).sum(),
                records: within().map(|size| size.0 * size.1).sum(),
            }
        })
        .filter(|row| row.persons > 0)
        .collect()
}

/// Whether every invoice line has a customer or is known to have none.
pub(super) fn all_lines_are_known(invoices: &InvoiceAudit) -> bool {
    let ways = [
        invoices.by_card,
        invoices.by_identity,
        invoices.unattributed,
    ];
    ways.map(u128::from).iter().sum::<u128>() == u128::from(invoices.lines)
}

/// How invoices found their customers.
pub(super) fn invoices(invoices: Option<&InvoiceAudit>) -> Markup {
    let Some(invoices) = invoices else {
        return section(
            "invoices",
            &html! { p.none { "No source holds invoices." } },
        );
    };
    let ways = [
        ("By card number", invoices.by_card),
        ("By the name and particulars typed", invoices.by_identity),
        ("Without a customer", invoices.unattributed),
    ];
    let lines = invoices.lines as f64;
    let body = html! {
        thead {
            tr {
                th scope="col" { "How a line found its customer" }
                th.number scope="col" { "Lines" }
                th.number scope="col" { "Share" }
                th.wide scope="col" { span.unseen { "Drawn" } }
            }
        }
        tbody {
            @for (label, figure) in ways {
                tr {
                    th scope="row" { (label) }
                    td.number { (count(figure)) }
                    td.number { (percent(figure as f64, lines)) }
                    td { (bar(figure as f64, lines)) }
                }
            }
            tr.balance {
                th scope="row" { "All lines" }
                td.number { (count(invoices.lines)) }
                td.number colspan="2" { (closes(all_lines_are_known(invoices))) }
            }
        }
    };
    section(
        "invoices",
        &html! {
            p {
                (count(invoices.invoices)) " invoices with " (count(invoices.lines)) " lines come to "
                strong { (money(invoices.amount)) } ". Of this, " (money(invoices.unattributed_amount))
                " belong to no customer. "
                @if invoices.unreadable_amounts == 0 { "Every amount could be read." }
                @else {
                    (count(invoices.unreadable_amounts))
                    " lines have an amount that could not be read and count as zero."
                }
            }
            (table("Invoice lines by how they found a customer", &body))
        },
    )
}

/// How full each golden attribute is.
pub(super) fn completeness(attributes: &[Completeness]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Attribute" }
                th.number scope="col" { "Customers with a value" }
                th.number scope="col" { "Share" }
                th.wide scope="col" { span.unseen { "Drawn" } }
            }
        }
        tbody {
            @for attribute in attributes {
                @let (filled, customers) = (attribute.filled as f64, attribute.customers as f64);
                tr {
                    th scope="row" { code { (attribute.attribute) } }
                    td.number { (count(attribute.filled)) }
                    td.number { (percent(filled, customers)) }
                    td { (bar(filled, customers)) }
                }
            }
        }
    };
    section(
        "completeness",
        &html! {
            @if attributes.is_empty() { p.none { "There are no golden records." } }
            @else { (table("Golden records with a value, by attribute", &body)) }
        },
    )
}

/// What the values of records say against each other.
pub(super) fn quality(flags: &[QualityFlag]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Flag" }
                th scope="col" { "What it means" }
                th.number scope="col" { "Records" }
            }
        }
        tbody {
            @for flag in flags {
                tr {
                    th scope="row" { code { (flag.flag) } }
                    td { (flag.meaning) }
                    td.number { (count(flag.records)) }
                }
            }
        }
    };
    section(
        "quality",
        &html! {
            @if flags.is_empty() { p.none { "No record contradicts itself." } }
            @else { (table("Records whose values contradict each other", &body)) }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_beyond_ten_share_rows_and_no_record_is_lost() {
        let sizes = [(1, 5), (2, 3), (11, 2), (20, 1), (21, 1), (3_000, 1)];
        let rows = grouped_sizes(&sizes);
        let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, ["1", "2", "11 to 20", "21 to 50", "101 or more"]);
        let held: usize = rows.iter().map(|row| row.records).sum();
        assert_eq!(held, 5 + 6 + 22 + 20 + 21 + 3_000);
    }
}
