//! Groups of records that are being joined, some of which must stay apart.

use rustc_hash::FxHashMap;

use crate::cluster::union_find::UnionFind;
use crate::pair::CandidatePair;

/// Groups, and which of them must not become one.
#[derive(Debug)]
pub(super) struct Groups {
    pub(super) sets: UnionFind,
    /// By root: records that its group must be kept apart from.
    enemies: FxHashMap<u32, Vec<u32>>,
}

impl Groups {
    /// Every record is a group; the records of each pair of `apart` stay in two.
    pub(super) fn new(records: usize, apart: &[CandidatePair]) -> Self {
        let mut enemies: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for pair in apart {
            enemies.entry(pair.left.0).or_default().push(pair.right.0);
            enemies.entry(pair.right.0).or_default().push(pair.left.0);
        }
        Self {
            sets: UnionFind::new(records),
            enemies,
        }
    }

    /// Whether the groups of two records must stay apart.
    pub(super) fn are_apart(&self, one: u32, other: u32) -> bool {
        if self.enemies.is_empty() {
            return false;
        }
        let (one, other) = (self.sets.root(one), self.sets.root(other));
        let enemies = self.enemies.get(&one).into_iter().flatten();
        enemies
            .into_iter()
            .any(|enemy| self.sets.root(*enemy) == other)
    }

    /// Makes the groups of two records one.
    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.sets.find(one), self.sets.find(other));
        let root = self.sets.join(one, other);
        if one != other
            && let Some(moved) = self.enemies.remove(&one.max(other))
        {
            self.enemies.entry(root).or_default().extend(moved);
        }
    }

    /// The same, unless they must stay apart.
    pub(super) fn join_unless_apart(&mut self, pair: CandidatePair) {
        if !self.are_apart(pair.left.0, pair.right.0) {
            self.join(pair.left.0, pair.right.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::pair;

    #[test]
    fn groups_stay_apart_through_third_records_too() {
        let mut groups = Groups::new(6, &[pair(0, 5)]);
        groups.join(3, 5);
        groups.join(0, 1);
        assert!(groups.are_apart(1, 3) && groups.are_apart(3, 1));
        assert!(!groups.are_apart(1, 4));
        groups.join_unless_apart(pair(1, 3));
        groups.join_unless_apart(pair(1, 4));
        let roots: Vec<u32> = (0..6).map(|record| groups.sets.root(record)).collect();
        assert_eq!(roots, [0, 0, 2, 3, 0, 3]);
    }
}
