//! Two records that share a blocking key.

use crate::record::RecordId;

/// Two different records, ordered so that `left < right`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    /// The record that comes first in the canonical order.
    pub left: RecordId,
    /// The record that comes later.
    pub right: RecordId,
}

impl CandidatePair {
    /// Puts two different records in order; `None` when they are the same record.
    pub fn new(one: RecordId, other: RecordId) -> Option<Self> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Some(Self {
                left: one,
                right: other,
            }),
            std::cmp::Ordering::Greater => Some(Self {
                left: other,
                right: one,
            }),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Two records, the smaller number first, for tests.
#[cfg(test)]
pub(crate) fn pair(left: u32, right: u32) -> CandidatePair {
    CandidatePair::new(RecordId(left), RecordId(right)).expect("two records")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_ordered_and_never_of_one_record() {
        let pair = CandidatePair::new(RecordId(7), RecordId(3)).expect("two different records");
        assert_eq!((pair.left, pair.right), (RecordId(3), RecordId(7)));
        assert_eq!(CandidatePair::new(RecordId(3), RecordId(3)), None);
    }
}
