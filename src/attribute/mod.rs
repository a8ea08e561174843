//! Persons to customers: who really holds the cards.
//!
//! In: the identity records, their persons, and what the sources say of the handing out of each card. Out: the customer
//! of every record, its role under the customer, and the household of every customer. A card can belong to somebody else
//! than the person that it names, so records are attributed, not persons. Where no source has cards, customers are
//! persons. Nothing here depends on the order of rows or on the number of threads.

pub mod bridge;
pub mod contact;
mod guess;
mod household;
mod join;
mod kind;
mod look;
mod model;
pub mod role;
pub mod shared;
pub mod trace;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cluster::Clusters;
use crate::compare::Comparison;
use crate::ingest::{Source, SourceKind};
use crate::normalise::Records;
use crate::record::RecordId;
use crate::score::model::weight_of;
use bridge::Estimate;
use contact::{Contact, Houses};
pub use join::Tie;
use model::Model;
use role::Namer;
pub use role::Role;
use shared::{Overrules, SharedValue};
use trace::Traces;

/// What is done with cards in other names that one buyer seems to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Merge {
    /// They become one customer where a source has cards; elsewhere customers are persons.
    #[default]
    Auto,
    /// They are listed for review; customers are persons.
    Flag,
    /// They are left alone; customers are persons.
    Off,
}

impl Merge {
    /// As it is written in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Flag => "flag",
            Self::Off => "off",
        }
    }
}

/// How customers are found.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What is done with cards in other names.
    pub merge: Merge,
    /// Two cards are of one customer from this probability on.
    pub probability: f64,
    /// From this probability on they are worth a look.
    pub review: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merge: Merge::Auto,
            probability: 0.5,
            review: 0.25,
        }
    }
}

/// Who holds what.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// The customer of each record; customers are numbered by their first record.
    pub of_record: Vec<u32>,
    /// The records of each customer, in canonical order.
    pub members: Vec<Vec<RecordId>>,
    /// What each record is to its customer.
    pub roles: Vec<Role>,
    /// The household of each customer; households are numbered by their first customer.
    pub household: Vec<u32>,
    /// The ties that made the customers: n - 1 for a customer of n records.
    pub ties: Vec<Tie>,
    /// What each of them rests on, in words; empty for customers who hold cards of one person only.
    pub tie_words: Vec<Box<str>>,
    /// One tie per two customers that may be one, strongest first, with what speaks for it in words.
    pub doubtful: Vec<(Tie, String)>,
    /// Of records in other names, what ties them to the customer, in words.
    pub reasons: Vec<Option<Box<str>>>,
    /// What several persons share, and what it was taken for; most persons first.
    pub shared: Vec<SharedValue>,
    /// How many customers there may be.
    pub estimate: Option<Estimate>,
}

impl Customers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many households there are.
    pub fn households(&self) -> usize {
        self.household
            .iter()
            .max()
            .map_or(0, |last| *last as usize + 1)
    }

    /// Every person is a customer and a household of one.
    fn of_persons(persons: &Clusters) -> Self {
        Self {
            of_record: persons.of_record.clone(),
            members: persons.members.clone(),
            roles: vec![Role::Own; persons.of_record.len()],
            household: (0..persons.members.len() as u32).collect(),
            reasons: vec![None; persons.of_record.len()],
            ..Self::default()
        }
    }

    /// Numbers the groups by their first record.
    fn number(&mut self, roots: impl Iterator<Item = u32>, records: usize) {
        let mut number = vec![u32::MAX; records];
        for (record, root) in (0..).map(RecordId).zip(roots) {
            let known = &mut number[root as usize];
            if *known == u32::MAX {
                *known = self.members.len() as u32;
                self.members.push(Vec::new());
            }
            self.of_record.push(*known);
            self.members[*known as usize].push(record);
        }
    }

    /// The strongest tie of each record; of a card in another name, if there is one, to a card of another person.
    pub fn strongest_ties(&self, person_of: &[u32]) -> Vec<Option<Tie>> {
        let strongest = self.strongest(person_of).into_iter();
        strongest
            .map(|known| known.map(|at| self.ties[at as usize]))
            .collect()
    }

    /// The same as places among the ties.
    fn strongest(&self, person_of: &[u32]) -> Vec<Option<u32>> {
        let mut strongest: Vec<Option<(bool, f32, u32)>> = vec![None; self.of_record.len()];
        for (at, tie) in (0..).zip(&self.ties) {
            let person = |record: RecordId| person_of[record.index()];
            let is_between = person(tie.pair.left) != person(tie.pair.right);
            for record in [tie.pair.left, tie.pair.right] {
                let counts = is_between && self.roles[record.index()] != Role::Own;
                let known = &mut strongest[record.index()];
                if known.is_none_or(|(best, weight, _)| (best, weight) < (counts, tie.weight)) {
                    *known = Some((counts, tie.weight, at));
                }
            }
        }
        strongest
            .into_iter()
            .map(|known| known.map(|(.., at)| at))
            .collect()
    }

    /// What the ties of customers who hold cards of several persons rest on, in words; nobody asks for those of others.
    fn words(&self, person_of: &[u32], model: &Model) -> Vec<Box<str>> {
        let is_of_several = self.are_of_several(person_of);
        let words = |tie: &Tie| {
            if is_of_several[self.of(tie.pair.left) as usize] {
                model.words(tie.pair).into()
            } else {
                Box::default()
            }
        };
        self.ties.par_iter().with_min_len(256).map(words).collect()
    }

    /// What ties records in other names to their customers, in words.
    fn reasons(&self, person_of: &[u32]) -> Vec<Option<Box<str>>> {
        self.strongest(person_of)
            .into_iter()
            .zip(&self.roles)
            .map(|(at, role)| {
                let at = at.filter(|_| *role != Role::Own)?;
                Some(self.tie_words[at as usize].clone())
            })
            .collect()
    }

    /// Of each customer, whether it holds cards of several persons.
    fn are_of_several(&self, person_of: &[u32]) -> Vec<bool> {
        let is_of_several = |members: &Vec<RecordId>| {
            let mut persons = members.iter().map(|record| person_of[record.index()]);
            let first = persons.next();
            persons.any(|person| Some(person) != first)
        };
        self.members.iter().map(is_of_several).collect()
    }

    /// The records of a customer that name it, or all where none does.
    pub fn own(&self, customer: usize) -> Vec<RecordId> {
        let members = &self.members[customer];
        let own = members
            .iter()
            .filter(|record| self.roles[record.index()] == Role::Own);
        let own: Vec<RecordId> = own.copied().collect();
        if own.is_empty() { members.clone() } else { own }
    }

    /// The ties of customers who hold cards of several persons, each with its words, in canonical order.
    pub fn ties_of_several(&self, persons: &Clusters) -> Vec<(Tie, &str)> {
        let several = self.are_of_several(&persons.of_record);
        let mut ties: Vec<(Tie, &str)> = self
            .ties
            .iter()
            .zip(&self.tie_words)
            .filter(|(tie, _)| several[self.of(tie.pair.left) as usize])
            .map(|(tie, words)| (*tie, &**words))
            .collect();
        ties.sort_unstable_by_key(|(tie, _)| tie.pair);
        ties
    }

    fn of(&self, record: RecordId) -> u32 {
        self.of_record[record.index()]
    }
}

