//! The block index: which records share which keys.

use rayon::prelude::*;

use super::combine::{self, CommonKeys};
use super::common::{CommonKey, commonest, refused};
use super::group::{Groups, group};
use super::key::{Maker, Rule, mix, rules_of};
use super::plan::{Costs, Plan, pairs_of};
use super::sample::{Estimate, Likeness, Sample, size_class};
use crate::normalise::{Attribute, Records};
use crate::record::{AttributeKind, RecordId};

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
            pairs_per_record: 20,
            largest_block: 400,
            exhaustive_pairs: 600_000,
        }
    }
}

/// What one rule contributes and what it leaves out.
#[derive(Clone, Debug, Default)]
pub struct RuleCost {
    /// The rule's name.
    pub rule: String,
    /// Records with such a key.
    pub records: u64,
    /// The largest block that is compared whole.
    pub limit: usize,
    /// Blocks that are compared.
    pub blocks: u64,
    /// Pairs in those blocks; a pair may be in several.
    pub pairs: u64,
    /// The share of likely matches that the rule finds, where that was estimated.
    pub finds: Option<f64>,
    /// The share of likely matches that this rule finds and no other.
    pub finds_alone: Option<f64>,
    /// Blocks that are too common to be compared whole; they are split by a second key, as far as the budget goes.
    pub refined_blocks: u64,
    /// What those blocks would have cost in pairs.
    pub refused_pairs: u64,
    /// The pairs of those blocks that no part brought back, at least.
    pub lost_pairs: u64,
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

/// A stretch of members.
#[derive(Clone, Copy, Debug, Default)]
struct Behind {
    start: u32,
    length: u32,
}

/// Of each record no more keys are made, in the mean.
const KEYS_PER_RECORD: usize = 80;

/// Of records that are equal in all attributes so many take part like others; further ones are compared with the first
/// alone, so that a row that is exported a thousand times hides nobody.
const ORDINARY_COPIES: usize = 8;

/// Values are handed to the cores in runs of so many.
const RUN: usize = 1 << 12;

impl Index {
    /// Builds the index over all records.
    pub fn build(records: &Records, settings: &Settings) -> Self {
        let count = records.len();
        let possible = pairs_of(count);
        if possible <= settings.exhaustive_pairs {
            return Self::exhaustive(count, possible, settings);
        }
        let alike = Alike::new(records);
        let Keyed {
            rules,
            groups,
            unused_rules,
        } = Keyed::new(records, &alike.originals);
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
        }
        drop(split);
        let copies = blocks.add_copies(&alike);
        let (behind, offsets) = blocks.invert(count);
        let mut index = Self {
            members: blocks.members,
            behind,
            offsets,
            originals: alike.originals,
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

/// The rules that compare a pair with these agreements, each once.
fn finders<'a>(agreements: &'a [(u16, u16)], limits: &'a [usize]) -> impl Iterator<Item = usize> {
    let is_found = |(rule, class): &&(u16, u16)| {
        let limit = limits[usize::from(*rule)];
        limit > 1 && usize::from(*class) <= size_class(limit)
    };
    let by_rule = agreements.chunk_by(|left, right| left.0 == right.0);
    by_rule
        .filter(move |agreements| agreements.iter().any(|agreement| is_found(&agreement)))
        .map(|agreements| usize::from(agreements[0].0))
}

/// Estimates the share of all matches that the rules compare.
///
/// Of the pairs that are likely matches by their other attributes alone, the rules of an attribute find a share. What none
/// of the attributes finds is the product of what each misses, as if they erred independently.
///
/// # Source
///
/// Capture and recapture: Petersen (1896), Lincoln (1930).
fn recall(sample: &Sample, likeness: &Likeness, rules: &[Rule], limits: &[usize]) -> Option<f64> {
    let attributes = rules.iter().map(|rule| rule.attribute).max()? + 1;
    let missed: Vec<f64> = (0..attributes)
        .into_par_iter()
        .filter_map(|attribute| {
            let (mut found, mut all) = (0u64, 0u64);
            for pair in (0..sample.pairs.len()).filter(|pair| sample.is_likely[*pair]) {
                if likeness.is_likely(sample.of(pair), Some(attribute)) {
                    all += 1;
                    let by = finders(sample.of(pair), limits)
                        .any(|rule| rules[rule].attribute == attribute);
                    found += u64::from(by);
                }
            }
            (all >= LEAST_RECAPTURED).then(|| 1.0 - found as f64 / all as f64)
        })
        .collect();
    (!missed.is_empty()).then(|| 1.0 - missed.iter().product::<f64>())
}

/// Of fewer pairs no share is estimated.
const LEAST_RECAPTURED: u64 = 20;

/// The rules with their groups.
struct Keyed {
    rules: Vec<Rule>,
    groups: Vec<Groups>,
    unused_rules: Vec<String>,
}

impl Keyed {
    fn new(records: &Records, originals: &[u32]) -> Self {
        let mut attributes: Vec<(usize, &Attribute)> =
            records.attributes.iter().enumerate().collect();
        // What names a person is worth more than columns of unknown meaning, and of those the most various come first.
        attributes.sort_by_key(|(_, attribute)| {
            let is_generic = matches!(
                attribute.kind,
                AttributeKind::Code | AttributeKind::Category | AttributeKind::Text
            );
            let various = if is_generic {
                attribute.values.len()
            } else {
                0
            };
            (is_generic, std::cmp::Reverse(various))
        });
        let mut keyed = Self {
            rules: Vec::new(),
            groups: Vec::new(),
            unused_rules: Vec::new(),
        };
        let mut left = KEYS_PER_RECORD * records.len();
        for (at, attribute) in attributes {
            let rules = rules_of(at, attribute);
            let tables = Tables::new(attribute, &rules);
            for (place, rule) in rules.into_iter().enumerate() {
                let expected = tables.expected(place, attribute);
                if expected > left {
                    keyed.unused_rules.push(rule.name);
                    continue;
                }
                left -= expected;
                let groups = group(records.len(), expected, |record, keys| {
                    if originals[record as usize] != record {
                        return;
                    }
                    for value in attribute.values_of(RecordId(record)) {
                        if let Some(value) = value.index() {
                            keys.extend_from_slice(tables.of(place, value));
                        }
                    }
                });
                keyed.rules.push(rule);
                keyed.groups.push(groups);
            }
        }
        keyed
    }
}

/// The keys of the distinct values of one attribute, by rule.
struct Tables {
    rules: usize,
    /// Run by run, and in each rule by rule.
    runs: Vec<Table>,
}

#[derive(Default)]
struct Table {
    keys: Vec<u64>,
    offsets: Vec<u32>,
}

impl Tables {
    fn new(attribute: &Attribute, rules: &[Rule]) -> Self {
        let values = attribute.values.len();
        let runs = (0..values.div_ceil(RUN))
            .into_par_iter()
            .flat_map_iter(|run| {
                let mut maker = Maker::default();
                let mut tables: Vec<Table> = rules.iter().map(|_| Table::default()).collect();
                for table in &mut tables {
                    table.offsets.push(0);
                }
                for value in run * RUN..((run + 1) * RUN).min(values) {
                    maker.read(&attribute.values, attribute.kind, value);
                    for (rule, table) in rules.iter().zip(&mut tables) {
                        maker.make(rule, &attribute.values, value, &mut table.keys);
                        let end = u32::try_from(table.keys.len()).expect("few keys of one run");
                        table.offsets.push(end);
                    }
                }
                tables
            });
        Self {
            rules: rules.len(),
            runs: runs.collect(),
        }
    }

