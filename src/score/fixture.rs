//! What the tests of several files are made of.

use super::Edge;
use super::sample::random_pairs;
use crate::normalise::Attribute;
use crate::pair::CandidatePair;
use crate::record::{AttributeKind, Facet, RecordId, ValueId};

/// An attribute of so many `values`, of which each record has the one named in `of_records`.
pub(super) fn category(
    name: &str,
    facet: Facet,
    values: u64,
    of_records: impl IntoIterator<Item = u64>,
) -> Attribute {
    let slots = of_records.into_iter();
    let slots = slots
        .map(|value| ValueId::from_index(value as usize))
        .collect();
    let words = (0..values).map(|value| value.to_string());
    Attribute::of_words(name, AttributeKind::Category, facet, 1, words, slots)
}

/// All pairs of the first `records` records.
pub(super) fn all_pairs(records: u64) -> Vec<CandidatePair> {
    let records: Vec<RecordId> = RecordId::first(records as usize).collect();
    random_pairs(&records, usize::MAX)
}

/// Two records, the smaller number first, and their match weight.
pub(crate) fn edge(left: u32, right: u32, weight: f32) -> Edge {
    Edge {
        pair: CandidatePair {
            left: RecordId(left),
            right: RecordId(right),
        },
        weight,
    }
}
