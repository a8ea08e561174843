//! The plan: how large a block each rule may have compared whole, chosen by what it finds for what it costs.

use rayon::prelude::*;

use super::group::Groups;
use super::sample::{CLASSES, LARGEST_SAMPLED, Sample, largest_of, size_class};

/// A pair that agrees under one rule alone may still be a match: it is worth so much of the share of likely matches among
/// the pairs of like blocks.
const UNSEEN: f64 = 0.1;

/// However few likely matches are seen, a block is taken to hold this part of what is usual: small blocks stay first, and a
/// file in which no two attributes can agree is still compared.
const LEAST_SHARE: f64 = 0.02;

/// Before anything is sampled, a block is taken to hold so many likely matches, with the weight of so many blocks.
const USUAL_MATCHES: f64 = 0.3;
const USUAL_WEIGHT: f64 = 2.0;

/// Beyond what is sampled, the share of likely matches is taken to halve from class to class.
const FADING: f64 = 0.5;

/// What all rules would cost.
pub(super) struct Costs {
    /// Pairs per rule and class of block.
    pub(super) pairs: Vec<[u64; CLASSES]>,
}

impl Costs {
    /// Counts the pairs of all blocks up to `largest` members.
    pub(super) fn count(groups: &[Groups], largest: usize) -> Self {
        let pairs = groups
            .par_iter()
            .map(|groups| {
                let parts = groups.by_part(|blocks| {
                    let mut pairs = [0; CLASSES];
                    for size in blocks.map(|block| block.members.len()) {
                        if size <= largest {
                            pairs[size_class(size)] += pairs_of(size);
                        }
                    }
                    pairs
                });
                let mut sum = [0; CLASSES];
                for part in &parts {
                    for (sum, pairs) in sum.iter_mut().zip(part) {
                        *sum += pairs;
                    }
                }
                sum
            })
            .collect();
        Self { pairs }
    }

    /// The pairs in blocks small enough to be sampled.
    pub(super) fn to_sample(&self) -> u64 {
        let classes = ..=size_class(LARGEST_SAMPLED);
        self.pairs.iter().flat_map(|pairs| &pairs[classes]).sum()
    }
}

/// The pairs among so many records.
pub(super) fn pairs_of(members: usize) -> u64 {
    (members as u64) * (members as u64).saturating_sub(1) / 2
}

/// One rule's blocks of one class, as the sample sees them.
#[derive(Clone, Copy, Default)]
struct Item {
    pairs: u32,
    likely: u32,
    /// Those that no chosen item has.
    new_pairs: u32,
    new_likely: u32,
}

/// Chooses the largest block of each rule within a budget of pairs.
///
/// Blocks are bought by class, those of one rule from small to large, always the class that finds most new likely
/// matches per new pair.
pub(super) struct Plan<'a> {
    market: Market<'a>,
    /// The largest size that is never exceeded.
    largest: usize,
    /// The largest class of each rule; 0 for none.
    bought: Vec<usize>,
    /// New pairs of all that was bought.
    pub(super) spent: u64,
}

impl<'a> Plan<'a> {
    pub(super) fn new(rules: usize, costs: &'a Costs, sample: &'a Sample, largest: usize) -> Self {
        Self {
            market: Market::new(rules, costs, sample),
            largest,
            bought: vec![0; rules],
            spent: 0,
        }
    }

    /// Buys on until nothing more fits into the budget, which counts what was spent before.
    pub(super) fn buy(&mut self, budget: u64) {
        let last = size_class(self.largest);
        let mut is_open = vec![true; self.bought.len()];
        loop {
            let open =
                (0..is_open.len()).filter(|rule| is_open[*rule] && self.bought[*rule] < last);
            let offers = open.map(|rule| (rule, self.market.offer(rule, self.bought[rule] + 1)));
            let best = offers.max_by(|left, right| {
                let by_worth = left.1.worth.total_cmp(&right.1.worth);
                by_worth.then(right.0.cmp(&left.0))
            });
            let Some((rule, offer)) = best else {
                break;
            };
            if self.spent + offer.cost > budget {
                is_open[rule] = false;
                continue;
            }
            self.spent += offer.cost;
            self.bought[rule] += 1;
            self.market.last_new[rule] = offer.new_share;
            self.market.take(rule, self.bought[rule]);
        }
    }

