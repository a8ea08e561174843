//! How many customers there may be, given what the ties say and what they can't see.

use rayon::prelude::*;
use serde::Serialize;

use super::model::Model;
use super::{Customers, Tie};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::model::probability;

/// The number of customers as an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// At least so many.
    pub least: u64,
    /// At most so many.
    pub most: u64,
    /// Cards in other names that are expected to share nothing with the other cards of their buyer.
    pub unseen: u64,
}

/// The limits lie so many standard deviations off.
const DEVIATIONS: f64 = 2.0;

impl Estimate {
    /// Counts what the ties leave open.
    ///
    /// A tie that was made is wrong with one less its probability, one that was not made is right with its probability.
    /// Cards that nothing ties to their buyer are estimated from two kinds of ties that don't depend on each other, the
    /// occasion and the contact: what share of the cards seen by the one is seen by the other too.
    ///
    /// # Source
    ///
    /// Chapman, "Some Properties of the Hypergeometric Distribution with Applications to Zoological Sample Censuses" (1951).
    pub(super) fn new(
        customers: &Customers,
        doubtful: &[Tie],
        person_of: &[u32],
        model: &Model,
    ) -> Self {
        let found = customers.members.len() as f64;
        let chance = |weight: f32| probability(f64::from(weight));
        // What a person has decided is certain.
        let made = customers.ties.iter();
        let made = made.filter(|tie| !customers.is_decided(tie.pair));
        let made = made.map(|tie| 1.0 - chance(tie.weight));
        let left = doubtful.iter().map(|tie| chance(tie.weight));
        let (apart, together): (f64, f64) = (made.clone().sum(), left.clone().sum());
        let spread: f64 = made.chain(left).map(|share| share * (1.0 - share)).sum();
        let off = DEVIATIONS * spread.sqrt();
        let unseen = unseen(customers, person_of, model);
        let most = found + apart;
        Self {
            least: (most - together - unseen - off).clamp(1.0, found).floor() as u64,
            most: (most + off).min(person_of.len() as f64).max(found).ceil() as u64,
            unseen: unseen.round() as u64,
        }
    }
}

/// How many cards in other names share neither occasion nor contact with the other cards of their buyer.
fn unseen(customers: &Customers, person_of: &[u32], model: &Model) -> f64 {
    let of_customer = |members: &Vec<RecordId>| {
        let mut seen = vec![(false, false); members.len()];
        let first = person_of[members[0].index()];
        if members.iter().all(|one| person_of[one.index()] == first) {
            return [0; 3];
        }
        for (at, one) in members.iter().enumerate() {
            for (behind, other) in members.iter().enumerate().skip(at + 1) {
                let is_one_person = person_of[one.index()] == person_of[other.index()];
                if is_one_person || seen[at] == (true, true) && seen[behind] == (true, true) {
                    continue;
                }
                let pair = CandidatePair::new(*one, *other).expect("two records of a customer");
                let (occasion, contact) = model.seen(pair);
                for card in [at, behind] {
                    seen[card].0 |= occasion;
                    seen[card].1 |= contact;
                }
            }
        }
        let count =
            |is_so: fn(&(bool, bool)) -> bool| seen.iter().filter(|seen| is_so(seen)).count();
        [
            count(|seen| seen.0),
            count(|seen| seen.1),
            count(|seen| seen.0 && seen.1),
        ]
    };
    let add = |one: [usize; 3], other: [usize; 3]| std::array::from_fn(|at| one[at] + other[at]);
    let [by_occasion, by_contact, by_both] = customers
        .members
        .par_iter()
        .with_min_len(256)
        .filter(|members| members.len() > 1)
        .map(of_customer)
        .reduce(|| [0; 3], add)
        .map(|count| count as f64);
    let all = (by_occasion + 1.0) * (by_contact + 1.0) / (by_both + 1.0) - 1.0;
    (all - (by_occasion + by_contact - by_both)).max(0.0)
}
