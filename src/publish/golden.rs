//! The golden customer file and the provenance of its values.

use std::fmt::Write;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Findings, profile, review};
use crate::attribute::Role;
use crate::frame::{Cells, Frame, Table};
use crate::normalise::Values;
use crate::normalise::address::Address;
use crate::normalise::city;
use crate::record::{RecordId, ValueId};
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

/// The golden customer file, in canonical order.
pub fn table(findings: &Findings) -> Table<'_> {
    let confidence = confidence(findings);
    let needs_review = needs_review(findings);
    Table::new(findings.golden.customers.len(), move |customers| {
        part(findings, &customers, &confidence, &needs_review)
    })
}

/// Builds the rows of some customers; of `confidence` and `needs_review` there is one per customer of all.
fn part(
    findings: &Findings,
    customers: &Range<usize>,
    confidence: &[f64],
    needs_review: &[bool],
) -> Frame {
    let rows = || customers.clone();
    let golden = &findings.golden.customers[rows()];
    let members = &findings.customers.members[rows()];
    let mut frame = Frame::new();
    findings.push_customers(&mut frame, "customer_id", rows());
    for name in LEADING {
        if name == "province" {
            push_provinces(&mut frame, findings, golden);
        } else {
            push_chosen(&mut frame, findings, golden, name, name);
        }
    }
    findings.push_households(&mut frame, rows());
    push_address_parts(&mut frame, findings, golden);
    for name in PLACED {
        push_chosen(&mut frame, findings, golden, name, name);
    }
    for (column, name) in [
        ("other_names", "name"),
        ("other_phones", "phone"),
        ("other_emails", "email"),
        ("other_addresses", "address"),
    ] {
        push_others(&mut frame, findings, golden, column, name);
    }
    let sizes: Vec<i64> = members.iter().map(|members| members.len() as i64).collect();
    let cards: Vec<i64> = members
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
        let counts = members.iter().map(held);
        frame.push(role.word(), Cells::Whole(counts.collect()));
    }
    profile::push_totals(&mut frame, findings, rows());
    frame.push(
        "confidence",
        Cells::Real(confidence[rows()].iter().copied().map(Some).collect()),
    );
    let leading = LEADING.map(|name| findings.golden.attribute(name));
    frame.push(
        "completeness",
        Cells::Real(
            golden
                .iter()
                .map(|golden| Some(completeness(golden, &leading)))
                .collect(),
        ),
    );
    frame.push("needs_review", Cells::Truth(needs_review[rows()].to_vec()));
    for attribute in &findings.records.attributes {
        let name = attribute.name.as_str();
        if !LEADING.contains(&name) && !PLACED.contains(&name) && name != "phone" {
            push_chosen(&mut frame, findings, golden, &format!("x_{name}"), name);
        }
    }
    let cohesion = |customer: usize| {
        let person = findings.person_of(findings.customers.own(customer)[0]);
        Some(f64::from(findings.persons.cohesion[person].mean))
    };
    frame.push("cohesion", Cells::Real(rows().map(cohesion).collect()));
    let lives_with = &findings.customers.lives_with;
    frame.text(
        "household_evidence",
        rows().map(|customer| lives_with[customer].words()),
    );
    push_full_names(&mut frame, findings, golden);
    push_conflicts(&mut frame, findings, golden);
    profile::push_profile(&mut frame, findings, rows());
    frame
}

/// Adds the golden values of an attribute.
fn push_chosen(
    frame: &mut Frame,
    findings: &Findings,
    customers: &[Golden],
    column: &str,
    name: &str,
) {
    let golden = &findings.golden;
    let attribute = golden.attribute(name);
    frame.text_of(column, customers, |customer, into| {
        if let Some(chosen) = attribute.and_then(|attribute| customer.get(attribute)) {
            into.push_str(&golden.written(&findings.records, customer, chosen));
        }
    });
}

/// Adds the provinces; where no record tells it, that of the golden city.
fn push_provinces(frame: &mut Frame, findings: &Findings, customers: &[Golden]) {
    let golden = &findings.golden;
    let (province, city) = (golden.attribute("province"), golden.attribute("city"));
    let chosen = |customer: &Golden, attribute: Option<u16>| {
        let chosen = customer.get(attribute?)?;
        Some((
            chosen.value,
            golden
                .written(&findings.records, customer, chosen)
                .into_owned(),
        ))
    };
    let mut of_cities: FxHashMap<ValueId, &'static str> = FxHashMap::default();
    let provinces: Vec<String> = customers
        .iter()
        .map(|customer| {
            if let Some((_, written)) = chosen(customer, province) {
                return written;
            }
            let Some((value, written)) = chosen(customer, city) else {
                return String::new();
            };
            let known = of_cities
                .entry(value)
                .or_insert_with(|| province_of(&written).unwrap_or_default());
            (*known).to_owned()
        })
        .collect();
    frame.text("province", provinces);
}

/// The province that a city of the Indonesian tables lies in.
fn province_of(city: &str) -> Option<&'static str> {
    let code = city::resolve(city)?.code?;
    city::region_name(code.get(..2)?)
}

/// Adds the names with their titles.
fn push_full_names(frame: &mut Frame, findings: &Findings, customers: &[Golden]) {
    let golden = &findings.golden;
    let name = golden.attribute("name");
    frame.text_of("full_name", customers, |customer, into| {
        let full = name.and_then(|name| golden.full_name(&findings.records, customer, name));
        into.extend(full);
    });
}

