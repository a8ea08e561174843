//! The blocks that are compared, and what each record finds in them.

use super::cost::RuleCost;
use super::group::Groups;
use super::plan::pairs_of;
use crate::normalise::{Copies, ORDINARY_COPIES};
use crate::record::RecordId;

/// The record that each record stands for: itself, or the first that it repeats too often.
///
/// Further copies are compared with that alone, so that a row that is exported a thousand times hides nobody.
pub(super) fn originals(records: usize, copies: &Copies) -> Vec<u32> {
    let mut originals: Vec<u32> = RecordId::first(records).map(|record| record.0).collect();
    for equal in &copies.equal {
        for copy in equal.iter().skip(ORDINARY_COPIES) {
            originals[*copy as usize] = equal[0];
        }
    }
    originals
}

/// A stretch of members.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Behind {
    pub(super) start: u32,
    pub(super) length: u32,
}

/// The blocks that are compared.
#[derive(Default)]
pub(super) struct Blocks {
    pub(super) members: Vec<u32>,
    sizes: Vec<u32>,
}

impl Blocks {
    pub(super) fn add(&mut self, groups: &Groups, limit: usize, cost: &mut RuleCost) {
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
            self.append(&part);
        }
    }

    /// Of blocks of more than `largest` members each member with the next, in the canonical order; returns how many pairs
    /// these are.
    ///
    /// So a person of many hundreds of records hangs together, whose every key is too common. It costs one pair a record.
    pub(super) fn add_neighbours(&mut self, groups: &Groups, largest: usize) -> u64 {
        let parts = groups.by_part(|blocks| {
            let mut chosen = Self::default();
            for block in blocks.filter(|block| block.members.len() > largest) {
                for two in block.members.windows(2) {
                    chosen.push(two);
                }
            }
            chosen
        });
        let before = self.sizes.len();
        for part in parts {
            self.append(&part);
        }
        (self.sizes.len() - before) as u64
    }

    fn append(&mut self, other: &Self) {
        self.members.extend_from_slice(&other.members);
        self.sizes.extend_from_slice(&other.sizes);
    }

    fn push(&mut self, members: &[u32]) {
        self.members.extend_from_slice(members);
        self.sizes
            .push(u32::try_from(members.len()).expect("a block has fewer than 2^32 members"));
    }

    /// The blocks of records that are equal in all attributes; each further copy with the first alone.
    pub(super) fn add_copies(&mut self, copies: &Copies) -> RuleCost {
        let before = self.sizes.len();
        for equal in &copies.equal {
            let (ordinary, further) = equal.split_at(equal.len().min(ORDINARY_COPIES));
            self.push(ordinary);
            for copy in further {
                self.push(&[ordinary[0], *copy]);
            }
        }
        let sizes = self.sizes[before..].iter();
        RuleCost {
            rule: "equal in all attributes".to_owned(),
            records: copies.equal.iter().map(|equal| equal.len() as u64).sum(),
            limit: ORDINARY_COPIES,
            blocks: sizes.len() as u64,
            pairs: sizes.map(|size| pairs_of(*size as usize)).sum(),
            ..RuleCost::default()
        }
    }

    /// Per record the members behind it in each of its blocks.
    pub(super) fn invert(&self, records: usize) -> (Vec<Behind>, Vec<usize>) {
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
