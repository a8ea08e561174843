//! The golden customer file and the provenance of its values.

use std::fmt::Write;

use serde::Serialize;

use super::{Findings, review};
use crate::attribute::Role;
use crate::frame::{Cells, Frame};
use crate::normalise::Values;
use crate::normalise::address::Address;
use crate::normalise::date::Date;
use crate::record::RecordId;
use crate::score::model::probability;
use crate::survive::{Chosen, Golden, Other};

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
type Part = fn(&Address, &mut String);

/// Builds the golden customer file, in canonical order.
pub fn frame(findings: &Findings) -> Frame {
    let clusters = 0..findings.golden.customers.len();
    let mut frame = Frame::new();
    findings.push_customers(&mut frame, "customer_id", clusters.clone());
    for name in LEADING {
        push_chosen(&mut frame, findings, name, name);
    }
    findings.push_households(&mut frame, clusters);
    push_address_parts(&mut frame, findings);
    for name in PLACED {
        push_chosen(&mut frame, findings, name, name);
    }
    for (column, name) in [
        ("other_names", "name"),
        ("other_phones", "phone"),
        ("other_emails", "email"),
        ("other_addresses", "address"),
    ] {
        push_others(&mut frame, findings, column, name);
    }
    let sizes: Vec<i64> = findings
        .customers
        .members
        .iter()
        .map(|members| members.len() as i64)
        .collect();
    let cards: Vec<i64> = findings
        .customers
        .members
        .iter()
        .map(|members| findings.cards(members) as i64)
        .collect();
    frame.push(
        "records",
        Cells::Whole(sizes.iter().copied().map(Some).collect()),
    );
    frame.push("cards", Cells::Whole(cards.into_iter().map(Some).collect()));
    for role in [Role::Own, Role::Family, Role::Proxy] {
        let roles = &findings.customers.roles;
        let held = |members: &Vec<RecordId>| {
            let of_role = members
                .iter()
                .filter(|record| roles[record.index()] == role);
            Some(of_role.count() as i64)
        };
        let counts = findings.customers.members.iter().map(held);
        frame.push(role.word(), Cells::Whole(counts.collect()));
    }
    push_purchases(&mut frame, findings);
    frame.push(
        "confidence",
        Cells::Real(confidence(findings).into_iter().map(Some).collect()),
    );
    let leading = LEADING.map(|name| findings.golden.attribute(name));
    frame.push(
        "completeness",
        Cells::Real(
            findings
                .golden
                .customers
                .iter()
                .map(|golden| Some(completeness(golden, &leading)))
                .collect(),
        ),
    );
    frame.push("needs_review", Cells::Truth(needs_review(findings)));
    for attribute in &findings.records.attributes {
        let name = attribute.name.as_str();
        if !LEADING.contains(&name) && !PLACED.contains(&name) && name != "phone" {
            push_chosen(&mut frame, findings, &format!("x_{name}"), name);
        }
    }
    let cohesion = |customer: usize| {
        let person = findings.person_of(findings.customers.own(customer)[0]);
        Some(f64::from(findings.persons.cohesion[person].mean))
    };
    let customers = 0..findings.golden.customers.len();
    frame.push("cohesion", Cells::Real(customers.map(cohesion).collect()));
    push_full_names(&mut frame, findings);
    push_conflicts(&mut frame, findings);
    frame
}

/// Adds the golden values of an attribute.
fn push_chosen(frame: &mut Frame, findings: &Findings, column: &str, name: &str) {
    let golden = &findings.golden;
    let attribute = golden.attribute(name);
    frame.text_of(column, &golden.customers, |customer, into| {
        if let Some(chosen) = attribute.and_then(|attribute| customer.get(attribute)) {
            into.push_str(&golden.written(&findings.records, customer, chosen));
        }
    });
}

/// Adds the names with their titles.
fn push_full_names(frame: &mut Frame, findings: &Findings) {
    let golden = &findings.golden;
    let name = golden.attribute("name");
    frame.text_of("full_name", &golden.customers, |customer, into| {
        let full = name.and_then(|name| golden.full_name(&findings.records, customer, name));
        into.extend(full);
    });
}

