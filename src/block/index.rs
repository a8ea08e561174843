//! The block index: which records share which keys.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::key::{Rule, RuleKeys, rules_of};
use crate::normalise::Records;
use crate::record::{RecordId, ValueId};

/// How much is compared.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The pairs that may be compared per record, in the mean; sets how large a block may be.
    pub pairs_per_record: u64,
    /// The largest block that is ever compared whole.
    pub largest_block: usize,
    /// Up to so many pairs, all pairs are compared and no blocking is done.
    pub exhaustive_pairs: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pairs_per_record: 60,
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
    /// Blocks that are compared.
    pub blocks: u64,
    /// Pairs in those blocks; a pair may be in several.
    pub pairs: u64,
    /// Blocks that are too common to be compared whole; they are split by a second key, as far as the budget goes.
    pub refined_blocks: u64,
    /// The pairs of those blocks that no part brought back, at least.
    pub lost_pairs: u64,
}

/// Which records share which keys.
#[derive(Debug)]
pub struct Index {
    /// Members of all blocks, block by block, each in the canonical order.
    members: Vec<u32>,
    block_offsets: Vec<u32>,
    /// Blocks of each record.
    record_blocks: Vec<u32>,
    record_offsets: Vec<u32>,
    /// Every record is a candidate of every other.
    is_exhaustive: bool,
    /// The largest block that is compared whole.
    pub block_limit: usize,
    /// The cost of each rule.
    pub rules: Vec<RuleCost>,
}

/// A record under a key of a rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    rule: u32,
    record: u32,
}

impl Index {
    /// Builds the index over all records.
    pub fn build(records: &Records, settings: &Settings) -> Self {
        let count = records.len();
        let possible = (count as u64) * (count as u64).saturating_sub(1) / 2;
        if possible <= settings.exhaustive_pairs {
            return Self::exhaustive(count, possible);
        }
        let rules: Vec<(usize, RuleKeys)> = records
            .attributes
            .par_iter()
            .enumerate()
            .flat_map_iter(|(at, attribute)| {
                rules_of(attribute).into_iter().map(move |rule| (at, rule))
            })
            .collect();
        let costs: Vec<RuleCost> = rules
            .iter()
            .map(|(_, keys)| RuleCost {
                rule: keys.rule.name.clone(),
                ..RuleCost::default()
            })
            .collect();
        let mut builder = Builder {
            representatives: representatives(records),
            records,
            rules,
            costs,
            settings: *settings,
            blocks: Vec::new(),
        };
        let limit = builder.collect();
        builder.finish(limit)
    }

    fn exhaustive(count: usize, possible: u64) -> Self {
        let rule = RuleCost {
            rule: "every record with every other".to_owned(),
            records: count as u64,
            blocks: 1,
            pairs: possible,
            ..RuleCost::default()
        };
        Self {
            members: Vec::new(),
            block_offsets: vec![0],
            record_blocks: Vec::new(),
            record_offsets: vec![0; count + 1],
            is_exhaustive: true,
            block_limit: count,
            rules: vec![rule],
        }
    }

