//! Splits keys that are too common by a second key that is too common itself.
//!
//! A second key that is rare needs no help: its own block is compared. So only pairs of common keys are tried, each pair of
//! keys once.

use rayon::prelude::*;

use super::common::Refused;
use super::estimate::finders;
use super::group::{Block, Groups, group};
use super::key::{Rule, mix};
use super::plan::pairs_of;
use super::sample::Sample;

/// Of each record so many of its rarest common keys are combined, and of each attribute so many of them.
const MOST_KEYS: usize = 10;
const MOST_OF_ATTRIBUTE: usize = 4;

/// Stands for no key.
const NONE: u32 = u32::MAX;

/// A key of more than this share of all records (one in so many) splits nothing.
const LARGEST_SHARE: usize = 8;

/// More entries than this are not held at a time.
const MOST_ENTRIES: usize = 1 << 27;

/// What splitting the common keys gave.
pub(super) struct Split {
    pub(super) groups: Vec<Groups>,
    pub(super) limit: usize,
    /// New pairs.
    pub(super) spent: u64,
    /// Pairs that come back for a refused block.
    pub(super) brought_back: Vec<(u32, u64)>,
}

impl Split {
    pub(super) fn new(
        refused: &[Refused],
        rules: &[Rule],
        sample: &Sample,
        limits: &[usize],
        largest: usize,
        budget: u64,
    ) -> Self {
        let common = CommonKeys::new(refused, rules, sample.places.len());
        let groups = common.group();
        let is_known = |agreements: &[(u16, u16)]| finders(agreements, limits).next().is_some();
        let (limit, spent) = limit(&sample.new_pairs(&groups, is_known), largest, budget);
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

/// The rarest common keys of each record, by the place of their block among the refused.
struct CommonKeys<'a> {
    refused: &'a [Refused<'a>],
    rules: &'a [Rule],
    /// In ascending order, [`NONE`] last.
    keys: Vec<[u32; MOST_KEYS]>,
}

impl<'a> CommonKeys<'a> {
    fn new(refused: &'a [Refused<'a>], rules: &'a [Rule], records: usize) -> Self {
        let largest = (records / LARGEST_SHARE).max(2);
        let splits = || {
            let numbered = refused.iter().enumerate();
            numbered.filter(|(_, refused)| refused.block.members.len() <= largest)
        };
        let mut offsets = vec![0usize; records + 1];
        for (_, refused) in splits() {
            for member in refused.block.members {
                offsets[*member as usize + 1] += 1;
            }
        }
        for at in 0..records {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let mut all = vec![0u32; offsets[records]];
        for (at, refused) in splits() {
            let at = u32::try_from(at).expect("fewer than 2^32 blocks");
            for member in refused.block.members {
                let place = &mut next[*member as usize];
                all[*place] = at;
                *place += 1;
            }
        }
        let mut common = Self {
            refused,
            rules,
            keys: Vec::new(),
        };
        common.keys = (0..records)
            .into_par_iter()
            .map_init(Vec::new, |scratch, record| {
                common.rarest(&all[offsets[record]..offsets[record + 1]], scratch)
            })
            .collect();
        common
    }

    fn rarest(&self, own: &[u32], scratch: &mut Vec<u32>) -> [u32; MOST_KEYS] {
        scratch.clear();
        scratch.extend_from_slice(own);
        scratch.sort_unstable_by_key(|key| (self.refused[*key as usize].block.members.len(), *key));
        let (mut rarest, mut count) = ([NONE; MOST_KEYS], 0);
        for key in scratch.iter() {
            let attribute = self.attribute(*key);
            let of_attribute = rarest[..count]
                .iter()
                .filter(|known| self.attribute(**known) == attribute);
            if count < MOST_KEYS && of_attribute.count() < MOST_OF_ATTRIBUTE {
                rarest[count] = *key;
                count += 1;
            }
        }
        rarest.sort_unstable();
        rarest
    }

    fn attribute(&self, key: u32) -> usize {
        self.rules[self.refused[key as usize].rule].attribute
    }

    /// Calls `take` with each two common keys of a record that are of different attributes.
    fn each_two(&self, record: u32, mut take: impl FnMut(u32, u32)) {
        let own = &self.keys[record as usize];
        for (at, left) in own.iter().enumerate() {
            for right in own[at + 1..].iter().filter(|right| **right != NONE) {
                if self.attribute(*left) != self.attribute(*right) {
                    take(*left, *right);
                }
            }
        }
    }

    /// The records that share two common keys, in as many rounds as memory asks for.
    fn group(&self) -> Vec<Groups> {
        let records = self.keys.len();
        // Few records have as many keys as they may.
        let expected = records * MOST_KEYS * MOST_KEYS / 4;
        let rounds = expected.div_ceil(MOST_ENTRIES).max(1) as u64;
        (0..rounds)
            .map(|round| {
                group(records, expected / rounds as usize, |record, keys| {
                    self.each_two(record, |left, right| {
                        let key = combined(left, right);
                        if key % rounds == round {
                            keys.push(key);
                        }
                    });
                })
            })
            .collect()
    }

    /// The two keys that a block of [`Self::group`] shares.
    fn of(&self, block: &Block) -> Option<(u32, u32)> {
        let mut found = None;
        self.each_two(block.members[0], |left, right| {
            if block.is_of(combined(left, right)) {
                found = Some((left, right));
            }
        });
        found
    }
}

fn combined(left: u32, right: u32) -> u64 {
    mix((u64::from(left) << 32 | u64::from(right)).wrapping_add(1))
}

/// The largest block size whose new pairs stay within the budget, small blocks first, and what they are; 1 if none does.
fn limit(new_pairs_by_size: &[u64], largest: usize, budget: u64) -> (usize, u64) {
    let (mut limit, mut spent) = (1, 0);
    for (size, pairs) in new_pairs_by_size.iter().enumerate().skip(2) {
        if size > largest || spent + pairs > budget {
            break;
        }
        (limit, spent) = (size, spent + pairs);
    }
    (limit, spent)
}