    fn of(&self, rule: usize, value: usize) -> &[u64] {
        let table = &self.runs[value / RUN * self.rules + rule];
        let at = value % RUN;
        &table.keys[table.offsets[at] as usize..table.offsets[at + 1] as usize]
    }

    /// About how many entries a rule will have.
    fn expected(&self, rule: usize, attribute: &Attribute) -> usize {
        let tables = self.runs.iter().skip(rule).step_by(self.rules.max(1));
        let keys: usize = tables.map(|table| table.keys.len()).sum();
        let filled = attribute.slots.iter().filter(|value| !value.is_missing());
        (keys as u128 * filled.count() as u128 / attribute.values.len().max(1) as u128) as usize
    }
}

/// What splitting the common keys gave.
struct Split {
    groups: Vec<Groups>,
    limit: usize,
    /// New pairs.
    spent: u64,
    /// Pairs that come back for a refused block.
    brought_back: Vec<(u32, u64)>,
}

impl Split {
    fn new(
        refused: &[super::common::Refused],
        rules: &[Rule],
        sample: &Sample,
        limits: &[usize],
        largest: usize,
        budget: u64,
    ) -> Self {
        let common = CommonKeys::new(refused, rules, sample.places.len());
        let groups = common.group();
        let is_known = |agreements: &[(u16, u16)]| finders(agreements, limits).next().is_some();
        let (limit, spent) = combine::limit(&sample.new_pairs(&groups, is_known), largest, budget);
        let brought_back = groups
            .iter()
            .flat_map(|groups| {
                groups.by_part(|blocks| {
                    let mut back = Vec::new();
                    for block in blocks.filter(|block| block.members.len() <= limit) {
                        let pairs = pairs_of(block.members.len());
                        if let Some((left, right)) = common.of(&block) {
                            back.extend([(left, pairs), (right, pairs)]);
                        }
                    }
                    back
                })
            })
            .flatten()
            .collect();
        Self {
            groups,
            limit,
            spent,
            brought_back,
        }
    }
}

/// The blocks that are compared.
#[derive(Default)]
struct Blocks {
    members: Vec<u32>,
    sizes: Vec<u32>,
}

impl Blocks {
    fn add(&mut self, groups: &Groups, limit: usize, cost: &mut RuleCost) {
        let parts = groups.by_part(|blocks| {
            let mut chosen = Self::default();
            for block in blocks.filter(|block| block.members.len() <= limit) {
                chosen.push(block.members);
            }
            chosen
        });
        for part in parts {
            for size in &part.sizes {
                cost.pairs += pairs_of(*size as usize);
            }
            cost.blocks += part.sizes.len() as u64;
            self.members.extend_from_slice(&part.members);
            self.sizes.extend_from_slice(&part.sizes);
        }
    }