/// Attributes records to customers.
///
/// `person_weight` is the match weight of two records in bits. `overrules` says of shared values what a person has decided.
pub fn attribute(
    sources: &[Source],
    records: &Records,
    comparisons: &[Comparison],
    persons: &Clusters,
    person_weight: impl Fn(RecordId, RecordId) -> f64 + Sync,
    overrules: &Overrules,
    settings: &Settings,
) -> Customers {
    let has_cards = sources
        .iter()
        .any(|source| source.kind == SourceKind::Cards);
    if !has_cards || settings.merge == Merge::Off {
        return Customers::of_persons(persons);
    }
    let person_of = &persons.of_record;
    let (traces, (houses, contacts)) = rayon::join(
        || Traces::read(sources, records),
        || {
            let houses = Houses::new(records);
            let contacts = Contact::all(records, comparisons, &houses, person_of);
            (houses, contacts)
        },
    );
    let pairs = contact::pairs(records, &contacts, &houses, &traces, &persons.members);
    drop(houses);
    let decided = overrules.of(records, comparisons, &contacts);
    let model = Model::learn(comparisons, &contacts, &traces, person_of, &pairs, &decided);
    let least = weight_of(settings.review) as f32;
    // That both name one person is no surer than the match of the two.
    let ties = model.weigh_all(least, |pair| person_weight(pair.left, pair.right));
    let mut customers = Customers::default();
    if settings.merge == Merge::Flag {
        customers = Customers::of_persons(persons);
    } else {
        let threshold = weight_of(settings.probability);
        let (sets, made) = join::join(&model, &persons.members, &ties, threshold);
        customers.number(
            records.ids().map(|record| sets.root(record.0)),
            records.len(),
        );
        customers.ties = made;
        customers.tie_words = customers.words(person_of, &model);
    }
    let left = doubtful(&customers, person_of, ties);
    let name = || {
        Namer::new(
            records,
            comparisons,
            &traces,
            person_of,
            &customers.of_record,
        )
        .of_all(&customers.members)
    };
    let (estimate, roles) =
        rayon::join(|| Estimate::new(&customers, &left, person_of, &model), name);
    customers.estimate = Some(estimate);
    customers.roles = roles;
    let doubts = || {
        left.into_par_iter()
            .map(|tie| (tie, model.words(tie.pair)))
            .collect()
    };
    let ((doubtful, shared), (reasons, household)) = rayon::join(
        || {
            rayon::join(doubts, || {
                shared::values(records, comparisons, &model, &traces, &customers)
            })
        },
        || {
            rayon::join(
                || customers.reasons(person_of),
                || household::households(&customers, &model),
            )
        },
    );
    customers.doubtful = doubtful;
    customers.shared = shared;
    customers.reasons = reasons;
    customers.household = household;
    customers
}

/// The strongest tie between each two customers that were not joined, strongest first.
fn doubtful(customers: &Customers, person_of: &[u32], mut ties: Vec<Tie>) -> Vec<Tie> {
    let person = |record: RecordId| person_of[record.index()];
    // Two cards of one person are a doubt about the person, which is listed as such.
    ties.retain(|tie| {
        let (left, right) = (tie.pair.left, tie.pair.right);
        customers.of(left) != customers.of(right) && person(left) != person(right)
    });
    let between = |tie: Tie| {
        let (one, other) = (customers.of(tie.pair.left), customers.of(tie.pair.right));
        (one.min(other), one.max(other), tie)
    };
    let mut ties: Vec<(u32, u32, Tie)> = ties.into_iter().map(between).collect();
    ties.par_sort_unstable_by(|one, other| {
        (one.0, one.1)
            .cmp(&(other.0, other.1))
            .then_with(|| other.2.cmp_strength(&one.2))
    });
    ties.dedup_by_key(|(one, other, _)| (*one, *other));
    let mut ties: Vec<Tie> = ties.into_iter().map(|(.., tie)| tie).collect();
    ties.par_sort_unstable_by(|one, other| other.cmp_strength(one));
    ties
}
