//! Draws what cards say and what customers say, and the segments.

use maud::{Markup, html};

use super::figure::{bar, count, decimal, money, percent};
use super::{section, table};
use crate::report::segments::{GroupAudit, SegmentsAudit};
use crate::segment::{Band, View};

/// The two views, the segments, the stages, the tiers and the scores.
pub(super) fn segments(segments: Option<&SegmentsAudit>) -> Markup {
    let Some(segments) = segments else {
        return section(
            "segments",
            &html! { p.none { "No source holds invoices, so nothing is known of purchases." } },
        );
    };
    section(
        "segments",
        &html! {
            p {
                @match &segments.reference {
                    Some(day) => { "Days are counted back from " strong { (day) } ". " }
                    None => { "No purchase has a date: nothing is known of when customers came. " }
                }
                @if segments.lines_after_reference > 0 {
                    "Lines dated after that day: " (count(segments.lines_after_reference))
                    "; they count as bought on it."
                }
            }
            (views(segments))
            p {
                (count(segments.views.new_cards_of_old_customers))
                " of the new cards belong to customers who are not new, "
                (count(segments.views.once_cards_of_repeat_customers))
                " of the cards seen once to customers who came more often, and "
                (count(segments.views.inactive_cards_of_active_customers))
                " of the lapsed and lost cards to customers who are active."
            }
            (groups("Named segments; the first rule that holds is taken", "Segment", &segments.named))
            (groups("Stages of customers", "Stage", &segments.lifecycle))
            (groups("Tiers by the money that customers bring", "Tier", &segments.tiers))
            (table("Scores from 1 to 5 and the values that got them", &scores(segments)))
            p {
                @if let Some(mean) = segments.mean_days_between {
                    "Customers come again after " (decimal(mean, 1)) " days in the mean. "
                }
                "How likely it is that a customer is gone follows from the customer's own rhythm:"
            }
            (table("Customers by the probability that they are gone", &churn(&segments.churn)))
        },
    )
}

fn views(segments: &SegmentsAudit) -> Markup {
    let (cards, customers) = (&segments.views.cards, &segments.views.customers);
    let new = format!("New: first came in the last {} days", segments.new_days);
    let active = format!("Active: came in the last {} days", segments.lapsed_days);
    let lost = format!("Lost: not for {} days", segments.lost_days);
    type Read = fn(&View) -> usize;
    let rows: [(&str, Read); 8] = [
        ("With a purchase", |view| view.buyers),
        (&new, |view| view.new),
        ("Came once", |view| view.once),
        ("Came more often", |view| view.repeat),
        (&active, |view| view.active),
        ("Lapsed: not for longer", |view| view.lapsed),
        (&lost, |view| view.lost),
        ("Without a date", |view| view.undated),
    ];
    let each = |view: &View| {
        let buyers = view.buyers.max(1);
        let visits = decimal(view.visits as f64 / buyers as f64, 2);
        (visits, money(view.amount / buyers as i128))
    };
    let body = html! {
        thead {
            tr {
                th scope="col" { "What is counted" }
                th.number scope="col" { "Cards" }
                th.number scope="col" { "Share" }
                th.number scope="col" { "Customers" }
                th.number scope="col" { "Share" }
            }
        }
        tbody {
            @for (label, read) in rows {
                tr {
                    th scope="row" { (label) }
                    td.number { (count(read(cards))) }
                    td.number { (percent(read(cards) as f64, cards.buyers as f64)) }
                    td.number { (count(read(customers))) }
                    td.number { (percent(read(customers) as f64, customers.buyers as f64)) }
                }
            }
            tr {
                th scope="row" { "Visits of each" }
                td.number { (each(cards).0) } td {}
                td.number { (each(customers).0) } td {}
            }
            tr {
                th scope="row" { "Amount of each" }
                td.number { (each(cards).1) } td {}
                td.number { (each(customers).1) } td {}
            }
            tr.balance {
                th scope="row" { "Amount in all" }
                td.number { (money(cards.amount)) } td {}
                td.number { (money(customers.amount)) } td {}
            }
        }
    };
    table(
        "The same purchases, as a file of cards counts them and as customers count them",
        &body,
    )
}

fn groups(caption: &str, what: &str, groups: &[GroupAudit]) -> Markup {
    let all: usize = groups.iter().map(|group| group.customers).sum();
    let sum: i128 = groups.iter().map(|group| group.amount).sum();
    let body = html! {
        thead {
            tr {
                th scope="col" { (what) }
                th scope="col" { "Rule" }
                th.number scope="col" { "Customers" }
                th.number scope="col" { "Share" }
                th.wide scope="col" { span.unseen { "Drawn" } }
                th.number scope="col" { "Amount" }
                th.number scope="col" { "Share" }
            }
        }
        tbody {
            @for group in groups {
                tr {
                    th scope="row" { (group.name) }
                    td { (group.rule) }
                    td.number { (count(group.customers)) }
                    td.number { (percent(group.customers as f64, all as f64)) }
                    td { (bar(group.customers as f64, all as f64)) }
                    td.number { (money(group.amount)) }
                    td.number { (percent(group.amount as f64, sum as f64)) }
                }
            }
        }
    };
    table(caption, &body)
}

fn scores(segments: &SegmentsAudit) -> Markup {
    let whole = |value: i128| count(value);
    type Written<'a> = &'a dyn Fn(i128) -> String;
    let parts: [(&str, &[Band], Written<'_>); 3] = [
        ("r: days since the last purchase", &segments.recency, &whole),
        ("f: visits", &segments.frequency, &whole),
        ("m: amount", &segments.money, &money),
    ];
    html! {
        thead {
            tr {
                th scope="col" { "Score for" }
                th.number scope="col" { "Score" }
                th.number scope="col" { "From" }
                th.number scope="col" { "To" }
                th.number scope="col" { "Customers" }
            }
        }
        tbody {
            @for (label, bands, written) in parts {
                @for band in bands {
                    tr {
                        th scope="row" { (label) }
                        td.number { (band.score) }
                        td.number { (written(band.from)) }
                        td.number { (written(band.to)) }
                        td.number { (count(band.customers)) }
                    }
                }
            }
        }
    }
}

fn churn(tenths: &[(f64, usize)]) -> Markup {
    let most = tenths.iter().map(|tenth| tenth.1).max().unwrap_or(0);
    html! {
        thead {
            tr {
                th scope="col" { "Probability from" }
                th.number scope="col" { "Customers" }
                th.wide scope="col" { span.unseen { "Drawn" } }
            }
        }
        tbody {
            @for (from, customers) in tenths {
                tr {
                    th scope="row" { (decimal(*from, 1)) }
                    td.number { (count(*customers)) }
                    td { (bar(*customers as f64, most as f64)) }
                }
            }
        }
    }
}
