//! Stable ids: made from what the first record of a cluster says, so that the same inputs give the same ids.

use compact_str::{CompactString, format_compact};
use rustc_hash::FxHashMap;

use crate::attribute::{Customers, Role};
use crate::cluster::Clusters;
use crate::normalise::Records;
use crate::record::RecordId;
use crate::score::sample::spread;

/// Crockford's base 32: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The places of an id: 60 bits.
const PLACES: u32 = 12;

/// What is left over of a hash.
const UNUSED_BITS: u32 = u64::BITS - 5 * PLACES;

/// The ids of a run, without the letter in front; twelve places take no memory of their own.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// Of persons.
    pub persons: Vec<CompactString>,
    /// Of customers.
    pub customers: Vec<CompactString>,
    /// Of households.
    pub households: Vec<CompactString>,
}

impl Ids {
    /// Makes the ids: of a person by its first record, of a customer by the first record that names it, of a household by
    /// its first customer.
    pub fn new(records: &Records, persons: &Clusters, customers: &Customers) -> Self {
        let first_own = |members: &Vec<RecordId>| {
            let is_own = |record: &&RecordId| customers.roles[record.index()] == Role::Own;
            *members.iter().find(is_own).unwrap_or(&members[0])
        };
        let (of_customers, of_persons) = rayon::join(
            || unique(records, customers.members.iter().map(first_own)),
            || unique(records, persons.members.iter().map(|members| members[0])),
        );
        let mut of_households = vec![CompactString::default(); customers.households()];
        for (household, id) in customers.household.iter().zip(&of_customers) {
            let known = &mut of_households[*household as usize];
            if known.is_empty() {
                known.clone_from(id);
            }
        }
        Self {
            persons: of_persons,
            customers: of_customers,
            households: of_households,
        }
    }
}

/// Ids that are unique within the run.
///
/// Should two records say the same, the later one gets a number behind its id.
fn unique(records: &Records, firsts: impl Iterator<Item = RecordId>) -> Vec<CompactString> {
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    firsts
        .map(|first| {
            let hash = spread(records.fingerprints[first.index()]) >> UNUSED_BITS;
            let times = seen.entry(hash).or_default();
            *times += 1;
            if *times == 1 {
                write(hash)
            } else {
                format_compact!("{}-{times}", write(hash))
            }
        })
        .collect()
}

/// Writes the places of a hash of 60 bits, the highest first.
fn write(hash: u64) -> CompactString {
    (0..PLACES)
        .rev()
        .map(|place| char::from(ALPHABET[(hash >> (5 * place)) as usize & 31]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_length_and_differ() {
        let ids: Vec<CompactString> = (0..1000)
            .map(|number| write(spread(number) >> UNUSED_BITS))
            .collect();
        assert!(ids.iter().all(|id| id.len() == PLACES as usize));
        assert_eq!(
            ids.iter().collect::<std::collections::BTreeSet<_>>().len(),
            1000
        );
    }
}
