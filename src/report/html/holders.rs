//! Who holds the cards: the largest rings, and what shared values were taken for.

use maud::{Markup, html};

use super::figure::count;
use super::{section, table};
use crate::report::audit::{RingAudit, SharedAudit};

/// The largest rings and the verdicts on shared values.
pub(super) fn holders(is_attributed: bool, rings: &[RingAudit], shared: &[SharedAudit]) -> Markup {
    section(
        "holders",
        &html! {
            @if !is_attributed {
                p.none { "No cards were attributed: every customer is one person." }
            } @else {
                @if rings.is_empty() { p.none { "No customer holds records in other names." } }
                @else {
                    p {
                        "Customers who hold the most records in other names. Names are masked; "
                        code { "satukan explain" } " with the customer's id shows the records and what ties them. "
                        "In brackets stands how many ties rest on it."
                    }
                    (table("The largest rings", &largest(rings)))
                }
                @if shared.is_empty() { p.none { "No telephone, e-mail or house is shared by three persons or more." } }
                @else {
                    p {
                        "What three persons or more share, and what it was taken for. The values, with the reasons "
                        "and a column to overrule them, are in " code { "shared_values.csv" } "."
                    }
                    (table("Shared values by verdict", &verdicts(shared)))
                }
            }
        },
    )
}

fn largest(rings: &[RingAudit]) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" { "Customer" }
                th scope="col" { "Name" }
                th.number scope="col" { "Records" }
                th.number scope="col" { "Names on them" }
                th.number scope="col" { "Own" }
                th.number scope="col" { "Family" }
                th.number scope="col" { "Proxy" }
                th scope="col" { "What ties them" }
            }
        }
        tbody {
            @for ring in rings {
                tr {
                    th scope="row" { code { (ring.customer_id) } }
                    td { (ring.name) }
                    td.number { (count(ring.records)) }
                    td.number { (count(ring.names)) }
                    td.number { (count(ring.own)) }
                    td.number { (count(ring.family)) }
                    td.number { (count(ring.proxy)) }
                    td { (ring.ties) }
                }
            }
        }
    }
}

fn verdicts(shared: &[SharedAudit]) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" { "Taken for" }
                th.number scope="col" { "Values" }
                th.number scope="col" { "Most persons on one" }
                th.number scope="col" { "Decided by hand" }
            }
        }
        tbody {
            @for row in shared {
                tr {
                    th scope="row" { (row.verdict) }
                    td.number { (count(row.values)) }
                    td.number { (count(row.most_persons)) }
                    td.number { (count(row.decided)) }
                }
            }
        }
    }
}
