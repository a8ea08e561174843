//! Finds decisions that contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Decided, Decisions, Place, binds_customers};
use crate::error::{Error, Result};
use crate::ingest::Source;
use crate::normalise::Records;
use crate::record::RecordId;

impl Decisions {
    /// Checks that no two records are decided to be both one and two, of persons and of customers, through third records too.
    pub(super) fn check(
        &self,
        decided: &[Decided],
        records: &Records,
        sources: &[Source],
    ) -> Result<()> {
        for of_customers in [false, true] {
            let binds_customers = binds_customers(decided);
            let counts = |one: &&Decided| match of_customers {
                true => binds_customers(one),
                false => !one.kind.is_of_customers(),
            };
            let same: Vec<&Decided> = decided
                .iter()
                .filter(counts)
                .filter(|one| one.answer == Answer::Same)
                .collect();
            let together = Together::new(&same);
            let apart = decided
                .iter()
                .filter(|one| one.answer == Answer::Different)
                .filter(|one| one.kind.is_of_customers() == of_customers);
            for one in apart {
                let Some(way) = together.way(one.pair.left, one.pair.right) else {
                    continue;
                };
                let place = |record: RecordId| {
                    let origin = records.origins[record.index()];
                    let source = &sources[usize::from(origin.source)];
                    format!("`{}` row {}", source.name, source.rows[origin.row as usize])
                };
                let two = if of_customers {
                    "two customers"
                } else {
                    "two persons"
                };
                return Err(Error::input(format!(
                    "{} and {} are decided to be {two} here, and {} by {}",
                    place(one.pair.left),
                    place(one.pair.right),
                    one.question(),
                    self.lines(way.into_iter())
                ))
                .in_file(&self.lists[one.place.list])
                .at_line(one.place.line)
                .hinted("Change one of these decisions, or empty its cell"));
            }
        }
        Ok(())
    }
}

/// Records that are decided to be one.
struct Together {
    /// By record: those that it is one with, and where that was decided.
    with: BTreeMap<RecordId, Vec<(RecordId, Place)>>,
}

impl Together {
    fn new(same: &[&Decided]) -> Self {
        let mut with: BTreeMap<RecordId, Vec<(RecordId, Place)>> = BTreeMap::new();
        for one in same {
            let (left, right) = (one.pair.left, one.pair.right);
            with.entry(left).or_default().push((right, one.place));
            with.entry(right).or_default().push((left, one.place));
        }
        Self { with }
    }

    /// Where the decisions stand that make two records one; as few as will do.
    fn way(&self, from: RecordId, to: RecordId) -> Option<BTreeSet<Place>> {
        let mut reached: BTreeMap<RecordId, Option<(RecordId, Place)>> = BTreeMap::new();
        reached.insert(from, None);
        let mut queue = vec![from];
        let mut at = 0;
        while at < queue.len() && !reached.contains_key(&to) {
            let here = queue[at];
            for (next, place) in self.with.get(&here).into_iter().flatten() {
                if !reached.contains_key(next) {
                    reached.insert(*next, Some((here, *place)));
                    queue.push(*next);
                }
            }
            at += 1;
        }
        let mut way = BTreeSet::new();
        let mut here = reached.get_key_value(&to)?;
        while let (_, Some((before, place))) = here {
            way.insert(*place);
            here = reached.get_key_value(before)?;
        }
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::CandidatePair;
    use crate::review::Kind;

    fn same(left: u32, right: u32, line: u64) -> Decided {
        Decided {
            pair: CandidatePair {
                left: RecordId(left),
                right: RecordId(right),
            },
            kind: Kind::Undecided,
            answer: Answer::Same,
            place: Place { list: 0, line },
        }
    }

    #[test]
    fn the_shortest_way_from_one_record_to_another_is_told_by_its_lines() {
        let decided = [same(0, 1, 2), same(1, 2, 3), same(2, 3, 4), same(1, 3, 5)];
        let together = Together::new(&decided.iter().collect::<Vec<_>>());
        let way = |from, to| {
            let way = together.way(RecordId(from), RecordId(to))?;
            Some(way.into_iter().map(|place| place.line).collect::<Vec<_>>())
        };
        assert_eq!(way(0, 3), Some(vec![2, 5]));
        assert_eq!(way(0, 0), Some(vec![]));
        assert_eq!(way(0, 7), None);
    }
}
