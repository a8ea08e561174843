//! The words of the report, for a reader who meets them for the first time.

use maud::{Markup, html};

use super::section;

const WORDS: [(&str, &str); 22] = [
    (
        "record",
        "One identity row of one source, such as one card.",
    ),
    ("person", "The records that name the same human being."),
    (
        "customer",
        "The one who holds the records: a buyer with all cards, whoever they are made out to.",
    ),
    (
        "household",
        "Customers who live together. They are linked and never merged.",
    ),
    (
        "own, family, proxy",
        "What a record is to its customer: it names the customer, one of the family, or somebody else.",
    ),
    (
        "ring",
        "The records in several names that one customer holds.",
    ),
    (
        "tie",
        "A pair of records that one buyer holds, whoever they name.",
    ),
    (
        "duplicate",
        "A record beyond the first of its customer, whoever it names.",
    ),
    (
        "source",
        "One file that was read. Cards and people hold identities, invoices hold purchases.",
    ),
    (
        "attribute",
        "One fact of a record in a form that can be compared, such as the birth date.",
    ),
    (
        "rejected row",
        "A row that could not be taken. It is kept in rejects.csv with the reason.",
    ),
    (
        "blocking rule, key, block",
        "A rule gives each record a key; the records with one key are a block, and only they are compared.",
    ),
    (
        "candidate pair",
        "Two records that share a blocking key and were compared.",
    ),
    (
        "comparison level",
        "How far two values of an attribute agree, such as same, one edit, different.",
    ),
    (
        "m and u probability",
        "How often a level is seen among pairs that match (m) and among pairs that don't (u).",
    ),
    (
        "match weight",
        "The evidence of a level in bits, log2(m/u). Weights add; rare agreement weighs more.",
    ),
    (
        "prior",
        "How likely two random records match, before anything is compared.",
    ),
    ("cluster", "Records held to be one."),
    ("link", "A pair whose weight holds a person together."),
    (
        "golden record",
        "The best values of a customer, each with the record it came from.",
    ),
    (
        "clerical review",
        "A person decides a doubtful pair. The cases stand in review.csv.",
    ),
    (
        "conservation",
        "What goes in comes out: rows, records, purchases and amounts are the same before and after.",
    ),
];

/// The glossary.
pub(super) fn glossary() -> Markup {
    section(
        "glossary",
        &html! {
            dl.glossary { @for (word, meaning) in WORDS { div { dt { (word) } dd { (meaning) } } } }
        },
    )
}