    fn push(&mut self, members: &[u32]) {
        self.members.extend_from_slice(members);
        self.sizes
            .push(u32::try_from(members.len()).expect("a block has fewer than 2^32 members"));
    }

    /// The blocks of records that are equal in all attributes; each further copy with the first alone.
    fn add_copies(&mut self, alike: &Alike) -> RuleCost {
        let before = self.sizes.len();
        for equal in &alike.equal {
            let (ordinary, further) = equal.split_at(equal.len().min(ORDINARY_COPIES));
            self.push(ordinary);
            for copy in further {
                self.push(&[ordinary[0], *copy]);
            }
        }
        let sizes = self.sizes[before..].iter();
        RuleCost {
            rule: "equal in all attributes".to_owned(),
            records: alike.equal.iter().map(|equal| equal.len() as u64).sum(),
            limit: ORDINARY_COPIES,
            blocks: sizes.len() as u64,
            pairs: sizes.map(|size| pairs_of(*size as usize)).sum(),
            ..RuleCost::default()
        }
    }

    /// Per record the members behind it in each of its blocks.
    fn invert(&self, records: usize) -> (Vec<Behind>, Vec<usize>) {
        let mut counts = vec![0u32; records];
        self.each_member(|member, _, length| {
            counts[member as usize] += u32::from(length > 0);
        });
        let mut offsets = Vec::with_capacity(records + 1);
        offsets.push(0);
        for count in &counts {
            offsets.push(offsets.last().copied().unwrap_or(0) + *count as usize);
        }
        let mut next = offsets.clone();
        let mut behind = vec![Behind::default(); offsets[records]];
        self.each_member(|member, start, length| {
            if length > 0 {
                let at = &mut next[member as usize];
                behind[*at] = Behind { start, length };
                *at += 1;
            }
        });
        (behind, offsets)
    }

