//! The golden customer file and the provenance of its values.

use super::Findings;
use crate::frame::{Cells, Frame};
use crate::normalise::Values;
use crate::normalise::address::Address;
use crate::score::model::probability;
use crate::survive::Golden;

/// The columns that every golden file starts with, behind `customer_id`.
const LEADING: [&str; 11] = [
    "name",
    "gender",
    "birth_date",
    "mobile",
    "landline",
    "email",
    "national_id",
    "address",
    "city",
    "province",
    "postal_code",
];

/// Attributes that have columns of their own further on.
const PLACED: [&str; 2] = ["village", "district"];

/// Reads one part of a parsed address.
type Part = fn(&Address) -> String;

/// Builds the golden customer file, in canonical order.
pub fn frame(findings: &Findings) -> Frame {
    let golden = &findings.golden;
    let clusters = 0..golden.len();
    let mut frame = Frame::new();
    frame.text(
        "customer_id",
        clusters
            .clone()
            .map(|cluster| findings.customer_id(cluster)),
    );
    for name in LEADING {
        frame.text(
            name,
            golden.iter().map(|record| record.get(name).to_owned()),
        );
    }
    frame.text(
        "household_id",
        clusters.map(|cluster| findings.household_id(cluster)),
    );
    push_address_parts(&mut frame, findings);
    for name in PLACED {
        frame.text(
            name,
            golden.iter().map(|record| record.get(name).to_owned()),
        );
    }
    for (column, name) in [
        ("other_names", "name"),
        ("other_phones", "phone"),
        ("other_emails", "email"),
        ("other_addresses", "address"),
    ] {
        frame.text(
            column,
            golden.iter().map(|record| record.others(name).join(" | ")),
        );
    }
    let sizes: Vec<i64> = findings
        .persons
        .members
        .iter()
        .map(|members| members.len() as i64)
        .collect();
    let cards: Vec<i64> = findings
        .persons
        .members
        .iter()
        .map(|members| findings.cards(members) as i64)
        .collect();
    frame.push(
        "records",
        Cells::Whole(sizes.iter().copied().map(Some).collect()),
    );
    frame.push("cards", Cells::Whole(cards.into_iter().map(Some).collect()));
    frame.push(
        "own",
        Cells::Whole(sizes.iter().copied().map(Some).collect()),
    );
    frame.push(
        "family",
        Cells::Whole(sizes.iter().map(|_| Some(0)).collect()),
    );
    frame.push(
        "proxy",
        Cells::Whole(sizes.iter().map(|_| Some(0)).collect()),
    );
    push_purchases(&mut frame, findings);
    frame.push(
        "confidence",
        Cells::Real(confidence(findings).into_iter().map(Some).collect()),
    );
    frame.push(
        "completeness",
        Cells::Real(
            golden
                .iter()
                .map(|record| Some(completeness(record)))
                .collect(),
        ),
    );
    frame.push("needs_review", Cells::Truth(needs_review(findings)));
    for attribute in &findings.records.attributes {
        let name = attribute.name.as_str();
        if !LEADING.contains(&name) && !PLACED.contains(&name) && name != "phone" {
            frame.text(
                format!("x_{name}"),
                golden.iter().map(|record| record.get(name).to_owned()),
            );
        }
    }
    let cohesion = findings.persons.cohesion.iter();
    frame.push(
        "cohesion",
        Cells::Real(cohesion.map(|one| Some(f64::from(one.mean))).collect()),
    );
    frame
}

fn push_address_parts(frame: &mut Frame, findings: &Findings) {
    const PARTS: [(&str, Part); 7] = [
        ("street", |address| address.street.join(" ")),
        ("house_number", |address| {
            address.number.clone().unwrap_or_default()
        }),
        ("block", |address| address.block.clone().unwrap_or_default()),
        ("unit", |address| address.unit.clone().unwrap_or_default()),
        ("estate", |address| {
            address
                .estate
                .as_ref()
                .map_or(String::new(), |words| words.join(" "))
        }),
        ("rt", |address| {
            address
                .rt
                .map_or(String::new(), |number| format!("{number:03}"))
        }),
        ("rw", |address| {
            address
                .rw
                .map_or(String::new(), |number| format!("{number:03}"))
        }),
    ];
    let addresses = findings
        .records
        .attribute("address")
        .map(|attribute| &attribute.values);
    for (name, part) in PARTS {
        frame.text(
            name,
            findings.golden.iter().map(|record| {
                match (addresses, record.address.and_then(|value| value.index())) {
                    (Some(Values::Addresses(values)), Some(index)) => part(&values[index].address),
                    _ => String::new(),
                }
            }),
        );
    }
}