    /// The largest block of each rule that is compared whole; 1 for none.
    pub(super) fn limits(&self) -> Vec<usize> {
        let limit = |class: &usize| match class {
            0 => 1,
            class => largest_of(*class).min(self.largest),
        };
        self.bought.iter().map(limit).collect()
    }
}

struct Market<'a> {
    costs: &'a Costs,
    sample: &'a Sample,
    items: Vec<[Item; CLASSES]>,
    /// The sampled pairs of each item, one item after the other.
    pairs: Vec<u32>,
    offsets: Vec<u32>,
    is_taken: Vec<bool>,
    /// The share of new pairs in what was bought last, by rule.
    last_new: Vec<f64>,
}

struct Offer {
    /// Likely matches per pair.
    worth: f64,
    /// New pairs.
    cost: u64,
    /// New pairs for each pair of the blocks.
    new_share: f64,
}

impl<'a> Market<'a> {
    fn new(rules: usize, costs: &'a Costs, sample: &'a Sample) -> Self {
        let mut items = vec![[Item::default(); CLASSES]; rules];
        let mut offsets = vec![0u32; rules * CLASSES + 1];
        for pair in 0..sample.pairs.len() {
            for (rule, class) in sample.of(pair) {
                let (rule, class) = (usize::from(*rule), usize::from(*class));
                let item = &mut items[rule][class];
                item.pairs += 1;
                item.likely += u32::from(sample.is_likely[pair]);
                (item.new_pairs, item.new_likely) = (item.pairs, item.likely);
                offsets[rule * CLASSES + class + 1] += 1;
            }
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut pairs = vec![0; sample.agreements.len()];
        for pair in 0..sample.pairs.len() {
            for (rule, class) in sample.of(pair) {
                let at = &mut next[usize::from(*rule) * CLASSES + usize::from(*class)];
                pairs[*at as usize] = u32::try_from(pair).expect("a small sample");
                *at += 1;
            }
        }
        Self {
            costs,
            sample,
            items,
            pairs,
            offsets,
            is_taken: vec![false; sample.pairs.len()],
            last_new: vec![1.0; rules],
        }
    }

    fn offer(&self, rule: usize, class: usize) -> Offer {
        let cost = self.costs.pairs[rule][class] as f64;
        // Where nothing was sampled, the last class that was stands for this one.
        let seen = (1..=class)
            .rev()
            .find(|seen| self.items[rule][*seen].pairs > 0);
        let item = seen.map_or(Item::default(), |seen| self.items[rule][seen]);
        let usual = USUAL_MATCHES / largest_of(seen.unwrap_or(class)) as f64;
        let faded = FADING.powi(seen.map_or(0, |seen| class - seen) as i32);
        let seen_share = (f64::from(item.likely) + USUAL_WEIGHT * usual)
            / (f64::from(item.pairs) + USUAL_WEIGHT);
        let share = faded * seen_share.max(LEAST_SHARE * usual);
        // What is all found already would cost next to nothing, and bring as little.
        let (new_pairs, new_likely, new_share) = if seen == Some(class) {
            let new_pairs = f64::from(item.new_pairs).max(0.5);
            let new_share = new_pairs / f64::from(item.pairs);
            (new_pairs, f64::from(item.new_likely), new_share)
        } else {
            (1.0, 0.0, self.last_new[rule])
        };
        let hidden = UNSEEN * share * (new_pairs - new_likely);
        Offer {
            worth: (new_likely + hidden) / new_pairs,
            cost: (cost * new_share) as u64,
            new_share,
        }
    }

    fn take(&mut self, rule: usize, class: usize) {
        let at = rule * CLASSES + class;
        for pair in &self.pairs[self.offsets[at] as usize..self.offsets[at + 1] as usize] {
            let pair = *pair as usize;
            if std::mem::replace(&mut self.is_taken[pair], true) {
                continue;
            }
            for (rule, class) in self.sample.of(pair) {
                let item = &mut self.items[usize::from(*rule)][usize::from(*class)];
                item.new_pairs -= 1;
                item.new_likely -= u32::from(self.sample.is_likely[pair]);
            }
        }
    }
}
