//! Records that are equal in all attributes.

use super::group::group;
use super::key::mix;
use crate::normalise::Records;
use crate::record::RecordId;

/// Of records that are equal in all attributes so many take part like others; further ones are compared with the first
/// alone, so that a row that is exported a thousand times hides nobody.
pub(super) const ORDINARY_COPIES: usize = 8;

/// Records that are equal in all attributes.
pub(super) struct Alike {
    /// The record that each stands for: itself, or the first that it repeats too often.
    pub(super) originals: Vec<u32>,
    /// The members of each set of equal records, two at least.
    pub(super) equal: Vec<Vec<u32>>,
}

impl Alike {
    pub(super) fn new(records: &Records) -> Self {
        let values = |record: u32| {
            let attributes = records.attributes.iter();
            attributes.flat_map(move |attribute| attribute.values_of(RecordId(record)))
        };
        let count = u32::try_from(records.len()).expect("fewer than 2^32 records");
        let groups = group(records.len(), records.len(), |record, keys| {
            let all = values(record);
            keys.push(all.fold(0, |key, value| {
                mix(key ^ u64::from(value.0)).wrapping_add(1)
            }));
        });
        let mut alike = Self {
            originals: (0..count).collect(),
            equal: Vec::new(),
        };
        for block in groups.blocks() {
            // Few keys are alike by chance.
            let first = block.members[0];
            let is_equal = |other: &&u32| values(first).eq(values(**other));
            let equal: Vec<u32> = block.members.iter().filter(is_equal).copied().collect();
            for copy in equal.iter().skip(ORDINARY_COPIES) {
                alike.originals[*copy as usize] = first;
            }
            if equal.len() > 1 {
                alike.equal.push(equal);
            }
        }
        alike
    }
}
