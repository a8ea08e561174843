//! What each card is to the customer who holds it, and who the customer is.

use std::fmt;

use rayon::prelude::*;

use super::trace::Traces;
use crate::compare::Comparison;
use crate::normalise::{Records, Values};
use crate::pair::CandidatePair;
use crate::record::{AttributeKind, RecordId};

/// What a record is to the customer who holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It names the customer.
    #[default]
    Own,
    /// It names a member of the household.
    Family,
    /// It names somebody else.
    Proxy,
}

impl Role {
    /// As it stands in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Family => "family",
            Self::Proxy => "proxy",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Names of this level (`little in common`) or a higher one have a rare word in common: a family name, a father's name.
const FAMILY_NAME: u8 = 3;

/// How many cards an account of her own counts for in telling who holds the cards.
const ACCOUNT: f64 = 4.0;

/// How many cards it counts for to have the customer's first card.
const FIRST_CARD: f64 = 1.5;

/// How many cards an identity number counts for.
const IDENTITY_NUMBER: f64 = 1.0;

/// The records of each of two persons whose names are compared, at most.
const ASKED: usize = 8;

/// Tells the customer from the others whose names are on the cards.
#[derive(Debug)]
pub struct Namer<'a> {
    records: &'a Records,
    traces: &'a Traces,
    person_of: &'a [u32],
    name: Option<&'a Comparison>,
    /// How many customers hold cards in each person's name.
    holders: Vec<u32>,
}

/// One person among the cards of a customer.
#[derive(Debug)]
struct Named {
    person: u32,
    records: Vec<RecordId>,
    score: f64,
}

impl<'a> Namer<'a> {
    /// Prepares to name customers.
    pub fn new(
        records: &'a Records,
        comparisons: &'a [Comparison],
        traces: &'a Traces,
        person_of: &'a [u32],
        customer_of: &[u32],
    ) -> Self {
        let mut held: Vec<(u32, u32)> = person_of
            .iter()
            .copied()
            .zip(customer_of.iter().copied())
            .collect();
        held.par_sort_unstable();
        held.dedup();
        let mut holders = vec![
            0;
            person_of
                .iter()
                .map(|person| *person as usize + 1)
                .max()
                .unwrap_or(0)
        ];
        for (person, _) in held {
            holders[person as usize] += 1;
        }
        let of = |kind| {
            comparisons
                .iter()
                .find(|comparison| comparison.kind == kind)
        };
        Self {
            records,
            traces,
            person_of,
            name: of(AttributeKind::Name),
            holders,
        }
    }

    /// The role of each record, given the records of each customer.
    pub fn of_all(&self, customers: &[Vec<RecordId>]) -> Vec<Role> {
        let named: Vec<Vec<Role>> = customers
            .par_iter()
            .with_min_len(64)
            .map(|members| self.roles(members))
            .collect();
        let mut roles = vec![Role::Own; self.person_of.len()];
        for (members, named) in customers.iter().zip(named) {
            for (record, role) in members.iter().zip(named) {
                roles[record.index()] = role;
            }
        }
        roles
    }

    /// The role of each member in turn.
    fn roles(&self, members: &[RecordId]) -> Vec<Role> {
        let mut persons = members.iter().map(|record| self.person_of[record.index()]);
        let first = persons.next();
        if persons.all(|person| Some(person) == first) {
            return vec![Role::Own; members.len()];
        }
        let mut named: Vec<Named> = Vec::new();
        for record in members {
            let person = self.person_of[record.index()];
            match named.iter_mut().find(|named| named.person == person) {
                Some(named) => named.records.push(*record),
                None => named.push(Named {
                    person,
                    records: vec![*record],
                    score: 0.0,
                }),
            }
        }
        let first_day = members
            .iter()
            .filter_map(|record| self.issued(*record))
            .min();
        for named in &mut named {
            named.score = self.score(&named.records, first_day);
        }
        named.sort_by(|one, other| {
            other
                .score
                .total_cmp(&one.score)
                .then_with(|| one.records[0].cmp(&other.records[0]))
        });
        let holder = &named[0];
        let roles: Vec<(u32, Role)> = named
            .iter()
            .enumerate()
            .map(|(place, one)| {
                (
                    one.person,
                    if place == 0 {
                        Role::Own
                    } else {
                        self.role(holder, one)
                    },
                )
            })
            .collect();
        let role = |record: &RecordId| {
            let person = self.person_of[record.index()];
            roles
                .iter()
                .find(|(known, _)| *known == person)
                .map_or(Role::Own, |(_, role)| *role)
        };
        members.iter().map(role).collect()
    }

    /// The day on which a card was handed out; the day on which an account was opened is none.
    fn issued(&self, record: RecordId) -> Option<i32> {
        let trace = self.traces.of(record);
        trace.day.filter(|_| !trace.is_account)
    }

    /// How much speaks for a person being the one who holds the cards.
    fn score(&self, records: &[RecordId], first_day: Option<i32>) -> f64 {
        let cards = records.len() as f64;
        let has_account = records
            .iter()
            .any(|record| self.traces.of(*record).is_account);
        let is_first = first_day.is_some()
            && records
                .iter()
                .any(|record| self.issued(*record) == first_day);
        let has_number = self.records.attributes.iter().any(|attribute| {
            matches!(attribute.values, Values::Ids(_))
                && records
                    .iter()
                    .any(|record| !attribute.first(*record).is_missing())
        });
        let counts = |is_so: bool, cards: f64| if is_so { cards } else { 0.0 };
        cards
            + counts(has_account, ACCOUNT)
            + counts(is_first, FIRST_CARD)
            + counts(has_number, IDENTITY_NUMBER)
    }

    fn role(&self, holder: &Named, one: &Named) -> Role {
        let mut pairs = holder.records.iter().take(ASKED).flat_map(|left| {
            one.records
                .iter()
                .take(ASKED)
                .map(move |right| (*left, *right))
        });
        let shares_name = pairs.any(|(left, right)| self.share_name(left, right));
        if shares_name || one.records.len() > 1 || self.holders[one.person as usize] > 1 {
            Role::Family
        } else {
            Role::Proxy
        }
    }

    /// Whether two names have a rare word in common. That an initial fits says nothing.
    fn share_name(&self, one: RecordId, other: RecordId) -> bool {
        let (Some(comparison), Some(pair)) = (self.name, CandidatePair::new(one, other)) else {
            return false;
        };
        if comparison.compare(pair.left, pair.right).level < FAMILY_NAME {
            return false;
        }
        let attribute = self.records.attribute(&comparison.attribute);
        let Some(Values::Names(names)) = attribute.map(|attribute| &attribute.values) else {
            return true;
        };
        let words = |record: RecordId| {
            let values = comparison.values_of(record).iter();
            values
                .filter_map(|value| names.get(value.index()?))
                .flat_map(|name| &name.tokens)
                .filter(|word| word.chars().count() > 1)
        };
        words(one).any(|word| words(other).any(|known| are_one_word(word, known)))
    }
}

/// Whether two words of names are one, as far as slips allow.
fn are_one_word(one: &str, other: &str) -> bool {
    let longest = one.chars().count().max(other.chars().count());
    one == other || longest >= 4 && strsim::jaro_winkler(one, other) >= ONE_WORD
}

/// Words of this likeness are spellings of one.
const ONE_WORD: f64 = 0.88;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_word_and_initials_are_none() {
        assert!(are_one_word("suharto", "soeharto"));
        assert!(are_one_word("tan", "tan"));
        assert!(!are_one_word("siregar", "sinaga"));
        assert!(!are_one_word("tan", "tien"));
    }
}
