//! Which blocking keys two records share.

use rayon::prelude::*;

use super::key::{Maker, Rule, rules_of};
use crate::normalise::{Attribute, Records};
use crate::record::RecordId;

/// A rule under which two records have a key in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedKey {
    /// The rule's name, for example `name: two words`.
    pub rule: String,
    /// Records with the key; of several shared ones with the rarest.
    pub records: usize,
}

/// The rules under which two records share a key, in the order of the attributes.
///
/// The keys of all values are made anew: this answers a question about one pair, it is no way to find pairs.
pub fn shared_keys(records: &Records, left: RecordId, right: RecordId) -> Vec<SharedKey> {
    records
        .attributes
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, attribute)| {
            let rules = rules_of(at, attribute).into_iter();
            rules.filter_map(move |rule| {
                Some(SharedKey {
                    records: records_with_key(records, attribute, &rule, left, right)?,
                    rule: rule.name,
                })
            })
        })
        .collect()
}

/// How many records have the rarest key that two records share under a rule; `None` where they share none.
fn records_with_key(
    records: &Records,
    attribute: &Attribute,
    rule: &Rule,
    left: RecordId,
    right: RecordId,
) -> Option<usize> {
    let mut maker = Maker::default();
    let mut keys_of = |value: usize| {
        let mut keys: Vec<u64> = Vec::new();
        maker.read(&attribute.values, attribute.kind, value);
        maker.make(rule, &attribute.values, value, &mut keys);
        keys
    };
    let mut keys_of_record = |record: RecordId| -> Vec<u64> {
        let values = attribute.values_of(record).iter();
        values
            .filter_map(|value| value.index())
            .flat_map(&mut keys_of)
            .collect()
    };
    let of_right = keys_of_record(right);
    let mut shared = keys_of_record(left);
    shared.retain(|key| of_right.contains(key));
    shared.sort_unstable();
    shared.dedup();
    if shared.is_empty() {
        return None;
    }
    let of_value: Vec<Vec<u64>> = (0..attribute.values.len())
        .map(|value| {
            let mut keys = keys_of(value);
            keys.retain(|key| shared.contains(key));
            keys
        })
        .collect();
    let count = |key: &u64| {
        let has_it = |record: &RecordId| {
            let mut values = attribute.values_of(*record).iter();
            values.any(|value| value.index().is_some_and(|at| of_value[at].contains(key)))
        };
        records.ids().filter(has_it).count()
    };
    shared.iter().map(count).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::Attribute;
    use crate::record::{AttributeKind, Facet, ValueId};

    fn attribute(name: &str, kind: AttributeKind, width: usize, slots: &[u32]) -> Attribute {
        let slots = slots.iter().copied().map(ValueId).collect();
        Attribute::of_numbers(name, kind, Facet::Open, width, slots)
    }

    #[test]
    fn the_rarest_shared_key_counts_and_a_missing_value_shares_none() {
        let records = Records::of_attributes(vec![
            attribute("code", AttributeKind::Code, 2, &[1, 2, 1, 2, 1, 0, 1, 0]),
            attribute("ward", AttributeKind::Category, 1, &[3, 3, 4, 3]),
            attribute("gone", AttributeKind::Code, 1, &[0, 0, 5, 5]),
        ]);
        let shared = shared_keys(&records, RecordId(0), RecordId(1));
        let found: Vec<(&str, usize)> = shared
            .iter()
            .map(|key| (key.rule.as_str(), key.records))
            .collect();
        assert_eq!(found, [("code: whole", 2), ("ward: whole", 3)]);
        assert_eq!(shared_keys(&records, RecordId(0), RecordId(2)).len(), 1);
    }
}