/// Adds the attributes in which own records contradict each other.
fn push_conflicts(frame: &mut Frame, findings: &Findings) {
    let golden = &findings.golden;
    frame.text_of("conflicts", &golden.customers, |customer, into| {
        for (at, attribute) in customer.conflicts.iter().enumerate() {
            if at > 0 {
                into.push(';');
            }
            into.push_str(&golden.attributes[usize::from(*attribute)].name);
        }
    });
}

/// Adds the values of an attribute that were not chosen.
fn push_others(frame: &mut Frame, findings: &Findings, column: &str, name: &str) {
    let attributes = &findings.records.attributes;
    let from = attributes
        .iter()
        .position(|attribute| attribute.name == name);
    let golden = &findings.golden;
    frame.text_of(column, &golden.customers, |customer, into| {
        let is_of = |other: &&Other| {
            let attribute = &golden.attributes[usize::from(other.attribute)];
            Some(usize::from(attribute.from)) == from
        };
        for (at, other) in customer.others.iter().filter(is_of).enumerate() {
            if at > 0 {
                into.push_str(" | ");
            }
            let from = golden.attributes[usize::from(other.attribute)].from;
            let values = &attributes[usize::from(from)].values;
            into.push_str(&values.written(other.value));
        }
    });
}

fn push_address_parts(frame: &mut Frame, findings: &Findings) {
    type Unit = fn(&Address) -> Option<u16>;
    const UNITS: [(&str, Unit); 2] = [("rt", |address| address.rt), ("rw", |address| address.rw)];
    const PARTS: [(&str, Part); 5] = [
        ("street", |address, into| push_words(&address.street, into)),
        ("house_number", |address, into| {
            into.extend(address.number.as_deref());
        }),
        ("block", |address, into| {
            into.extend(address.block.as_deref());
        }),
        ("unit", |address, into| into.extend(address.unit.as_deref())),
        ("estate", |address, into| {
            push_words(address.estate.as_deref().unwrap_or_default(), into);
        }),
    ];
    let addresses = findings
        .records
        .attribute("address")
        .map(|attribute| &attribute.values);
    let (Some(Values::Addresses(addresses)), Some(attribute)) =
        (addresses, findings.golden.attribute("address"))
    else {
        let names = PARTS.map(|(name, _)| name);
        for name in names.into_iter().chain(UNITS.map(|(name, _)| name)) {
            frame.text(name, findings.golden.customers.iter().map(|_| ""));
        }
        return;
    };
    for (name, part) in PARTS {
        frame.text_of(name, &findings.golden.customers, |customer, into| {
            let value = customer.get(attribute).map(|chosen| chosen.value);
            if let Some(index) = value.and_then(|value| value.index()) {
                part(&addresses[index].address, into);
            }
        });
    }
    for (at, (name, unit)) in UNITS.into_iter().enumerate() {
        frame.text_of(name, &findings.golden.customers, |customer, into| {
            let index = customer
                .get(attribute)
                .and_then(|chosen| chosen.value.index());
            let own = index.and_then(|index| unit(&addresses[index].address));
            push_unit(own.or(customer.units[at]), into);
        });
    }
}

fn push_words(words: &[String], into: &mut String) {
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            into.push(' ');
        }
        into.push_str(word);
    }
}

/// The number of an RT or RW, in three digits.
fn push_unit(number: Option<u16>, into: &mut String) {
    if let Some(number) = number {
        write!(into, "{number:03}").expect("writing into memory can't fail");
    }
}

fn push_purchases(frame: &mut Frame, findings: &Findings) {
    let totals = |cluster: usize| {
        findings
            .purchases
            .as_ref()
            .map(|purchases| &purchases.by_customer[cluster])
    };
    let clusters = 0..findings.golden.customers.len();
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
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.iso());
    frame.text(
        "first_purchase",
        clusters
            .clone()
            .map(|cluster| day(totals(cluster).and_then(|totals| totals.first))),
    );
    frame.text(
        "last_purchase",
        clusters.map(|cluster| day(totals(cluster).and_then(|totals| totals.last))),
    );
}

