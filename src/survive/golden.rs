//! Golden records: the values chosen for each customer, each with its provenance.

use std::borrow::Cow;

use rayon::prelude::*;

use super::rule::{Candidate, Rule, choose};
use crate::normalise::date::Date;
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Attribute, Records, Values};
use crate::record::{RecordId, ValueId};

/// One golden value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// The golden attribute, as an index into [`GoldenRecords::attributes`].
    pub attribute: u16,
    /// The value that was chosen.
    pub value: ValueId,
    /// The record that gave it: of those that hold it the first in canonical order.
    pub record: RecordId,
    /// The rule that chose it.
    pub rule: Rule,
    /// Distinct records that agree.
    pub agreeing: u32,
    /// Distinct records with any value.
    pub available: u32,
}

/// A value that was said too, and not chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other {
    /// The attribute, as an index into those of the records.
    pub attribute: u16,
    /// The value.
    pub value: ValueId,
}

/// The golden record of one customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Golden {
    /// The values in the order of the attributes, at most one per attribute.
    pub values: Box<[Chosen]>,
    /// What else was said, for names, telephones, e-mails and addresses; per attribute the most frequent first.
    pub others: Box<[Other]>,
}

impl Golden {
    /// The golden value of an attribute.
    pub fn get(&self, attribute: u16) -> Option<&Chosen> {
        self.values
            .iter()
            .find(|chosen| chosen.attribute == attribute)
    }
}

/// An attribute of the golden records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenAttribute {
    /// Its name, for example `mobile`.
    pub name: String,
    /// The attribute of the records that it is taken from, as an index.
    pub from: u16,
}

/// The golden records of all customers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldenRecords {
    /// What the values are.
    pub attributes: Vec<GoldenAttribute>,
    /// One golden record per customer.
    pub customers: Vec<Golden>,
}

impl GoldenRecords {
    /// The place of the golden attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<u16> {
        let at = self
            .attributes
            .iter()
            .position(|attribute| attribute.name == name)?;
        u16::try_from(at).ok()
    }

    /// A golden value as it is written to the golden file.
    pub fn written<'a>(&self, records: &'a Records, chosen: &Chosen) -> Cow<'a, str> {
        let from = self.attributes[usize::from(chosen.attribute)].from;
        records.attributes[usize::from(from)]
            .values
            .written(chosen.value)
    }
}

/// Attributes that are taken from the record that gave the address, if it has them.
const WITH_ADDRESS: [&str; 5] = ["city", "province", "postal_code", "village", "district"];

/// Attributes of which the values that were not chosen are kept as well.
const WITH_OTHERS: [&str; 4] = ["name", "phone", "email", "address"];

/// Makes the golden record of every customer; `days` has the day on which each record was made, as far as it is known.
pub fn survive(
    records: &Records,
    customers: &[Vec<RecordId>],
    days: &[Option<Date>],
) -> GoldenRecords {
    let maker = Maker::new(records, days);
    let made = customers
        .par_iter()
        .with_min_len(64)
        .map_init(Vec::new, |held, members| maker.of_customer(members, held))
        .collect();
    GoldenRecords {
        attributes: maker
            .parts
            .iter()
            .flat_map(|part| part.golden.clone())
            .collect(),
        customers: made,
    }
}

/// A value of a customer's record.
#[derive(Clone, Copy)]
struct Held {
    value: ValueId,
    record: RecordId,
}

/// An attribute of the records, and what is made from it.
struct Part<'a> {
    attribute: &'a Attribute,
    /// The place of the attribute among those of the records.
    from: u16,
    /// The place of the first golden attribute.
    first: u16,
    /// The golden attributes: one, or mobile and landline.
    golden: Vec<GoldenAttribute>,
    is_with_address: bool,
    keeps_others: bool,
}

impl Part<'_> {
    /// The place of the golden attribute that a value belongs to.
    fn golden_of(&self, value: ValueId) -> u16 {
        let is_landline = match (&self.attribute.values, value.index()) {
            (Values::Phones(phones), Some(index)) if self.golden.len() > 1 => {
                phones[index].kind != PhoneKind::Mobile
            }
            _ => false,
        };
        self.first + u16::from(is_landline)
    }
}

/// Makes golden records.
struct Maker<'a> {
    parts: Vec<Part<'a>>,
    days: &'a [Option<Date>],
}

/// A customer's golden record on its way.
#[derive(Default)]
struct Draft {
    values: Vec<Chosen>,
    others: Vec<Other>,
    /// The record that gave the address.
    address_record: Option<RecordId>,
}

impl<'a> Maker<'a> {
    fn new(records: &'a Records, days: &'a [Option<Date>]) -> Self {
        let mut parts = Vec::with_capacity(records.attributes.len());
        let mut first = 0;
        for (from, attribute) in (0..).zip(&records.attributes) {
            let name = attribute.name.as_str();
            let is_phone = name == "phone" && matches!(attribute.values, Values::Phones(_));
            let names: &[&str] = if is_phone {
                &["mobile", "landline"]
            } else {
                &[name]
            };
            let golden = names.iter().map(|name| GoldenAttribute {
                name: (*name).to_owned(),
                from,
            });
            parts.push(Part {
                attribute,
                from,
                first,
                golden: golden.collect(),
                is_with_address: WITH_ADDRESS.contains(&name),
                keeps_others: WITH_OTHERS.contains(&name),
            });
            first += names.len() as u16;
        }
        Self { parts, days }
    }

