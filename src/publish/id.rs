//! Stable ids: made from what the first record of a cluster says, so that the same inputs give the same ids.

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

/// The ids of a run, without the letter in front.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// Of persons.
    pub persons: Vec<String>,
    /// Of customers.
    pub customers: Vec<String>,
    /// Of households.
    pub households: Vec<String>,
}

impl Ids {
    /// Makes the ids: of a person by its first record, of a customer by the first record that names it, of a household by
    /// its first customer.
    pub fn new(records: &Records, persons: &Clusters, customers: &Customers) -> Self {
        let first_own = |members: &Vec<RecordId>| {
            let is_own = |record: &&RecordId| customers.roles[record.index()] == Role::Own;
            *members.iter().find(is_own).unwrap_or(&members[0])
        };
        let of_customers = unique(records, customers.members.iter().map(first_own));
        let mut of_households = vec![String::new(); customers.households()];
        for (household, id) in customers.household.iter().zip(&of_customers) {
            let known = &mut of_households[*household as usize];
            if known.is_empty() {
                known.clone_from(id);
            }
        }
        Self {
            persons: unique(records, persons.members.iter().map(|members| members[0])),
            customers: of_customers,
            households: of_households,
        }
    }
}

/// Ids that are unique within the run.
///
/// Should two records say the same, the later one gets a number behind its id.
fn unique(records: &Records, firsts: impl Iterator<Item = RecordId>) -> Vec<String> {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    firsts
        .map(|first| {
            let id = write(spread(records.fingerprints[first.index()]));
            let times = seen.entry(id.clone()).or_default();
            *times += 1;
            if *times == 1 {
                id
            } else {
                format!("{id}-{times}")
            }
        })
        .collect()
}

fn write(hash: u64) -> String {
    (0..PLACES)
        .map(|place| char::from(ALPHABET[(hash >> (59 - 5 * place)) as usize & 31]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_length_and_differ() {
        let ids: Vec<String> = (0..1000).map(|number| write(spread(number))).collect();
        assert!(ids.iter().all(|id| id.len() == PLACES as usize));
        assert_eq!(
            ids.iter().collect::<std::collections::BTreeSet<_>>().len(),
            1000
        );
    }
}