/// The weakest link of each customer, as a probability; 1 for a customer of one record.
fn confidence(findings: &Findings) -> Vec<f64> {
    let mut confidence = vec![1.0f64; findings.golden.customers.len()];
    let links = findings
        .persons
        .links
        .iter()
        .map(|edge| (edge.pair, edge.weight));
    let ties = findings
        .customers
        .ties
        .iter()
        .map(|tie| (tie.pair, tie.weight));
    for (pair, weight) in links.chain(ties) {
        let customer = findings.customer_of(pair.left);
        if customer == findings.customer_of(pair.right) {
            confidence[customer] = confidence[customer].min(probability(f64::from(weight)));
        }
    }
    confidence
}

/// The share of the leading columns that are filled; `leading` has their attributes, as far as there are any.
fn completeness(golden: &Golden, leading: &[Option<u16>]) -> f64 {
    let filled = leading
        .iter()
        .flatten()
        .filter(|attribute| golden.get(**attribute).is_some());
    filled.count() as f64 / leading.len() as f64
}

fn needs_review(findings: &Findings) -> Vec<bool> {
    let mut needs = vec![false; findings.golden.customers.len()];
    for pair in review::pairs(findings) {
        needs[findings.customer_of(pair.left)] = true;
        needs[findings.customer_of(pair.right)] = true;
    }
    needs
}

/// Builds the provenance: one row per golden value.
pub fn provenance(findings: &Findings) -> Frame {
    let golden = &findings.golden;
    let rows: Vec<(usize, &Chosen)> = golden
        .customers
        .iter()
        .enumerate()
        .flat_map(|(cluster, golden)| golden.values.iter().map(move |chosen| (cluster, chosen)))
        .collect();
    let mut frame = Frame::new();
    findings.push_customers(
        &mut frame,
        "customer_id",
        rows.iter().map(|(customer, _)| *customer),
    );
    frame.text(
        "attribute",
        rows.iter()
            .map(|(_, chosen)| &golden.attributes[usize::from(chosen.attribute)].name),
    );
    frame.text_of("value", &rows, |(customer, chosen), into| {
        let own = &golden.customers[*customer];
        into.push_str(&golden.written(&findings.records, own, chosen));
    });
    findings.push_origin(&mut frame, "", rows.iter().map(|(_, chosen)| chosen.record));
    frame.text("rule", rows.iter().map(|(_, chosen)| chosen.rule.word()));
    let count = |of: fn(&Chosen) -> u32| {
        let counts = rows.iter().map(|(_, chosen)| Some(i64::from(of(chosen))));
        Cells::Whole(counts.collect())
    };
    frame.push("agreeing", count(|chosen| chosen.agreeing));
    frame.push("available", count(|chosen| chosen.available));
    let roles = &findings.customers.roles;
    frame.text(
        "role",
        rows.iter()
            .map(|(_, chosen)| roles[chosen.record.index()].word()),
    );
    let confidences = rows
        .iter()
        .map(|(_, chosen)| Some(f64::from(chosen.confidence)));
    frame.push("confidence", Cells::Real(confidences.collect()));
    frame.text_of("alternatives", &rows, |(customer, chosen), into| {
        push_alternatives(
            into,
            findings,
            &golden.customers[*customer],
            chosen.attribute,
        );
    });
    frame
}

/// What else was said of an attribute, as a JSON array.
#[derive(Serialize)]
struct Alternative<'a> {
    value: &'a str,
    source: &'a str,
    row: i64,
    records: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    last: String,
}

fn push_alternatives(into: &mut String, findings: &Findings, golden: &Golden, attribute: u16) {
    let others = golden.others.iter();
    let from = findings.golden.attributes[usize::from(attribute)].from;
    let values = &findings.records.attributes[usize::from(from)].values;
    let before = into.len();
    for other in others.filter(|other| other.attribute == attribute) {
        into.push(if into.len() == before { '[' } else { ',' });
        let alternative = Alternative {
            value: &values.written(other.value),
            source: findings.source_name(other.record),
            row: findings.row(other.record),
            records: other.records,
            last: other.last.map_or(String::new(), |day| day.iso()),
        };
        into.push_str(&serde_json::to_string(&alternative).expect("texts and numbers"));
    }
    if into.len() > before {
        into.push(']');
    }
}