    fn each_member(&self, mut take: impl FnMut(u32, u32, u32)) {
        let mut start = 0u32;
        for size in &self.sizes {
            let block = &self.members[start as usize..(start + size) as usize];
            for (at, member) in (1u32..).zip(block) {
                take(*member, start + at, size - at);
            }
            start = start
                .checked_add(*size)
                .expect("fewer than 2^32 block members");
        }
    }
}

/// Records that are equal in all attributes.
struct Alike {
    /// The record that each stands for: itself, or the first that it repeats too often.
    originals: Vec<u32>,
    /// The members of each set of equal records, two at least.
    equal: Vec<Vec<u32>>,
}

impl Alike {
    fn new(records: &Records) -> Self {
        let values = |record: u32| {
            let attributes = records.attributes.iter();
            attributes.flat_map(move |attribute| attribute.values_of(RecordId(record)))
        };
        let count = u32::try_from(records.len()).expect("fewer than 2^32 records");
        let groups = group(records.len(), records.len(), |record, keys| {
            let all = values(record);
            keys.push(all.fold(0, |key, value| {
                mix(key ^ u64::from(value.0)).wrapping_add(1)
            }));
        });
        let mut alike = Self {
            originals: (0..count).collect(),
            equal: Vec::new(),
        };
        for block in groups.blocks() {
            // Few keys are alike by chance.
            let first = block.members[0];
            let is_equal = |other: &&u32| values(first).eq(values(**other));
            let equal: Vec<u32> = block.members.iter().filter(is_equal).copied().collect();
            for copy in equal.iter().skip(ORDINARY_COPIES) {
                alike.originals[*copy as usize] = first;
            }
            if equal.len() > 1 {
                alike.equal.push(equal);
            }
        }
        alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Origin, TextValue, Values};
    use crate::record::{Facet, ValueId};

    /// Records with one code each per attribute; number 0 is missing.
    fn records(attributes: &[(&str, AttributeKind, Vec<u32>)]) -> Records {
        let count = attributes[0].2.len();
        let text = |value: u32| TextValue {
            written: value.to_string().into(),
            canonical: value.to_string().into(),
        };
        Records {
            origins: vec![Origin { source: 0, row: 0 }; count],
            keys: vec!["".into(); count],
            fingerprints: vec![0; count],
            flags: Vec::new(),
            country: None,
            attributes: attributes
                .iter()
                .map(|(name, kind, slots)| Attribute {
                    name: (*name).to_owned(),
                    kind: *kind,
                    facet: Facet::Open,
                    width: 1,
                    slots: slots.iter().map(|slot| ValueId(*slot)).collect(),
                    values: Values::Texts(
                        (1..=slots.iter().copied().max().unwrap_or(0))
                            .map(text)
                            .collect(),
                    ),
                })
                .collect(),
        }
    }

    fn category(name: &str, values: impl Iterator<Item = u32>) -> (&str, AttributeKind, Vec<u32>) {
        (name, AttributeKind::Category, values.collect())
    }

    fn candidates(index: &Index, record: u32) -> Vec<u32> {
        let mut found = Vec::new();
        index.candidates(RecordId(record), &mut found);
        found.into_iter().map(|record| record.0).collect()
    }

    fn all_candidates(index: &Index, records: &Records) -> Vec<Vec<u32>> {
        let ids = records.ids();
        ids.map(|record| candidates(index, record.0)).collect()
    }

    const BLOCKED: Settings = Settings {
        pairs_per_record: 100,
        largest_block: 8,
        exhaustive_pairs: 0,
    };

    fn rule<'a>(index: &'a Index, name: &str) -> &'a RuleCost {
        let found = index.rules.iter().find(|cost| cost.rule == name);
        found.expect("the rule is in the plan")
    }

    #[test]
    fn few_records_are_compared_with_every_other() {
        let records = records(&[category("code", [1, 2, 3].into_iter())]);
        let index = Index::build(&records, &Settings::default());
        assert_eq!(
            (candidates(&index, 0), candidates(&index, 2)),
            (vec![1, 2], vec![])
        );
    }

