//! Persons to customers: who really holds the cards.
//!
//! In: the identity records, their persons, and what the sources say of the handing out of each card. Out: the customer
//! of every record, its role under the customer, and the household of every customer. A card can belong to somebody else
//! than the person that it names, so records are attributed, not persons. Where no source has cards, customers are
//! persons. Nothing here depends on the order of rows or on the number of threads.

pub mod bridge;
pub mod contact;
mod groups;
mod guess;
mod household;
mod join;
mod kind;
mod look;
mod model;
pub mod role;
pub mod shared;
pub mod trace;
mod written;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::cluster::{Clusters, Constraints, DECIDED};
use crate::compare::Comparison;
use crate::ingest::{Source, SourceKind};
use crate::normalise::Records;
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::model::weight_of;
use bridge::Estimate;
use contact::{Contact, Houses};
use groups::Groups;
pub use household::LivesWith;
pub use join::Tie;
use model::Model;
use role::Namer;
pub use role::Role;
use shared::{Decision, Overrules, SharedValue};
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
    /// What each customer shares with others of the household.
    pub lives_with: Vec<LivesWith>,
    /// The ties that made the customers: n - 1 for a customer of n records of several persons, at most so many for others,
    /// whose records the person holds together.
    pub ties: Vec<Tie>,
    /// What each of them rests on, in words; empty for customers who hold cards of one person only.
    pub tie_words: Vec<Box<str>>,
    /// One tie per two customers that may be one, strongest first, with what speaks for it in words.
    pub doubtful: Vec<(Tie, String)>,
    /// Of records in other names, what ties them to the customer, in words.
    pub reasons: Vec<Option<Box<str>>>,
    /// What several persons share, and what it was taken for; most persons first.
    pub shared: Vec<SharedValue>,
    /// Decisions of a person that fit none of these.
    pub unfit: Vec<Decision>,
    /// How many customers there may be.
    pub estimate: Option<Estimate>,
    /// What a person has decided of customers, each sorted.
    pub decided: Constraints,
    /// How likely the pairs of these are one buyer's, where that was asked; in canonical order.
    pub decided_ties: Vec<Tie>,
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
            lives_with: vec![LivesWith::default(); persons.members.len()],
            reasons: vec![None; persons.of_record.len()],
            ..Self::default()
        }
    }

    /// Every person is a customer, but for what was decided; `weigh` gives the weights of the ties that were.
    fn of_persons_but(
        persons: &Clusters,
        decided: &Constraints,
        weigh: impl Fn(CandidatePair) -> f64,
    ) -> Self {
        if decided.is_empty() {
            return Self::of_persons(persons);
        }
        let records = persons.of_record.len();
        let person_of = |record: RecordId| persons.of_record[record.index()];
        let mut groups = Groups::new(records, &decided.cannot_link);
        let mut customers = Self::default();
        for pair in &decided.must_link {
            if groups.sets.find(pair.left.0) != groups.sets.find(pair.right.0)
                && person_of(pair.left) != person_of(pair.right)
            {
                customers.ties.push(Tie {
                    pair: *pair,
                    weight: weigh(*pair) as f32,
                });
            }
            groups.join(pair.left.0, pair.right.0);
        }
        // A person of whom other records are decided to be two customers' is divided at the later ones.
        for members in &persons.members {
            for (at, right) in members.iter().enumerate() {
                let pair = |left: &RecordId| CandidatePair::new(*left, *right);
                let mut before = members[..at].iter().filter_map(pair);
                let free = before.find(|pair| !groups.are_apart(pair.left.0, pair.right.0));
                if let Some(pair) = free {
                    groups.join(pair.left.0, pair.right.0);
                }
            }
        }
        customers.number(
            (0..records as u32).map(|record| groups.sets.root(record)),
            records,
        );
        customers.tie_words = vec![DECIDED.into(); customers.ties.len()];
        let count = customers.len();
        Self {
            roles: vec![Role::Own; records],
            household: (0..count as u32).collect(),
            lives_with: vec![LivesWith::default(); count],
            reasons: vec![None; records],
            ..customers
        }
    }

    /// Whether a person has decided that one customer holds two records.
    pub fn is_decided(&self, pair: CandidatePair) -> bool {
        self.decided.must_link.binary_search(&pair).is_ok()
    }

    /// log2 of the odds that one buyer holds two records that were decided, where that was asked.
    pub fn decided_weight(&self, pair: CandidatePair) -> Option<f32> {
        let found = self
            .decided_ties
            .binary_search_by_key(&pair, |tie| tie.pair);
        found.ok().map(|at| self.decided_ties[at].weight)
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
            if self.is_decided(tie.pair) {
                DECIDED.into()
            } else if is_of_several[self.of(tie.pair.left) as usize] {
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
/// `person_weight` is the match weight of two records in bits. `overrules` says of shared values, `decided` of pairs of records
/// what a person has decided; its pairs are sorted.
#[expect(
    clippy::too_many_arguments,
    reason = "what the other stages found, and what a person has decided"
)]
pub fn attribute(
    sources: &[Source],
    records: &Records,
    comparisons: &[Comparison],
    persons: &Clusters,
    person_weight: impl Fn(RecordId, RecordId) -> f64 + Sync,
    overrules: &Overrules,
    decided: &Constraints,
    settings: &Settings,
) -> Customers {
    let has_cards = sources
        .iter()
        .any(|source| source.kind == SourceKind::Cards);
    if !has_cards || settings.merge == Merge::Off {
        let weigh = |pair: CandidatePair| person_weight(pair.left, pair.right);
        let mut customers = Customers::of_persons_but(persons, decided, weigh);
        customers.unfit = overrules.unused();
        customers.decided = decided.clone();
        if !customers.ties.is_empty() {
            let traces = Traces::read(sources, records);
            let person_of = &persons.of_record;
            let of_record = &customers.of_record;
            let namer = Namer::new(records, comparisons, &traces, person_of, of_record);
            customers.roles = namer.of_all(&customers.members);
            customers.reasons = customers.reasons(person_of);
        }
        return customers;
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
    let overruled = overrules.of(records, comparisons, &contacts);
    let model = Model::learn(
        comparisons,
        &contacts,
        &traces,
        person_of,
        &pairs,
        &overruled.of_value,
    );
    let least = weight_of(settings.review) as f32;
    // That both name one person is no surer than the match of the two.
    let ties = model.weigh_all(least, |pair| person_weight(pair.left, pair.right));
    let mut customers = Customers::default();
    if settings.merge == Merge::Flag {
        customers = Customers::of_persons_but(persons, decided, |pair| model.weigh(pair));
        customers.decided = decided.clone();
    } else {
        let threshold = weight_of(settings.probability);
        let (sets, made) = join::join(&model, &persons.members, &ties, threshold, decided);
        customers.decided = decided.clone();
        customers.number(
            records.ids().map(|record| sets.root(record.0)),
            records.len(),
        );
        customers.ties = made;
        customers.tie_words = customers.words(person_of, &model);
    }
    customers.decided_ties = decided_ties(decided, &model);
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
                shared::values(records, &model, &traces, &customers)
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
    (customers.household, customers.lives_with) = household;
    customers.unfit = overruled.unfit;
    customers
}

/// What the pairs weigh that were decided.
fn decided_ties(decided: &Constraints, model: &Model) -> Vec<Tie> {
    let pairs = decided.must_link.iter().chain(&decided.cannot_link);
    let mut ties: Vec<Tie> = pairs
        .map(|pair| Tie {
            pair: *pair,
            weight: model.weigh(*pair) as f32,
        })
        .collect();
    ties.sort_unstable_by_key(|tie| tie.pair);
    ties
}

/// The strongest tie between each two customers that were not joined, strongest first; none between those that a person has
/// decided to be two.
fn doubtful(customers: &Customers, person_of: &[u32], mut ties: Vec<Tie>) -> Vec<Tie> {
    let person = |record: RecordId| person_of[record.index()];
    let between = |pair: CandidatePair| {
        let (one, other) = (customers.of(pair.left), customers.of(pair.right));
        (one.min(other), one.max(other))
    };
    let apart = customers.decided.cannot_link.iter();
    let apart: FxHashSet<(u32, u32)> = apart.map(|pair| between(*pair)).collect();
    // Two cards of one person are a doubt about the person, which is listed as such.
    ties.retain(|tie| {
        let (one, other) = between(tie.pair);
        one != other
            && person(tie.pair.left) != person(tie.pair.right)
            && !apart.contains(&(one, other))
    });
    let with_ends = |tie: Tie| {
        let (one, other) = between(tie.pair);
        (one, other, tie)
    };
    let mut ties: Vec<(u32, u32, Tie)> = ties.into_iter().map(with_ends).collect();
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