    /// Puts the records behind `record` that share a block with it into `candidates`, in order, each once.
    pub fn candidates(&self, record: RecordId, candidates: &mut Vec<RecordId>) {
        candidates.clear();
        let at = record.index();
        if self.is_exhaustive {
            let all =
                u32::try_from(self.record_offsets.len() - 1).expect("fewer than 2^32 records");
            candidates.extend((record.0 + 1..all).map(RecordId));
            return;
        }
        let blocks = &self.record_blocks
            [self.record_offsets[at] as usize..self.record_offsets[at + 1] as usize];
        for block in blocks {
            let start = self.block_offsets[*block as usize] as usize;
            let members = &self.members[start..self.block_offsets[*block as usize + 1] as usize];
            let behind = members.partition_point(|member| *member <= record.0);
            candidates.extend(members[behind..].iter().map(|member| RecordId(*member)));
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
}

struct Builder<'a> {
    records: &'a Records,
    /// The first record with the same values in all attributes, per record.
    representatives: Vec<u32>,
    rules: Vec<(usize, RuleKeys)>,
    costs: Vec<RuleCost>,
    settings: Settings,
    /// Sorted members of each block, one after the other, each block ended by its length.
    blocks: Vec<Vec<Entry>>,
}

impl Builder<'_> {
    /// Collects the entries of all rules that stand alone, then refines what is too common; returns the block limit.
    fn collect(&mut self) -> usize {
        let mut entries = self.entries(|rule| rule.stands_alone);
        entries.par_sort_unstable();
        let budget = self.settings.pairs_per_record * self.records.len() as u64;
        let limit = self.choose_limit(&entries, budget - budget / 3);
        let (mut small, mut common): (Vec<Entry>, Vec<Entry>) =
            (Vec::with_capacity(entries.len()), Vec::new());
        for block in entries.chunk_by(|left, right| left.key == right.key) {
            if block.len() == 1 {
                continue;
            }
            if block.len() <= limit {
                small.extend_from_slice(block);
                continue;
            }
            // Copies are compared with the record that they repeat; without them the block may be small enough.
            let start = common.len();
            let is_original =
                |entry: &&Entry| self.representatives[entry.record as usize] == entry.record;
            common.extend(block.iter().filter(is_original));
            if common.len() - start <= limit {
                small.extend(common.drain(start..));
            }
        }
        drop(entries);
        self.blocks.push(small);
        let refined = self.refine(&common, budget / 3);
        self.blocks.push(refined);
        limit
    }

    /// A block of two for every copy: with the record that it repeats.
    fn push_copies(&self, members: &mut Vec<u32>, block_offsets: &mut Vec<u32>) -> RuleCost {
        let mut cost = RuleCost {
            rule: "equal in all attributes".to_owned(),
            ..RuleCost::default()
        };
        for (at, first) in self
            .representatives
            .iter()
            .enumerate()
            .filter(|(at, first)| *at != **first as usize)
        {
            members.extend([*first, u32::try_from(at).expect("fewer than 2^32 records")]);
            block_offsets
                .push(u32::try_from(members.len()).expect("fewer than 2^32 block members"));
            cost.records += 1;
            cost.blocks += 1;
            cost.pairs += 1;
        }
        cost
    }

    fn entries(&mut self, wanted: impl Fn(&Rule) -> bool + Sync) -> Vec<Entry> {
        let per_rule: Vec<Vec<Entry>> = self
            .rules
            .par_iter()
            .enumerate()
            .filter(|(_, (_, keys))| wanted(&keys.rule))
            .map(|(rule, (attribute, keys))| {
                let attribute = &self.records.attributes[*attribute];
                let rule = u32::try_from(rule).expect("few rules");
                let mut entries = Vec::new();
                for record in 0..self.records.len() {
                    let record = u32::try_from(record).expect("fewer than 2^32 records");
                    for value in attribute.values_of(RecordId(record)) {
                        entries.extend(keys.of(*value).iter().map(|key| Entry {
                            key: *key,
                            rule,
                            record,
                        }));
                    }
                }
                entries.sort_unstable();
                entries.dedup();
                entries
            })
            .collect();
        for entries in &per_rule {
            if let Some(first) = entries.first() {
                let mut seen: Vec<u32> = entries.iter().map(|entry| entry.record).collect();
                seen.sort_unstable();
                seen.dedup();
                self.costs[first.rule as usize].records = seen.len() as u64;
            }
        }
        per_rule.concat()
    }

    /// The largest block size whose total cost stays within the budget: small blocks are the likelier to hold matches.
    fn choose_limit(&self, entries: &[Entry], budget: u64) -> usize {
        let largest = self.settings.largest_block;
        let mut pairs_by_size = vec![0u64; largest + 1];
        for block in entries.chunk_by(|left, right| left.key == right.key) {
            if (2..=largest).contains(&block.len()) {
                pairs_by_size[block.len()] += pairs(block.len());
            }
        }
        let mut spent = 0;
        for (size, cost) in pairs_by_size.iter().enumerate() {
            spent += cost;
            if spent > budget {
                return size.saturating_sub(1).max(2);
            }
        }
        largest
    }