    #[test]
    fn a_pair_that_shares_two_keys_is_a_candidate_once() {
        let records = records(&[
            category("one", [1, 1, 2, 0].into_iter()),
            category("two", [7, 7, 7, 0].into_iter()),
        ]);
        let index = Index::build(&records, &BLOCKED);
        assert_eq!(candidates(&index, 0), [1, 2]);
        assert_eq!(candidates(&index, 3), Vec::<u32>::new());
    }

    #[test]
    fn copies_are_candidates_of_the_record_that_they_repeat_however_many_there_are() {
        let records = records(&[category("code", (0..1001).map(|at| 1 + at / 1000))]);
        let index = Index::build(&records, &BLOCKED);
        assert_eq!(candidates(&index, 0), (1..1000).collect::<Vec<u32>>());
        assert_eq!(candidates(&index, 1), (2..8).collect::<Vec<u32>>());
        assert_eq!(candidates(&index, 8), Vec::<u32>::new());
        assert_eq!(index.original_of(RecordId(999)), RecordId(0));
        assert_eq!(index.original_of(RecordId(1000)), RecordId(1000));
    }

    #[test]
    fn common_keys_are_split_by_each_other_and_the_declared_loss_is_what_counting_gives() {
        let (one, two) = (|at: u32| at % 12, |at: u32| at % 20);
        let records = records(&[
            category("one", (0..240).map(|at| 1 + one(at))),
            category("two", (0..240).map(|at| 1 + two(at))),
            category("other", (0..240).map(|at| 1 + at)),
        ]);
        let index = Index::build(&records, &BLOCKED);
        let found = all_candidates(&index, &records);
        let (mut refused, mut lost) = ([0, 0], [0, 0]);
        for left in 0..240 {
            for right in left + 1..240 {
                let shares = [one(left) == one(right), two(left) == two(right)];
                let is_compared = found[left as usize].contains(&right);
                assert_eq!(is_compared, shares == [true, true], "{left} {right}");
                for at in 0..2 {
                    refused[at] += u64::from(shares[at]);
                    lost[at] += u64::from(shares[at] && !is_compared);
                }
            }
        }
        for (at, name) in ["one: whole", "two: whole"].into_iter().enumerate() {
            let cost = rule(&index, name);
            assert_eq!((cost.blocks, cost.refused_pairs), (0, refused[at]));
            assert_eq!(cost.lost_pairs, lost[at]);
        }
        let named: u64 = index.common_keys.iter().map(|key| key.pairs).sum();
        assert!(named > 0 && named <= refused[0] + refused[1]);
    }

    #[test]
    fn a_telephone_of_five_thousand_is_named_masked_with_its_cost_and_split() {
        let mut records = records(&[
            category(
                "phone",
                (0..60_000).map(|at| if at < 5_000 { 1 } else { 2 + at }),
            ),
            // Each name on fifty records, of which four or five share the telephone.
            category("name", (0..60_000).map(|at| 1 + at % 1_200)),
            category("year", (0..60_000).map(|at| 1 + at / 3 % 50)),
        ]);
        let Values::Texts(texts) = &mut records.attributes[0].values else {
            panic!("texts");
        };
        texts[0].canonical = "x123456".into();
        let index = Index::build(
            &records,
            &Settings {
                largest_block: 40,
                ..BLOCKED
            },
        );
        let commonest = &index.common_keys[0];
        assert_eq!(
            (&*commonest.rule, &*commonest.key),
            ("phone: whole", "x••••56")
        );
        assert_eq!(
            (commonest.records, commonest.pairs),
            (5_000, pairs_of(5_000))
        );
        assert!(commonest.lost_pairs > 12_000_000 && commonest.lost_pairs < commonest.pairs);
        // The same telephone and name: a part of five.
        assert!(candidates(&index, 7).contains(&1_207));
        let pairs: usize = all_candidates(&index, &records).iter().map(Vec::len).sum();
        assert!(pairs < 60_000 * 100, "{pairs}");
    }

