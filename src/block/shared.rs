//! Which blocking keys two records share.

use rayon::prelude::*;

use super::key::rules_of;
use crate::normalise::Records;
use crate::record::RecordId;

/// A rule under which two records have a key in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedKey {
    /// The rule's name, for example `name: two words`.
    pub rule: String,
    /// Records with the key; of several shared ones with the rarest.
    pub records: usize,
    /// Whether records are compared for sharing this key alone; otherwise it only refines other keys.
    pub stands_alone: bool,
}

/// The rules under which two records share a key, in the order of the attributes.
///
/// The keys of all values are made anew: this answers a question about one pair, it is no way to find pairs.
pub fn shared_keys(records: &Records, left: RecordId, right: RecordId) -> Vec<SharedKey> {
    records
        .attributes
        .par_iter()
        .filter(|attribute| {
            !attribute.first(left).is_missing() && !attribute.first(right).is_missing()
        })
        .flat_map_iter(|attribute| {
            rules_of(attribute).into_iter().filter_map(|keys| {
                let keys_of = |record: RecordId| {
                    let values = attribute.values_of(record).iter();
                    values.flat_map(|value| keys.of(*value)).copied()
                };
                let of_right: Vec<u64> = keys_of(right).collect();
                let mut shared: Vec<(u64, usize)> = keys_of(left)
                    .filter(|key| of_right.contains(key))
                    .map(|key| (key, 0))
                    .collect();
                shared.sort_unstable();
                shared.dedup();
                if shared.is_empty() {
                    return None;
                }
                for record in records.ids() {
                    for (key, count) in &mut shared {
                        *count += usize::from(keys_of(record).any(|own| own == *key));
                    }
                }
                let records = shared.iter().map(|(_, count)| *count).min()?;
                Some(SharedKey {
                    rule: keys.rule.name.clone(),
                    records,
                    stands_alone: keys.rule.stands_alone,
                })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Attribute, TextValue, Values};
    use crate::record::{AttributeKind, Facet, ValueId};

    fn attribute(name: &str, kind: AttributeKind, width: usize, slots: &[u32]) -> Attribute {
        let text = |value: u32| TextValue {
            written: format!("v{value}").into(),
            canonical: format!("v{value}").into(),
        };
        Attribute {
            name: name.to_owned(),
            kind,
            facet: Facet::Open,
            width,
            slots: slots.iter().copied().map(ValueId).collect(),
            values: Values::Texts((0..9).map(text).collect()),
        }
    }

    #[test]
    fn the_rarest_shared_key_counts_and_a_missing_value_shares_none() {
        let records = Records {
            origins: vec![crate::normalise::Origin { source: 0, row: 0 }; 4],
            keys: vec!["".into(); 4],
            fingerprints: vec![0; 4],
            attributes: vec![
                attribute("code", AttributeKind::Code, 2, &[1, 2, 1, 2, 1, 0, 1, 0]),
                attribute("ward", AttributeKind::Category, 1, &[3, 3, 4, 3]),
                attribute("gone", AttributeKind::Code, 1, &[0, 0, 5, 5]),
            ],
            flags: Vec::new(),
            country: None,
        };
        let shared = shared_keys(&records, RecordId(0), RecordId(1));
        let found: Vec<(&str, usize, bool)> = shared
            .iter()
            .map(|key| (key.rule.as_str(), key.records, key.stands_alone))
            .collect();
        assert_eq!(found, [("code: whole", 2, true), ("ward: whole", 3, false)]);
        assert_eq!(shared_keys(&records, RecordId(0), RecordId(2)).len(), 1);
    }
}
