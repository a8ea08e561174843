//! What a person has decided about two records, and what the clusters must honour.

use rustc_hash::FxHashMap;

use super::union_find::UnionFind;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// Pairs that are decided, whatever their match weight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that must be in one cluster.
    pub must_link: Vec<CandidatePair>,
    /// Pairs that must be in different clusters.
    pub cannot_link: Vec<CandidatePair>,
}

/// Two records that must be apart, while must-links hold them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction(pub CandidatePair);

impl Constraints {
    /// Finds the first pair, in canonical order, that must be both together and apart.
    ///
    /// # Errors
    ///
    /// That pair.
    pub fn check(&self, records: usize) -> Result<(), Contradiction> {
        if self.cannot_link.is_empty() || self.must_link.is_empty() {
            return Ok(());
        }
        let mut together = UnionFind::new(records);
        for pair in &self.must_link {
            together.join(pair.left.0, pair.right.0);
        }
        let mut is_contradicted =
            |pair: &&CandidatePair| together.find(pair.left.0) == together.find(pair.right.0);
        let contradicted = self.cannot_link.iter().filter(&mut is_contradicted).min();
        contradicted.map_or(Ok(()), |pair| Err(Contradiction(*pair)))
    }

    /// The records that each record must be kept apart from.
    pub(super) fn enemies(&self) -> FxHashMap<RecordId, Vec<RecordId>> {
        let mut enemies: FxHashMap<RecordId, Vec<RecordId>> = FxHashMap::default();
        for pair in &self.cannot_link {
            enemies.entry(pair.left).or_default().push(pair.right);
            enemies.entry(pair.right).or_default().push(pair.left);
        }
        enemies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32) -> CandidatePair {
        CandidatePair {
            left: RecordId(left),
            right: RecordId(right),
        }
    }

    #[test]
    fn a_pair_that_must_be_apart_and_hangs_together_through_a_third_is_a_contradiction() {
        let constraints = Constraints {
            must_link: vec![pair(0, 1), pair(1, 2), pair(4, 5)],
            cannot_link: vec![pair(4, 5), pair(0, 3), pair(0, 2)],
        };
        assert_eq!(constraints.check(6), Err(Contradiction(pair(0, 2))));
    }

    #[test]
    fn decisions_that_agree_are_no_contradiction() {
        let constraints = Constraints {
            must_link: vec![pair(0, 1)],
            cannot_link: vec![pair(1, 2), pair(0, 2)],
        };
        assert_eq!(constraints.check(3), Ok(()));
    }
}
