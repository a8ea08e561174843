//! What several persons share, and what it was taken for.

use std::fmt;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Customers;
use super::contact::{Contact, Shared};
use super::model::{Evidence, Model};
use super::trace::Traces;
use crate::compare::Comparison;
use crate::normalise::phone::PhoneKind;
use crate::normalise::{Records, Values};
use crate::record::{AttributeKind, RecordId};

/// What a shared value was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Cards in several names, of one buyer.
    Ring,
    /// Several buyers of one family.
    Family,
    /// The number of a shop, given for its customers.
    Shop,
    /// A landline of many who have nothing else in common: an office, a school.
    Office,
    /// A mobile or e-mail of many who have nothing else in common: an agent, a seller.
    Agent,
    /// A house of many who have nothing else in common.
    BoardingHouse,
}

impl Verdict {
    /// As it stands in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::Family => "family",
            Self::Shop => "shop",
            Self::Office => "office",
            Self::Agent => "agent",
            Self::BoardingHouse => "boarding house",
        }
    }

    /// Whether those who share the value have to do with each other.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Ring | Self::Family)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A value that several persons share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedValue {
    /// The attribute's name.
    pub attribute: String,
    /// The value as it is written.
    pub value: String,
    /// What it was taken for.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// What a person decided, as it is read again.
    pub decision: Option<bool>,
    /// Records that hold it.
    pub records: u32,
    /// Persons that these name.
    pub persons: u32,
    /// Customers who hold these.
    pub customers: u32,
}

/// What is shared by fewer persons is not worth a row.
const WORTH_A_ROW: u32 = 3;

/// All values that several persons share, most persons first.
pub(super) fn values(
    records: &Records,
    comparisons: &[Comparison],
    model: &Model,
    traces: &Traces,
    customers: &Customers,
) -> Vec<SharedValue> {
    let mut values: Vec<SharedValue> = model
        .evidence
        .iter()
        .flat_map(|evidence| {
            match evidence {
                Evidence::Occasion => &[][..],
                Evidence::Contact(_, contact, _) => &contact.shared,
            }
            .iter()
            .map(move |shared| (evidence, shared))
        })
        .filter(|(_, (_, shared))| shared.persons >= WORTH_A_ROW)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(evidence, (value, shared))| {
            let Evidence::Contact(comparison, contact, chances) = evidence else {
                unreachable!("only contacts are shared");
            };
            let is_private = chances[value.0 as usize] < 0.0;
            let mut held_by: Vec<u32> = shared
                .members
                .iter()
                .map(|record| customers.of(*record))
                .collect();
            held_by.sort_unstable();
            held_by.dedup();
            let shops = shops(traces, &shared.members);
            let kind = phone_kind(records, comparison, value.0);
            let verdict = match (is_private, comparison.kind) {
                (true, _) if held_by.len() == 1 => Verdict::Ring,
                (true, _) => Verdict::Family,
                (_, AttributeKind::Address) => Verdict::BoardingHouse,
                _ if shops == Some(1) => Verdict::Shop,
                (_, AttributeKind::Phone) if kind != Some(PhoneKind::Mobile) => Verdict::Office,
                _ => Verdict::Agent,
            };
            SharedValue {
                attribute: comparison.attribute.clone(),
                value: written(records, comparisons, contact, shared, value.0),
                verdict,
                reason: reason(verdict, shared, held_by.len(), shops),
                decision: model.decision(contact.comparison, *value),
                records: shared.members.len() as u32,
                persons: shared.persons,
                customers: held_by.len() as u32,
            }
        })
        .collect();
    values.sort_by(|one, other| {
        other
            .persons
            .cmp(&one.persons)
            .then_with(|| (&one.attribute, &one.value).cmp(&(&other.attribute, &other.value)))
    });
    values
}

/// The shops that gave out the cards, if all tell.
fn shops(traces: &Traces, members: &[RecordId]) -> Option<usize> {
    let mut shops: Vec<u32> = members
        .iter()
        .map(|record| traces.of(*record).shop)
        .filter(|shop| !shop.is_missing())
        .map(|shop| shop.0)
        .collect();
    shops.sort_unstable();
    shops.dedup();
    (!shops.is_empty()).then_some(shops.len())
}

fn phone_kind(records: &Records, comparison: &Comparison, value: u32) -> Option<PhoneKind> {
    match &records.attribute(&comparison.attribute)?.values {
        Values::Phones(phones) => Some(phones[value as usize - 1].kind),
        _ => None,
    }
}

/// The value as it is written; of a house the address of its first record.
fn written(
    records: &Records,
    comparisons: &[Comparison],
    contact: &Contact,
    shared: &Shared,
    value: u32,
) -> String {
    let comparison = &comparisons[contact.comparison];
    let Some(attribute) = records.attribute(&comparison.attribute) else {
        return String::new();
    };
    let value = match comparison.kind {
        AttributeKind::Address => attribute.first(shared.members[0]),
        _ => crate::record::ValueId(value),
    };
    attribute.values.written(value).into_owned()
}

fn reason(verdict: Verdict, shared: &Shared, customers: usize, shops: Option<usize>) -> String {
    let persons = shared.persons;
    match verdict {
        Verdict::Ring => format!("{persons} names, held by one customer"),
        Verdict::Family => {
            format!("{persons} names of {customers} customers who have other things in common too")
        }
        Verdict::Shop => format!("{persons} names with little else in common, all of one shop"),
        Verdict::Office | Verdict::Agent | Verdict::BoardingHouse => {
            let shops = shops.map_or(String::new(), |shops| format!(", of {shops} shops"));
            format!("{persons} names with little else in common{shops}")
        }
    }
}

/// What a person has decided of shared values: whether they are private.
#[derive(Clone, Debug, Default)]
pub struct Overrules {
    decided: FxHashMap<(String, String), bool>,
}

impl Overrules {
    /// Notes a decision.
    pub fn add(&mut self, attribute: String, value: String, is_private: bool) {
        self.decided.insert((attribute, value), is_private);
    }

    /// The decisions by comparison and value.
    pub(super) fn of(
        &self,
        records: &Records,
        comparisons: &[Comparison],
        contacts: &[Contact],
    ) -> FxHashMap<(usize, u32), bool> {
        if self.decided.is_empty() {
            return FxHashMap::default();
        }
        contacts
            .iter()
            .flat_map(|contact| {
                contact
                    .shared
                    .iter()
                    .map(move |(value, shared)| (contact, value, shared))
            })
            .filter_map(|(contact, value, shared)| {
                let attribute = comparisons[contact.comparison].attribute.clone();
                let text = written(records, comparisons, contact, shared, value.0);
                let decided = self.decided.get(&(attribute, text))?;
                Some(((contact.comparison, value.0), *decided))
            })
            .collect()
    }
}