    /// Splits blocks that are too common by every other key of their members, and keeps the smallest parts that the
    /// budget allows.
    fn refine(&mut self, common: &[Entry], budget: u64) -> Vec<Entry> {
        let refining = self.refining_keys();
        let largest = self.settings.largest_block;
        let blocks: Vec<&[Entry]> = common
            .chunk_by(|left, right| left.key == right.key)
            .collect();
        let parts: Vec<Vec<Entry>> = blocks
            .par_iter()
            .map(|block| {
                let mut parts = Vec::new();
                for entry in *block {
                    let own = refining.0[entry.record as usize] as usize
                        ..refining.0[entry.record as usize + 1] as usize;
                    for (attribute, key) in &refining.1[own] {
                        if self.rules[entry.rule as usize].0 != *attribute as usize {
                            let key =
                                entry.key.rotate_left(17) ^ key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                            parts.push(Entry { key, ..*entry });
                        }
                    }
                }
                parts.sort_unstable();
                parts.dedup();
                parts
                    .chunk_by(|left, right| left.key == right.key)
                    .filter(|part| (2..=largest).contains(&part.len()))
                    .flatten()
                    .copied()
                    .collect()
            })
            .collect();
        for block in &blocks {
            let cost = &mut self.costs[block[0].rule as usize];
            cost.refined_blocks += 1;
            cost.lost_pairs += pairs(block.len());
        }
        let mut refined = parts.concat();
        refined.par_sort_unstable();
        let limit = self.choose_limit(&refined, budget);
        let kept: Vec<Entry> = refined
            .chunk_by(|left, right| left.key == right.key)
            .filter(|part| part.len() <= limit)
            .flatten()
            .copied()
            .collect();
        self.declare_loss(&kept);
        kept
    }

    /// Of the pairs in refined blocks, takes off those that a kept part brings back. A pair in several parts is taken off
    /// several times, so that what is left is the least that was not compared under the rule.
    fn declare_loss(&mut self, kept: &[Entry]) {
        for part in kept.chunk_by(|left, right| left.key == right.key) {
            let cost = &mut self.costs[part[0].rule as usize];
            cost.lost_pairs = cost.lost_pairs.saturating_sub(pairs(part.len()));
        }
    }

    /// Every key of every record with its attribute, by record.
    fn refining_keys(&self) -> (Vec<u32>, Vec<(u32, u64)>) {
        let (mut offsets, mut keys) = (vec![0], Vec::new());
        for record in 0..self.records.len() {
            let record = RecordId(u32::try_from(record).expect("fewer than 2^32 records"));
            for (attribute, rule) in &self.rules {
                for value in self.records.attributes[*attribute].values_of(record) {
                    let attribute = u32::try_from(*attribute).expect("few attributes");
                    keys.extend(rule.of(*value).iter().map(|key| (attribute, *key)));
                }
            }
            offsets.push(u32::try_from(keys.len()).expect("fewer than 2^32 keys"));
        }
        (offsets, keys)
    }

    fn finish(mut self, block_limit: usize) -> Index {
        let (mut members, mut block_offsets) = (Vec::new(), vec![0u32]);
        for entries in std::mem::take(&mut self.blocks) {
            for block in entries.chunk_by(|left, right| left.key == right.key) {
                members.extend(block.iter().map(|entry| entry.record));
                block_offsets
                    .push(u32::try_from(members.len()).expect("fewer than 2^32 block members"));
                let cost = &mut self.costs[block[0].rule as usize];
                cost.blocks += 1;
                cost.pairs += pairs(block.len());
            }
        }
        let copies = self.push_copies(&mut members, &mut block_offsets);
        self.costs.insert(0, copies);
        let (record_offsets, record_blocks) = invert(&members, &block_offsets, self.records.len());
        let rules = self
            .costs
            .into_iter()
            .filter(|cost| cost.records > 0)
            .collect();
        Index {
            members,
            block_offsets,
            record_blocks,
            record_offsets,
            is_exhaustive: false,
            block_limit,
            rules,
        }
    }
}