    fn of_customer(&self, members: &[RecordId], held: &mut Vec<Held>) -> Golden {
        let mut draft = Draft::default();
        for part in &self.parts {
            held.clear();
            for record in members {
                let values = part.attribute.values_of(*record).iter();
                held.extend(
                    values
                        .take_while(|value| !value.is_missing())
                        .map(|value| Held {
                            value: *value,
                            record: *record,
                        }),
                );
            }
            match held.as_slice() {
                [] => {}
                [first, rest @ ..] if rest.iter().all(|other| other.value == first.value) => {
                    draft.take_only_value(part, held);
                }
                _ => draft.take(part, &self.candidates(part.attribute, held)),
            }
            if part.attribute.name == "address" {
                draft.address_record = draft
                    .values
                    .last()
                    .filter(|chosen| chosen.attribute == part.first)
                    .map(|chosen| chosen.record);
            }
        }
        Golden {
            values: draft.values.into(),
            others: draft.others.into(),
        }
    }

    fn candidates(&self, attribute: &'a Attribute, held: &[Held]) -> Vec<Candidate<'a>> {
        let mut found: Vec<Candidate> = Vec::new();
        for Held { value, record } in held {
            let holder = (*record, self.days[record.index()]);
            if let Some(known) = found.iter_mut().find(|known| known.value == *value) {
                known.holders.push(holder);
            } else {
                found.push(Candidate {
                    value: *value,
                    meaning: attribute.values.canonical(*value),
                    written: attribute.values.written(*value),
                    holders: vec![holder],
                });
            }
        }
        found
    }
}

fn count(records: usize) -> u32 {
    u32::try_from(records).expect("fewer than 2^32 records")
}

impl Draft {
    /// Takes what all records that say anything say.
    fn take_only_value(&mut self, part: &Part, held: &[Held]) {
        let by_address = self
            .address_record
            .filter(|_| part.is_with_address)
            .filter(|record| held.iter().any(|held| held.record == *record));
        self.values.push(Chosen {
            attribute: part.golden_of(held[0].value),
            value: held[0].value,
            record: by_address.unwrap_or(held[0].record),
            rule: by_address.map_or(Rule::OnlyValue, |_| Rule::WithTheAddress),
            agreeing: count(held.len()),
            available: count(held.len()),
        });
    }

    fn take(&mut self, part: &Part, candidates: &[Candidate]) {
        let before = self.values.len();
        if part.golden.len() > 1 {
            let (first, second): (Vec<Candidate>, Vec<Candidate>) = candidates
                .iter()
                .cloned()
                .partition(|candidate| part.golden_of(candidate.value) == part.first);
            self.take_best(part.first, &first);
            self.take_best(part.first + 1, &second);
        } else if !self.take_with_address(part, candidates) {
            self.take_best(part.first, candidates);
        }
        if part.keeps_others {
            self.keep_others(part.from, candidates, before);
        }
    }

    fn take_best(&mut self, attribute: u16, candidates: &[Candidate]) {
        let Some(choice) = choose(candidates) else {
            return;
        };
        let chosen = &candidates[choice.at];
        self.values.push(Chosen {
            attribute,
            value: chosen.value,
            record: chosen.holders[0].0,
            rule: choice.rule,
            agreeing: count(choice.agreeing),
            available: count(choice.available),
        });
    }

    /// Takes the value of the record that gave the address, so that no street gets the postal code of another house.
    fn take_with_address(&mut self, part: &Part, candidates: &[Candidate]) -> bool {
        let Some(record) = self.address_record.filter(|_| part.is_with_address) else {
            return false;
        };
        let holds = |candidate: &Candidate| {
            candidate
                .holders
                .iter()
                .any(|(holder, _)| *holder == record)
        };
        let Some(chosen) = candidates.iter().find(|candidate| holds(candidate)) else {
            return false;
        };
        let holders = |is_counted: &dyn Fn(&Candidate) -> bool| {
            let mut records: Vec<RecordId> = candidates
                .iter()
                .filter(|candidate| is_counted(candidate))
                .flat_map(|candidate| candidate.holders.iter().map(|(holder, _)| *holder))
                .collect();
            records.sort_unstable();
            records.dedup();
            count(records.len())
        };
        self.values.push(Chosen {
            attribute: part.first,
            value: chosen.value,
            record,
            rule: Rule::WithTheAddress,
            agreeing: holders(&|candidate| candidate.meaning == chosen.meaning),
            available: holders(&|_| true),
        });
        true
    }

    /// Keeps what else was said, one form per meaning, most frequent first; `taken` is where the chosen values begin.
    fn keep_others(&mut self, attribute: u16, candidates: &[Candidate], taken: usize) {
        let is_taken = |candidate: &Candidate| {
            self.values[taken..].iter().any(|chosen| {
                let of_value = |candidate: &&Candidate| candidate.value == chosen.value;
                candidates
                    .iter()
                    .find(of_value)
                    .is_some_and(|chosen| chosen.written == candidate.written)
            })
        };
        let mut seen: Vec<&str> = candidates
            .iter()
            .filter(|candidate| is_taken(candidate))
            .map(|candidate| &*candidate.meaning)
            .collect();
        let mut others: Vec<&Candidate> = candidates
            .iter()
            .filter(|candidate| !seen.contains(&&*candidate.meaning))
            .collect();
        others.sort_by(|left, right| {
            right
                .holders
                .len()
                .cmp(&left.holders.len())
                .then_with(|| left.written.cmp(&right.written))
        });
        for candidate in others {
            if !seen.contains(&&*candidate.meaning) {
                seen.push(&candidate.meaning);
                self.others.push(Other {
                    attribute,
                    value: candidate.value,
                });
            }
        }
    }
}