    #[test]
    fn where_all_names_are_equal_the_other_attributes_decide() {
        let records = records(&[
            category("name", (0..3_000).map(|_| 1)),
            category("born", (0..3_000).map(|at| 1 + at / 2)),
        ]);
        let index = Index::build(&records, &BLOCKED);
        assert!((0..1_500).all(|pair| candidates(&index, 2 * pair) == [2 * pair + 1]));
        assert_eq!(rule(&index, "name: whole").refused_pairs, pairs_of(3_000));
        assert_eq!(rule(&index, "name: whole").lost_pairs, pairs_of(3_000));
    }

    #[test]
    fn a_chain_of_near_neighbours_is_compared_link_by_link() {
        let records = records(&[
            category("one", (0..1_000).map(|at| 1 + at / 2)),
            category("two", (0..1_000).map(|at| 1 + (at + 1) / 2)),
        ]);
        let index = Index::build(&records, &BLOCKED);
        assert!((0..999).all(|at| candidates(&index, at) == [at + 1]));
    }

    #[test]
    fn of_a_hundred_attributes_the_most_various_are_used_and_the_others_named() {
        let names: Vec<String> = (0..100).map(|at| format!("c{at:02}")).collect();
        let attributes: Vec<(&str, AttributeKind, Vec<u32>)> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let values = 10 + 10 * at as u64;
                let value = |record: u64| mix(record * 100 + at as u64 + 1) % values;
                category(name, (0..2_000).map(move |record| 1 + value(record) as u32))
            })
            .collect();
        let index = Index::build(&records(&attributes), &BLOCKED);
        let unused: Vec<String> = (0..100 - KEYS_PER_RECORD)
            .rev()
            .map(|at| format!("c{at:02}: whole"))
            .collect();
        assert_eq!(index.unused_rules, unused);
    }

    #[test]
    fn one_attribute_is_enough() {
        let mut records = records(&[("code", AttributeKind::Code, (1..=2_000).collect())]);
        let Values::Texts(texts) = &mut records.attributes[0].values else {
            panic!("texts");
        };
        for (at, text) in texts.iter_mut().enumerate() {
            // Each two codes have one half in common.
            text.canonical = format!("{:04}{at:04}", at / 2).into();
        }
        let index = Index::build(&records, &BLOCKED);
        assert!((0..1_000).all(|pair| candidates(&index, 2 * pair) == [2 * pair + 1]));
        assert_eq!(index.estimate.recall, None);
    }

    #[test]
    fn the_budget_holds_for_distinct_pairs() {
        let various = |salt: u64, values: u64| {
            (0..20_000u64).map(move |record| 1 + (mix(salt + record) % values) as u32)
        };
        let records = records(&[
            category("one", various(1 << 40, 1_000)),
            category("two", various(2 << 40, 2_000)),
            category("three", various(3 << 40, 500)),
        ]);
        for budget in [3, 10, 30] {
            let settings = Settings {
                pairs_per_record: budget,
                largest_block: 400,
                ..BLOCKED
            };
            let index = Index::build(&records, &settings);
            let pairs: usize = all_candidates(&index, &records).iter().map(Vec::len).sum();
            let most = budget as usize * 20_000;
            assert!(pairs <= most + most / 10, "{pairs} of {most}");
            let expected = index.expected_pairs as f64;
            assert!((0.9..1.1).contains(&(expected / pairs.max(1) as f64)) || pairs < 1_000);
        }
    }

    #[test]
    fn the_plan_and_the_candidates_are_the_same_for_any_number_of_threads() {
        let various = |salt: u64, values: u64| {
            (0..40_000u64).map(move |record| 1 + (mix(salt + record) % values) as u32)
        };
        let records = records(&[
            category("one", various(1 << 40, 3_000)),
            category("two", various(2 << 40, 300)),
            category("three", various(3 << 40, 100)),
        ]);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                let index = Index::build(
                    &records,
                    &Settings {
                        exhaustive_pairs: 0,
                        ..Settings::default()
                    },
                );
                (
                    all_candidates(&index, &records),
                    format!("{:?} {:?}", index.rules, index.common_keys),
                )
            })
        };
        let once = with(1);
        assert!(once == with(2) && once == with(7));
    }
}
