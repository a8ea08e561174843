//! What a person has decided about two records, and what the clusters must honour.

use rustc_hash::{FxHashMap, FxHashSet};

use super::union_find::UnionFind;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// How a decision is told where of other pairs it is told why.
pub const DECIDED: &str = "decided by you (review.csv)";

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

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.must_link.is_empty() && self.cannot_link.is_empty()
    }

    /// The records that each record must be kept apart from.
    pub fn enemies(&self) -> FxHashMap<RecordId, Vec<RecordId>> {
        let mut enemies: FxHashMap<RecordId, Vec<RecordId>> = FxHashMap::default();
        for pair in &self.cannot_link {
            enemies.entry(pair.left).or_default().push(pair.right);
            enemies.entry(pair.right).or_default().push(pair.left);
        }
        enemies
    }

    /// Who must be kept apart from whom, with all that must-links make one.
    pub fn parties(&self, records: usize) -> Parties {
        let mut parties = Parties::default();
        if self.cannot_link.is_empty() {
            return parties;
        }
        let mut together = UnionFind::new(records);
        for pair in &self.must_link {
            together.join(pair.left.0, pair.right.0);
        }
        for pair in &self.cannot_link {
            let (left, right) = (together.find(pair.left.0), together.find(pair.right.0));
            parties.enemies.entry(left).or_default().insert(right);
            parties.enemies.entry(right).or_default().insert(left);
        }
        for pair in self.must_link.iter().chain(&self.cannot_link) {
            for record in [pair.left, pair.right] {
                let party = together.find(record.0);
                if parties.enemies.contains_key(&party) {
                    parties.of_record.insert(record, party);
                }
            }
        }
        parties
    }
}

/// Records that must be kept apart from others, each with all that must-links make one with it.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    /// The party of each record that has enemies, by its smallest record.
    of_record: FxHashMap<RecordId, u32>,
    enemies: FxHashMap<u32, FxHashSet<u32>>,
}

impl Parties {
    /// Whether there is nobody to be kept apart.
    pub fn is_empty(&self) -> bool {
        self.enemies.is_empty()
    }

    /// The party of a record; none if it has no enemies.
    pub fn of(&self, record: RecordId) -> Option<u32> {
        self.of_record.get(&record).copied()
    }

    /// Whether one of the parties of a cluster is an enemy of one of those of another.
    pub fn are_enemies(&self, one: &FxHashSet<u32>, other: &FxHashSet<u32>) -> bool {
        let (fewer, more) = if one.len() <= other.len() {
            (one, other)
        } else {
            (other, one)
        };
        fewer.iter().any(|party| {
            let enemies = &self.enemies[party];
            if enemies.len() <= more.len() {
                enemies.iter().any(|enemy| more.contains(enemy))
            } else {
                more.iter().any(|other| enemies.contains(other))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::pair;

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

    #[test]
    fn whom_must_links_make_one_has_the_same_enemies() {
        let constraints = Constraints {
            must_link: vec![pair(0, 1), pair(1, 2), pair(3, 4), pair(6, 7)],
            cannot_link: vec![pair(2, 4), pair(0, 5)],
        };
        let parties = constraints.parties(9);
        let are_enemies = |one: u32, other: u32| {
            let of = |record| parties.of(RecordId(record)).into_iter().collect();
            parties.are_enemies(&of(one), &of(other))
        };
        assert!(are_enemies(0, 3) && are_enemies(3, 1) && are_enemies(2, 5));
        assert!(!are_enemies(0, 2) && !are_enemies(3, 5) && !are_enemies(0, 8));
        assert_eq!(parties.of(RecordId(6)), None, "nobody is its enemy");
    }
}
