//! Weighed pairs of cards to customers.

use rayon::prelude::*;

use super::model::Model;
use crate::cluster::union_find::UnionFind;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// A pair of cards that one buyer may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The two.
    pub pair: CandidatePair,
    /// log2 of the odds that one buyer holds both.
    pub weight: f32,
}

impl Tie {
    /// Which of two ties is the stronger; of equally strong ones the one of later records is the weaker.
    pub(super) fn cmp_strength(&self, other: &Self) -> std::cmp::Ordering {
        self.weight
            .total_cmp(&other.weight)
            .then_with(|| other.pair.cmp(&self.pair))
    }
}

/// Cards of one person that nobody else holds are taken for hers, unless they speak this clearly against it, in bits.
const GATHERED_FROM: f32 = -3.0;

/// In bits, what each further card takes off that keeps to the telephone of its own group.
const PER_REPEAT: f64 = 2.0;

/// The members of each of two groups that are asked, at most.
const ASKED: usize = 12;

/// Customers while they are being put together.
struct Groups<'a> {
    model: &'a Model<'a>,
    sets: UnionFind,
    members: Vec<Vec<RecordId>>,
    ties: Vec<Tie>,
}

/// Puts together what one buyer holds; returns the groups, and the ties that made them.
///
/// `ties` are all pairs that may be of one buyer. Two groups become one if their strongest tie outweighs what the rest of
/// them says against it. Last, cards of one person that nobody else holds come together, unless they clearly speak against it.
pub fn join(
    model: &Model,
    persons: &[Vec<RecordId>],
    ties: &[Tie],
    threshold: f64,
) -> (UnionFind, Vec<Tie>) {
    let records = persons.iter().map(Vec::len).sum();
    let mut ties: Vec<Tie> = ties
        .iter()
        .filter(|tie| f64::from(tie.weight) >= threshold)
        .copied()
        .collect();
    ties.par_sort_unstable_by(|one, other| other.cmp_strength(one));
    let mut groups = Groups {
        model,
        sets: UnionFind::new(records),
        members: (0..records as u32)
            .map(|record| vec![RecordId(record)])
            .collect(),
        ties: Vec::new(),
    };
    for tie in &ties {
        let (left, right) = groups.roots(tie.pair);
        if left != right && f64::from(tie.weight) + groups.against(left, right) >= threshold {
            groups.join(left, right, *tie);
        }
    }
    for members in persons {
        groups.gather(members);
    }
    (groups.sets, groups.ties)
}

impl Groups<'_> {
    fn roots(&mut self, pair: CandidatePair) -> (u32, u32) {
        (self.sets.find(pair.left.0), self.sets.find(pair.right.0))
    }

    fn join(&mut self, left: u32, right: u32, tie: Tie) {
        let root = self.sets.join(left, right);
        let child = left.max(right);
        let moved = std::mem::take(&mut self.members[child as usize]);
        self.members[root as usize].extend(moved);
        self.ties.push(tie);
    }

    /// What the cards of two groups say against one buyer, in bits; never positive.
    ///
    /// That is what pairs of them say in the mean; and that each group keeps to telephones of its own counts once more for
    /// every card that repeats it, because the pairs by themselves don't know of each other.
    fn against(&self, left: u32, right: u32) -> f64 {
        let (left, right) = (&self.members[left as usize], &self.members[right as usize]);
        if left.len() == 1 && right.len() == 1 {
            return 0.0;
        }
        let (left, right): (Vec<RecordId>, Vec<RecordId>) =
            (some(left).collect(), some(right).collect());
        let (mut sum, mut differing) = (0.0, 0);
        let mut with_phone = (vec![false; left.len()], vec![false; right.len()]);
        let mut shares_phone = false;
        for (l, one) in left.iter().enumerate() {
            for (r, other) in right.iter().enumerate() {
                let pair = CandidatePair::new(*one, *other).expect("records of two groups");
                sum += self.model.weigh(*one, *other).evidence.min(0.0);
                if let Some(is_shared) = self.model.shares_phone(pair) {
                    shares_phone |= is_shared;
                    differing += 1;
                    with_phone.0[l] = true;
                    with_phone.1[r] = true;
                }
            }
        }
        let mean = sum / (left.len() * right.len()) as f64;
        if shares_phone || differing == 0 {
            return mean;
        }
        let cards = |with_phone: &[bool]| with_phone.iter().filter(|has| **has).count();
        let repeated = cards(&with_phone.0).min(cards(&with_phone.1)) - 1;
        mean - PER_REPEAT * repeated as f64
    }

    /// Joins the groups that hold nothing but cards of one person.
    fn gather(&mut self, members: &[RecordId]) {
        let mut own: Vec<u32> = members
            .iter()
            .map(|record| self.sets.find(record.0))
            .collect();
        own.sort_unstable();
        own.dedup();
        own.retain(|root| {
            self.members[*root as usize]
                .iter()
                .all(|record| members.binary_search(record).is_ok())
        });
        for two in own.windows(2) {
            let (left, right) = (self.sets.find(two[0]), self.sets.find(two[1]));
            if left != right {
                let pair = CandidatePair::new(RecordId(left), RecordId(right)).expect("two roots");
                let weight = self.model.weigh(pair.left, pair.right).weight as f32;
                if weight < GATHERED_FROM {
                    continue;
                }
                self.join(left, right, Tie { pair, weight });
            }
        }
    }
}

/// At most [`ASKED`] of the members, evenly spread.
fn some(members: &[RecordId]) -> impl Iterator<Item = RecordId> {
    let step = members.len().div_ceil(ASKED).max(1);
    members.iter().copied().step_by(step)
}
