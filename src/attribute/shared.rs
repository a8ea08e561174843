//! What several persons share, and what it was taken for.

use std::collections::BTreeMap;
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
        .filter(|(evidence, (value, shared))| {
            let is_decided = || match evidence {
                Evidence::Occasion => false,
                Evidence::Contact(_, contact, _) => {
                    model.decision(contact.comparison, *value).is_some()
                }
            };
            shared.persons >= WORTH_A_ROW || is_decided()
        })
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
            let decision = model.decision(contact.comparison, *value);
            SharedValue {
                attribute: comparison.attribute.clone(),
                value: written(records, comparison, shared.members[0], value.0),
                verdict,
                reason: match decision {
                    Some(true) => "decided here: private".to_owned(),
                    Some(false) => "decided here: public".to_owned(),
                    None => reason(verdict, shared, held_by.len(), shops),
                },
                decision,
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

/// The shops that gave out the cards, if most tell.
fn shops(traces: &Traces, members: &[RecordId]) -> Option<usize> {
    let mut shops: Vec<u32> = members
        .iter()
        .map(|record| traces.of(*record).shop)
        .filter(|shop| !shop.is_missing())
        .map(|shop| shop.0)
        .collect();
    let told = shops.len();
    shops.sort_unstable();
    shops.dedup();
    (2 * told > members.len()).then_some(shops.len())
}

fn phone_kind(records: &Records, comparison: &Comparison, value: u32) -> Option<PhoneKind> {
    match &records.attribute(&comparison.attribute)?.values {
        Values::Phones(phones) => Some(phones[value as usize - 1].kind),
        _ => None,
    }
}

/// The value as it is written; of a house the address of one record that has it.
fn written(records: &Records, comparison: &Comparison, record: RecordId, value: u32) -> String {
    let Some(attribute) = records.attribute(&comparison.attribute) else {
        return String::new();
    };
    let value = match comparison.kind {
        AttributeKind::Address => attribute.first(record),
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
        Verdict::Shop => format!("{persons} names with little else in common, of one shop"),
        Verdict::Office | Verdict::Agent | Verdict::BoardingHouse => {
            let shops = match shops {
                None => String::new(),
                Some(1) => ", of one shop".to_owned(),
                Some(shops) => format!(", of {shops} shops"),
            };
            format!("{persons} names with little else in common{shops}")
        }
    }
}

/// What a person has decided of shared values: whether they are private.
#[derive(Clone, Debug, Default)]
pub struct Overrules {
    /// By attribute, and by the value without what a spreadsheet may take off or add.
    decided: BTreeMap<(String, String), Decision>,
}

/// One decision as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The attribute's name.
    pub attribute: String,
    /// The value as it stood in the worksheet.
    pub value: String,
    /// What was decided.
    pub is_private: bool,
}

/// The decisions of a run.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// By comparison and value.
    pub(super) of_value: FxHashMap<(usize, u32), bool>,
    /// Those that fit no value of this run.
    pub(super) unfit: Vec<Decision>,
}

impl Overrules {
    /// Notes a decision.
    pub fn add(&mut self, decision: Decision) {
        let key = (decision.attribute.clone(), plain(&decision.value));
        self.decided.insert(key, decision);
    }

    /// All decisions, for a run that looks at no shared values.
    pub(super) fn unused(&self) -> Vec<Decision> {
        self.decided.values().cloned().collect()
    }

    /// The decisions by comparison and value.
    pub(super) fn of(
        &self,
        records: &Records,
        comparisons: &[Comparison],
        contacts: &[Contact],
    ) -> Decided {
        let mut decided = Decided::default();
        if self.decided.is_empty() {
            return decided;
        }
        let mut is_used: BTreeMap<&(String, String), bool> =
            self.decided.keys().map(|key| (key, false)).collect();
        for contact in contacts {
            let comparison = &comparisons[contact.comparison];
            for (value, shared) in &contact.shared {
                // A house is found by any spelling of it, because the first record of a later run may be another one.
                let spellings = if comparison.kind == AttributeKind::Address {
                    shared.members.len()
                } else {
                    1
                };
                let decision = shared.members[..spellings].iter().find_map(|record| {
                    let text = written(records, comparison, *record, value.0);
                    self.decided
                        .get_key_value(&(comparison.attribute.clone(), plain(&text)))
                });
                if let Some((key, decision)) = decision {
                    decided
                        .of_value
                        .insert((contact.comparison, value.0), decision.is_private);
                    is_used.insert(key, true);
                }
            }
        }
        decided.unfit = is_used
            .into_iter()
            .filter(|(_, is_used)| !is_used)
            .map(|(key, _)| self.decided[key].clone())
            .collect();
        decided
    }
}

/// A value as a spreadsheet can't change it: letters in lower case and figures; a telephone number loses its plus there.
fn plain(value: &str) -> String {
    value
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == '@')
        .flat_map(char::to_lowercase)
        .collect()
}
