//! Numbers for combinations of cells, the same for rows that hold the same.

use rustc_hash::FxHashMap;

/// The combinations of some rows, numbered from 0 in the order in which they first appear.
pub(super) struct Numbering {
    /// The number of each row's combination.
    numbers: Vec<u32>,
    /// How many combinations there are.
    count: usize,
}

/// No number yet.
const NONE: u32 = u32::MAX;

impl Numbering {
    /// So many rows, all alike.
    pub(super) fn new(rows: usize) -> Self {
        Self {
            numbers: vec![0; rows],
            count: usize::from(rows > 0),
        }
    }

    /// Tells rows apart by one cell more, which is a number below `distinct`.
    pub(super) fn part_by(&mut self, cells: impl Iterator<Item = u32>, distinct: usize) {
        let mut count = 0;
        let mut next = || {
            count += 1;
            count - 1
        };
        if self.count <= 1 {
            let mut known = vec![NONE; distinct];
            for (number, cell) in self.numbers.iter_mut().zip(cells) {
                let known = &mut known[cell as usize];
                if *known == NONE {
                    *known = next();
                }
                *number = *known;
            }
        } else {
            let mut known: FxHashMap<(u32, u32), u32> = FxHashMap::default();
            for (number, cell) in self.numbers.iter_mut().zip(cells) {
                *number = *known.entry((*number, cell)).or_insert_with(&mut next);
            }
        }
        self.count = count as usize;
    }

    /// The number of each row's combination.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.numbers.iter().copied()
    }

    /// The place of the first row of each combination.
    pub(super) fn firsts(&self) -> impl Iterator<Item = usize> {
        let mut next = 0;
        self.numbers
            .iter()
            .enumerate()
            .filter_map(move |(at, number)| {
                let is_first = *number == next;
                next += u32::from(is_first);
                is_first.then_some(at)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_combinations_share_a_number_in_the_order_of_their_first_rows() {
        let mut numbering = Numbering::new(5);
        numbering.part_by([2, 0, 2, 0, 2].into_iter(), 3);
        assert_eq!(numbering.numbers().collect::<Vec<_>>(), [0, 1, 0, 1, 0]);
        numbering.part_by([1, 1, 0, 1, 1].into_iter(), 2);
        assert_eq!(numbering.numbers().collect::<Vec<_>>(), [0, 1, 2, 1, 0]);
        assert_eq!(numbering.firsts().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn rows_without_cells_are_one_combination() {
        assert_eq!(Numbering::new(3).firsts().collect::<Vec<_>>(), [0]);
        assert_eq!(Numbering::new(0).firsts().count(), 0);
    }
}
