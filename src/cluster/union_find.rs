//! Disjoint sets of records.

/// Disjoint sets of the numbers below a count.
///
/// # Source
///
/// Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm" (1975), with path halving.
#[derive(Clone, Debug)]
pub struct UnionFind {
    parent: Vec<u32>,
}

impl UnionFind {
    /// Every number in a set of its own.
    pub fn new(count: usize) -> Self {
        Self {
            parent: (0..u32::try_from(count).expect("fewer than 2^32 records")).collect(),
        }
    }

    /// The smallest number of the set that holds `number`.
    pub fn find(&mut self, mut number: u32) -> u32 {
        while self.parent[number as usize] != number {
            let grandparent = self.parent[self.parent[number as usize] as usize];
            self.parent[number as usize] = grandparent;
            number = grandparent;
        }
        number
    }

    /// The same without shortening the way for the next time, for many to ask at once.
    pub fn root(&self, mut number: u32) -> u32 {
        while self.parent[number as usize] != number {
            number = self.parent[number as usize];
        }
        number
    }

    /// Makes the sets of two numbers one; returns its smallest number.
    ///
    /// The smaller root stays root, so that sets are named by their smallest member whatever the order of joining.
    pub fn join(&mut self, one: u32, other: u32) -> u32 {
        let (one, other) = (self.find(one), self.find(other));
        let (root, child) = (one.min(other), one.max(other));
        self.parent[child as usize] = root;
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_by_its_smallest_member() {
        let mut sets = UnionFind::new(6);
        sets.join(5, 3);
        sets.join(4, 5);
        assert_eq!(
            (sets.find(3), sets.find(4), sets.find(5), sets.find(0)),
            (3, 3, 3, 0)
        );
        assert_eq!((sets.root(5), sets.root(1)), (3, 1));
    }
}
