//! The block index: which records share which keys.

use rayon::prelude::*;

use super::blocks::{Behind, Blocks, originals};
use super::combine::Split;
use super::common::{CommonKey, commonest, refused};
use super::cost::RuleCost;
use super::estimate::{Estimate, finders, recall};
use super::keyed::Keyed;
use super::plan::{Costs, Plan, pairs_of};
use super::sample::{LARGEST_SAMPLED, Likeness, Sample};
use crate::normalise::{Copies, Records};
use crate::record::RecordId;

/// How much is compared.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The pairs that may be compared per record, in the mean.
    pub pairs_per_record: u64,
    /// The largest block that is ever compared whole.
    pub largest_block: usize,
    /// Up to so many pairs, all pairs are compared and no blocking is done.
    pub exhaustive_pairs: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pairs_per_record: 10,
            largest_block: 400,
            exhaustive_pairs: 600_000,
        }
    }
}

/// Which records share which keys.
#[derive(Debug)]
pub struct Index {
    /// Members of all blocks, block by block, each in the canonical order.
    members: Vec<u32>,
    /// Per record and block, the members behind the record.
    behind: Vec<Behind>,
    /// Where the blocks of each record begin in `behind`.
    offsets: Vec<usize>,
    /// The record that each stands for: itself, or the first that it repeats too often.
    originals: Vec<u32>,
    /// Every record is a candidate of every other.
    is_exhaustive: bool,
    /// The largest block that any rule compares whole.
    pub block_limit: usize,
    /// The pairs that may be compared per record.
    pub pairs_per_record: u64,
    /// About how many pairs are candidates.
    pub expected_pairs: u64,
    /// The cost of each rule.
    pub rules: Vec<RuleCost>,
    /// Rules that were not used, because the others make as many keys as are paid for.
    pub unused_rules: Vec<String>,
    /// The commonest keys that were not compared whole, by the pairs that they would have cost.
    pub common_keys: Vec<CommonKey>,
    /// What the plan finds of what may match.
    pub estimate: Estimate,
}

impl Index {
    /// Builds the index over all records, of which some are `copies` of others.
    pub fn build(records: &Records, copies: &Copies, settings: &Settings) -> Self {
        let count = records.len();
        let possible = pairs_of(count);
        if possible <= settings.exhaustive_pairs {
            return Self::exhaustive(count, possible, settings);
        }
        let originals = originals(count, copies);
        let Keyed {
            rules,
            groups,
            unused_rules,
        } = Keyed::new(records, &originals);
        let largest = settings.largest_block;
        let costs = Costs::count(&groups, largest);
        let sample = Sample::draw(count, &rules, &groups, costs.to_sample());
        let budget = settings.pairs_per_record * count as u64;
        let mut plan = Plan::new(rules.len(), &costs, &sample, largest);
        plan.buy(budget - budget / 3);
        let mut limits = plan.limits();

        let mut refused = refused(&groups, &limits);
        let split = Split::new(
            &refused,
            &rules,
            &sample,
            &limits,
            largest,
            budget - plan.spent,
        );
        for (block, pairs) in &split.brought_back {
            refused[*block as usize].brought_back += pairs;
        }
        // What splitting left of the budget goes to the rules.
        plan.buy(budget.saturating_sub(split.spent));
        limits = plan.limits();
        refused.retain(|refused| refused.block.members.len() > limits[refused.rule]);
        drop(plan);
        let mut costs: Vec<RuleCost> = rules
            .iter()
            .zip(&groups)
            .zip(&limits)
            .map(|((rule, groups), limit)| RuleCost {
                rule: rule.name.clone(),
                records: groups.records,
                limit: *limit,
                ..RuleCost::default()
            })
            .collect();
        for block in &refused {
            let cost = &mut costs[block.rule];
            cost.refined_blocks += 1;
            cost.refused_pairs += block.pairs();
            cost.lost_pairs += block.lost_pairs();
        }
        let common_keys = commonest(&refused, &rules, records);
        drop(refused);

        let mut blocks = Blocks::default();
        for ((groups, limit), cost) in groups.iter().zip(&limits).zip(&mut costs) {
            blocks.add(groups, *limit, cost);
        }
        let likeness = Likeness::new(count, &rules, &groups);
        let recall = recall(&sample, &likeness, &rules, &limits);
        drop(groups);
        let mut split_cost = RuleCost {
            rule: "two common keys".to_owned(),
            limit: split.limit,
            ..RuleCost::default()
        };
        for groups in &split.groups {
            blocks.add(groups, split.limit, &mut split_cost);
            split_cost.records += groups.records;
            let neighbours = blocks.add_neighbours(groups, split.limit.max(LARGEST_SAMPLED));
            split_cost.blocks += neighbours;
            split_cost.pairs += neighbours;
        }
        drop(split);
        let copies = blocks.add_copies(copies);
        let (behind, offsets) = blocks.invert(count);
        let mut index = Self {
            members: blocks.members,
            behind,
            offsets,
            originals,
            is_exhaustive: false,
            block_limit: limits
                .iter()
                .copied()
                .max()
                .unwrap_or(1)
                .max(split_cost.limit),
            pairs_per_record: settings.pairs_per_record,
            expected_pairs: 0,
            rules: Vec::new(),
            unused_rules,
            common_keys,
            estimate: Estimate::default(),
        };
        index.look_back(&sample, &limits, &mut costs, &mut split_cost);
        index.estimate.recall = recall;
        costs.insert(0, copies);
        costs.push(split_cost);
        index.rules = costs.into_iter().filter(|cost| cost.records > 0).collect();
        index
    }