fn pairs(members: usize) -> u64 {
    (members as u64) * (members as u64).saturating_sub(1) / 2
}

/// The first record with the same values in all attributes, per record.
fn representatives(records: &Records) -> Vec<u32> {
    let mut first: FxHashMap<Vec<ValueId>, u32> = FxHashMap::default();
    records
        .ids()
        .map(|record| {
            let values = records
                .attributes
                .iter()
                .flat_map(|attribute| attribute.values_of(record))
                .copied()
                .collect();
            *first.entry(values).or_insert(record.0)
        })
        .collect()
}

/// From members by block to blocks by record.
fn invert(members: &[u32], block_offsets: &[u32], records: usize) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = vec![0u32; records + 1];
    for member in members {
        offsets[*member as usize + 1] += 1;
    }
    for at in 0..records {
        offsets[at + 1] += offsets[at];
    }
    let mut next = offsets.clone();
    let mut blocks = vec![0u32; members.len()];
    for (block, range) in block_offsets.windows(2).enumerate() {
        for member in &members[range[0] as usize..range[1] as usize] {
            let at = &mut next[*member as usize];
            blocks[*at as usize] = u32::try_from(block).expect("fewer than 2^32 blocks");
            *at += 1;
        }
    }
    (offsets, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Attribute, Origin, TextValue, Values};
    use crate::record::{AttributeKind, Facet};

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

    fn candidates(index: &Index, record: u32) -> Vec<u32> {
        let mut found = Vec::new();
        index.candidates(RecordId(record), &mut found);
        found.into_iter().map(|record| record.0).collect()
    }

    const BLOCKED: Settings = Settings {
        pairs_per_record: 100,
        largest_block: 5,
        exhaustive_pairs: 0,
    };

    #[test]
    fn few_records_are_compared_with_every_other() {
        let records = records(&[("code", AttributeKind::Code, vec![1, 2, 3])]);
        let index = Index::build(&records, &Settings::default());
        assert_eq!(
            (candidates(&index, 0), candidates(&index, 2)),
            (vec![1, 2], vec![])
        );
    }

    #[test]
    fn a_pair_that_shares_two_keys_is_a_candidate_once() {
        let records = records(&[
            ("one", AttributeKind::Code, vec![1, 1, 2, 0]),
            ("two", AttributeKind::Code, vec![7, 7, 7, 0]),
        ]);
        let index = Index::build(&records, &BLOCKED);
        assert_eq!(candidates(&index, 0), [1, 2]);
        assert_eq!(candidates(&index, 3), Vec::<u32>::new());
    }

    #[test]
    fn copies_are_candidates_of_the_record_that_they_repeat_however_many_there_are() {
        let mut values = vec![1; 1000];
        values.push(2);
        let records = records(&[("code", AttributeKind::Code, values)]);
        let index = Index::build(&records, &BLOCKED);
        assert_eq!(candidates(&index, 0), (1..1000).collect::<Vec<u32>>());
        assert_eq!(candidates(&index, 1), Vec::<u32>::new());
    }

    #[test]
    fn a_common_key_is_split_by_a_second_one_and_the_loss_declared() {
        let common = vec![1; 12];
        let second = vec![1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6];
        let third = (1..=12).collect();
        let records = records(&[
            ("common", AttributeKind::Code, common),
            ("second", AttributeKind::Category, second),
            ("third", AttributeKind::Category, third),
        ]);
        let index = Index::build(&records, &BLOCKED);
        assert_eq!(candidates(&index, 0), [1]);
        let rule = &index.rules[0];
        assert_eq!((rule.refined_blocks, rule.lost_pairs), (1, 66 - 6));
    }
}