fn push_purchases(frame: &mut Frame, findings: &Findings) {
    let totals = |cluster: usize| {
        findings
            .purchases
            .as_ref()
            .map(|purchases| &purchases.by_customer[cluster])
    };
    let clusters = 0..findings.golden.len();
    let whole =
        |number: Option<u64>| number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    frame.push(
        "invoices",
        Cells::Whole(
            clusters
                .clone()
                .map(|cluster| whole(totals(cluster).map(|totals| totals.invoices)))
                .collect(),
        ),
    );
    frame.push(
        "invoice_lines",
        Cells::Whole(
            clusters
                .clone()
                .map(|cluster| whole(totals(cluster).map(|totals| totals.lines)))
                .collect(),
        ),
    );
    frame.push(
        "purchase_amount",
        Cells::Amount(
            clusters
                .clone()
                .map(|cluster| {
                    totals(cluster).map(|totals| i64::try_from(totals.amount).unwrap_or(i64::MAX))
                })
                .collect(),
        ),
    );
    frame.text(
        "first_purchase",
        clusters
            .clone()
            .map(|cluster| totals(cluster).map_or(String::new(), |totals| totals.first.clone())),
    );
    frame.text(
        "last_purchase",
        clusters.map(|cluster| totals(cluster).map_or(String::new(), |totals| totals.last.clone())),
    );
}

/// The weakest link of each customer, as a probability; 1 for a customer of one record.
fn confidence(findings: &Findings) -> Vec<f64> {
    let mut confidence = vec![1.0f64; findings.golden.len()];
    for edge in &findings.persons.links {
        let known = &mut confidence[findings.cluster_of(edge.pair.left)];
        *known = known.min(probability(f64::from(edge.weight)));
    }
    confidence
}

/// The share of the leading columns that are filled.
pub fn completeness(golden: &Golden) -> f64 {
    LEADING
        .iter()
        .filter(|name| !golden.get(name).is_empty())
        .count() as f64
        / LEADING.len() as f64
}

fn needs_review(findings: &Findings) -> Vec<bool> {
    let mut needs = vec![false; findings.golden.len()];
    for doubt in &findings.doubtful {
        let pair = doubt.edge.pair;
        needs[findings.cluster_of(pair.left)] = true;
        needs[findings.cluster_of(pair.right)] = true;
    }
    needs
}

/// Builds the provenance: one row per golden value.
pub fn provenance(findings: &Findings) -> Frame {
    let rows: Vec<(usize, &crate::survive::Chosen)> = findings
        .golden
        .iter()
        .enumerate()
        .flat_map(|(cluster, golden)| golden.values.iter().map(move |chosen| (cluster, chosen)))
        .collect();
    let mut frame = Frame::new();
    frame.text(
        "customer_id",
        rows.iter()
            .map(|(cluster, _)| findings.customer_id(*cluster)),
    );
    frame.text(
        "attribute",
        rows.iter().map(|(_, chosen)| chosen.attribute.clone()),
    );
    frame.text(
        "value",
        rows.iter().map(|(_, chosen)| chosen.written.clone()),
    );
    findings.push_origin(&mut frame, "", rows.iter().map(|(_, chosen)| chosen.record));
    frame.text(
        "rule",
        rows.iter().map(|(_, chosen)| chosen.rule.word().to_owned()),
    );
    frame.push(
        "agreeing",
        Cells::Whole(
            rows.iter()
                .map(|(_, chosen)| Some(chosen.agreeing as i64))
                .collect(),
        ),
    );
    frame.push(
        "available",
        Cells::Whole(
            rows.iter()
                .map(|(_, chosen)| Some(chosen.available as i64))
                .collect(),
        ),
    );
    frame
}