    fn exhaustive(count: usize, possible: u64, settings: &Settings) -> Self {
        let rule = RuleCost {
            rule: "every record with every other".to_owned(),
            records: count as u64,
            limit: count,
            blocks: 1,
            pairs: possible,
            ..RuleCost::default()
        };
        Self {
            members: Vec::new(),
            behind: Vec::new(),
            offsets: vec![0; count + 1],
            originals: Vec::new(),
            is_exhaustive: true,
            block_limit: count,
            pairs_per_record: settings.pairs_per_record,
            expected_pairs: possible,
            rules: vec![rule],
            unused_rules: Vec::new(),
            common_keys: Vec::new(),
            estimate: Estimate {
                likely_pairs: 0,
                found: None,
                recall: Some(1.0),
            },
        }
    }

    /// The record with which alone a further copy is compared; the record itself where it is none.
    ///
    /// Of records that are equal in all attributes the first few are no such copies.
    pub fn original_of(&self, record: RecordId) -> RecordId {
        self.originals
            .get(record.index())
            .map_or(record, |original| RecordId(*original))
    }

    /// Whether every record is compared with every other.
    pub fn is_exhaustive(&self) -> bool {
        self.is_exhaustive
    }

    /// Puts the records behind `record` that share a block with it into `candidates`, in order, each once.
    pub fn candidates(&self, record: RecordId, candidates: &mut Vec<RecordId>) {
        candidates.clear();
        let at = record.index();
        if self.is_exhaustive {
            let all = u32::try_from(self.offsets.len() - 1).expect("fewer than 2^32 records");
            candidates.extend((record.0 + 1..all).map(RecordId));
            return;
        }
        let stretches = &self.behind[self.offsets[at]..self.offsets[at + 1]];
        for stretch in stretches {
            let start = stretch.start as usize;
            let members = &self.members[start..start + stretch.length as usize];
            candidates.extend(members.iter().map(|member| RecordId(*member)));
        }
        if stretches.len() > 1 {
            candidates.sort_unstable();
            candidates.dedup();
        }
    }

    /// Gives the memory of the blocks back once all candidates have been read; what they cost stays known.
    pub fn release(&mut self) {
        self.members = Vec::new();
        self.behind = Vec::new();
        self.offsets = Vec::new();
        self.originals = Vec::new();
    }

    /// Counts what of the sampled likely matches is found in the end, by each rule and by it alone.
    fn look_back(
        &mut self,
        sample: &Sample,
        limits: &[usize],
        costs: &mut [RuleCost],
        split_cost: &mut RuleCost,
    ) {
        let mut candidates = Vec::new();
        let mut sampled = 0u64;
        for record in &sample.records {
            self.candidates(RecordId(*record), &mut candidates);
            sampled += candidates.len() as u64;
        }
        let per_record = sampled as f64 / sample.records.len().max(1) as f64;
        self.expected_pairs = (per_record * (self.offsets.len() - 1) as f64) as u64;

        let likely = sample.likely();
        if likely == 0 {
            return;
        }
        let is_found: Vec<bool> = (0..sample.pairs.len())
            .into_par_iter()
            .map_init(Vec::new, |candidates, pair| {
                sample.is_likely[pair] && {
                    let (left, right) = sample.pairs[pair];
                    self.candidates(RecordId(left.min(right)), candidates);
                    candidates.binary_search(&RecordId(left.max(right))).is_ok()
                }
            })
            .collect();
        let (mut finds, mut alone) = (vec![0u64; costs.len()], vec![0u64; costs.len()]);
        let (mut found, mut by_split) = (0u64, 0u64);
        for pair in (0..sample.pairs.len()).filter(|pair| is_found[*pair]) {
            found += 1;
            let by: Vec<usize> = finders(sample.of(pair), limits).collect();
            for rule in &by {
                finds[*rule] += 1;
            }
            match by[..] {
                [] => by_split += 1,
                [only] => alone[only] += 1,
                _ => {}
            }
        }
        let share = |count: u64| Some(count as f64 / likely as f64);
        for (at, cost) in costs.iter_mut().enumerate() {
            cost.finds = share(finds[at]);
            cost.finds_alone = share(alone[at]);
        }
        split_cost.finds_alone = share(by_split);
        self.estimate.likely_pairs = likely as u64;
        self.estimate.found = share(found);
    }
}
