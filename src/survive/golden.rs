//! Golden records: the values chosen for each customer, each with its provenance.

use rayon::prelude::*;

use super::rule::{Candidate, Choice, Rule, choose};
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Attribute, Records, Values};
use crate::record::{RecordId, ValueId};

/// One golden value.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The golden attribute, for example `mobile`.
    pub attribute: String,
    /// The value as it is written to the golden file.
    pub written: String,
    /// The record that gave it: of those that hold it the first in canonical order.
    pub record: RecordId,
    /// The rule that chose it.
    pub rule: Rule,
    /// Distinct records that agree.
    pub agreeing: usize,
    /// Distinct records with any value.
    pub available: usize,
}

/// The golden record of one customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Golden {
    /// The values, at most one per attribute.
    pub values: Vec<Chosen>,
    /// What else was said: (attribute, values), for names, telephones, e-mails and addresses.
    pub others: Vec<(&'static str, Vec<String>)>,
    /// The value that gave the address, for its parts.
    pub address: Option<ValueId>,
}

impl Golden {
    /// The golden value of an attribute; empty where there is none.
    pub fn get(&self, attribute: &str) -> &str {
        self.values
            .iter()
            .find(|chosen| chosen.attribute == attribute)
            .map_or("", |chosen| &chosen.written)
    }

    /// The other values of an attribute.
    pub fn others(&self, attribute: &str) -> &[String] {
        self.others
            .iter()
            .find(|(name, _)| *name == attribute)
            .map_or(&[], |(_, values)| values)
    }
}

/// Attributes that are taken from the record that gave the address, if it has them.
const WITH_ADDRESS: [&str; 5] = ["city", "province", "postal_code", "village", "district"];

/// Makes the golden record of every customer; `days` has the day on which each record was made, empty where unknown.
pub fn survive(records: &Records, customers: &[Vec<RecordId>], days: &[String]) -> Vec<Golden> {
    customers
        .par_iter()
        .map(|members| of_customer(records, members, days))
        .collect()
}

fn of_customer(records: &Records, members: &[RecordId], days: &[String]) -> Golden {
    let mut golden = Golden::default();
    let mut address_record = None;
    for attribute in &records.attributes {
        match (attribute.name.as_str(), &attribute.values) {
            ("phone", Values::Phones(phones)) => {
                let is_mobile = |value: ValueId| {
                    value
                        .index()
                        .is_some_and(|index| phones[index].kind == PhoneKind::Mobile)
                };
                let all = candidates(attribute, members, days);
                let (mobile, landline): (Vec<Candidate>, Vec<Candidate>) = all
                    .iter()
                    .cloned()
                    .partition(|candidate| is_mobile(candidate.value));
                golden.take("mobile", &mobile);
                golden.take("landline", &landline);
                golden.keep_others("phone", &all, &["mobile", "landline"]);
            }
            ("address", _) => {
                let all = candidates(attribute, members, days);
                if let Some(choice) = golden.take("address", &all) {
                    golden.address = Some(all[choice.at].value);
                    address_record = golden.values.last().map(|chosen| chosen.record);
                }
                golden.keep_others("address", &all, &["address"]);
            }
            (name, _) => {
                let all = candidates(attribute, members, days);
                let with_address = address_record.filter(|_| WITH_ADDRESS.contains(&name));
                if !golden.take_with_address(name, &all, with_address) {
                    golden.take(name, &all);
                }
                match name {
                    "name" => golden.keep_others("name", &all, &["name"]),
                    "email" => golden.keep_others("email", &all, &["email"]),
                    _ => {}
                }
            }
        }
    }
    golden
}

fn candidates(attribute: &Attribute, members: &[RecordId], days: &[String]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for &record in members {
        for &value in attribute
            .values_of(record)
            .iter()
            .filter(|value| !value.is_missing())
        {
            let holder = (record, days[record.index()].clone());
            if let Some(known) = found.iter_mut().find(|known| known.value == value) {
                known.holders.push(holder);
            } else {
                let (meaning, written) = (
                    attribute.values.canonical(value),
                    attribute.values.written(value),
                );
                found.push(Candidate {
                    value,
                    meaning,
                    written,
                    holders: vec![holder],
                });
            }
        }
    }
    found
}

impl Golden {
    fn take(&mut self, attribute: &str, candidates: &[Candidate]) -> Option<Choice> {
        let choice = choose(candidates)?;
        let chosen = &candidates[choice.at];
        self.values.push(Chosen {
            attribute: attribute.to_owned(),
            written: chosen.written.clone(),
            record: chosen.holders[0].0,
            rule: choice.rule,
            agreeing: choice.agreeing,
            available: choice.available,
        });
        Some(choice)
    }

    /// Takes the value of the record that gave the address, so that no street gets the postal code of another house.
    fn take_with_address(
        &mut self,
        attribute: &str,
        candidates: &[Candidate],
        record: Option<RecordId>,
    ) -> bool {
        let Some(record) = record else { return false };
        let holds = |candidate: &Candidate| {
            candidate
                .holders
                .iter()
                .any(|(holder, _)| *holder == record)
        };
        let Some(chosen) = candidates.iter().find(|candidate| holds(candidate)) else {
            return false;
        };
        let mut agreeing: Vec<RecordId> = candidates
            .iter()
            .filter(|candidate| candidate.meaning == chosen.meaning)
            .flat_map(|candidate| candidate.holders.iter().map(|(holder, _)| *holder))
            .collect();
        agreeing.sort_unstable();
        agreeing.dedup();
        let mut available: Vec<RecordId> = candidates
            .iter()
            .flat_map(|candidate| candidate.holders.iter().map(|(holder, _)| *holder))
            .collect();
        available.sort_unstable();
        available.dedup();
        self.values.push(Chosen {
            attribute: attribute.to_owned(),
            written: chosen.written.clone(),
            record,
            rule: Rule::WithTheAddress,
            agreeing: agreeing.len(),
            available: available.len(),
        });
        true
    }

    /// Keeps what else was said, one form per meaning, most frequent first.
    fn keep_others(&mut self, name: &'static str, candidates: &[Candidate], chosen: &[&str]) {
        let taken: Vec<String> = chosen
            .iter()
            .map(|attribute| self.get(attribute).to_owned())
            .collect();
        let taken_meanings: Vec<&str> = candidates
            .iter()
            .filter(|candidate| taken.contains(&candidate.written))
            .map(|candidate| candidate.meaning.as_str())
            .collect();
        let mut others: Vec<&Candidate> = candidates
            .iter()
            .filter(|candidate| !taken_meanings.contains(&candidate.meaning.as_str()))
            .collect();
        others.sort_by(|left, right| {
            right
                .holders
                .len()
                .cmp(&left.holders.len())
                .then_with(|| left.written.cmp(&right.written))
        });
        let mut seen: Vec<&str> = Vec::new();
        let mut kept = Vec::new();
        for candidate in others {
            if !seen.contains(&candidate.meaning.as_str()) {
                seen.push(&candidate.meaning);
                kept.push(candidate.written.clone());
            }
        }
        if !kept.is_empty() {
            self.others.push((name, kept));
        }
    }
}