/// Adds the attributes in which own records contradict each other.
fn push_conflicts(frame: &mut Frame, findings: &Findings, customers: &[Golden]) {
    let golden = &findings.golden;
    frame.text_of("conflicts", customers, |customer, into| {
        for (at, attribute) in customer.conflicts.iter().enumerate() {
            if at > 0 {
                into.push(';');
            }
            into.push_str(&golden.attributes[usize::from(*attribute)].name);
        }
    });
}

/// Adds the values of an attribute that were not chosen.
fn push_others(
    frame: &mut Frame,
    findings: &Findings,
    customers: &[Golden],
    column: &str,
    name: &str,
) {
    let attributes = &findings.records.attributes;
    let from = attributes
        .iter()
        .position(|attribute| attribute.name == name);
    let golden = &findings.golden;
    frame.text_of(column, customers, |customer, into| {
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

fn push_address_parts(frame: &mut Frame, findings: &Findings, customers: &[Golden]) {
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
            frame.text(name, customers.iter().map(|_| ""));
        }
        return;
    };
    for (name, part) in PARTS {
        frame.text_of(name, customers, |customer, into| {
            let value = customer.get(attribute).map(|chosen| chosen.value);
            if let Some(index) = value.and_then(|value| value.index()) {
                part(&addresses[index].address, into);
            }
        });
    }
    for (at, (name, unit)) in UNITS.into_iter().enumerate() {
        frame.text_of(name, customers, |customer, into| {
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

/// The weakest link of each customer, as a probability; 1 for a customer of one record. What a person has decided is
/// certain.
fn confidence(findings: &Findings) -> Vec<f64> {
    let mut confidence = vec![1.0f64; findings.golden.customers.len()];
    let links = findings
        .persons
        .links
        .iter()
        .filter(|edge| findings.decisions.on_person(edge.pair).is_none())
        .map(|edge| (edge.pair, edge.weight));
    let ties = findings
        .customers
        .ties
        .iter()
        .filter(|tie| !findings.customers.is_decided(tie.pair))
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

/// The provenance: one row per golden value.
pub fn provenance(findings: &Findings) -> Table<'_> {
    Table::new(findings.golden.customers.len(), |customers| {
        provenance_of(findings, customers)
    })
}

/// A row of the provenance.
struct Source<'a> {
    customer: usize,
    chosen: &'a Chosen,
    /// The province that the value tells, where the row is of that.
    province: Option<&'static str>,
}

/// Where the golden values of a customer come from, those that follow from others behind them.
fn sources_of(findings: &Findings, customer: usize) -> impl Iterator<Item = Source<'_>> {
    let golden = &findings.golden;
    let own = &golden.customers[customer];
    let has_province = golden
        .attribute("province")
        .is_some_and(|province| own.get(province).is_some());
    let city = golden.attribute("city").filter(|_| !has_province);
    own.values.iter().flat_map(move |chosen| {
        let province = (Some(chosen.attribute) == city)
            .then(|| province_of(&golden.written(&findings.records, own, chosen)))
            .flatten();
        let source = |province| Source {
            customer,
            chosen,
            province,
        };
        let follows = province.map(|province| source(Some(province)));
        std::iter::once(source(None)).chain(follows)
    })
}

/// Builds the provenance of some customers.
fn provenance_of(findings: &Findings, customers: Range<usize>) -> Frame {
    let golden = &findings.golden;
    let rows: Vec<Source> = customers
        .flat_map(|customer| sources_of(findings, customer))
        .collect();
    let mut frame = Frame::new();
    findings.push_customers(
        &mut frame,
        "customer_id",
        rows.iter().map(|row| row.customer),
    );
    frame.text_of("attribute", &rows, |row, into| match row.province {
        Some(_) => into.push_str("province"),
        None => into.push_str(&golden.attributes[usize::from(row.chosen.attribute)].name),
    });
    frame.text_of("value", &rows, |row, into| {
        let own = &golden.customers[row.customer];
        match row.province {
            Some(province) => into.push_str(province),
            None => into.push_str(&golden.written(&findings.records, own, row.chosen)),
        }
    });
    findings.push_origin(&mut frame, "", rows.iter().map(|row| row.chosen.record));
    let rule = |row: &Source| match row.province {
        Some(_) => "province of the city",
        None => row.chosen.rule.word(),
    };
    frame.text("rule", rows.iter().map(rule));
    let count = |of: fn(&Chosen) -> u32| {
        let counts = rows.iter().map(|row| Some(i64::from(of(row.chosen))));
        Cells::Whole(counts.collect())
    };
    frame.push("agreeing", count(|chosen| chosen.agreeing));
    frame.push("available", count(|chosen| chosen.available));
    let roles = &findings.customers.roles;
    frame.text(
        "role",
        rows.iter()
            .map(|row| roles[row.chosen.record.index()].word()),
    );
    let confidences = rows
        .iter()
        .map(|row| Some(f64::from(row.chosen.confidence)));
    frame.push("confidence", Cells::Real(confidences.collect()));
    frame.text_of("alternatives", &rows, |row, into| {
        if row.province.is_none() {
            let own = &golden.customers[row.customer];
            push_alternatives(into, findings, own, row.chosen.attribute);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_tells_its_province() {
        assert_eq!(province_of("Kota Surabaya"), Some("Jawa Timur"));
        assert_eq!(province_of("Kabupaten Sidoarjo"), Some("Jawa Timur"));
        assert_eq!(province_of("Springfield"), None);
    }
}
