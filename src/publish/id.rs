//! Stable ids: made from what the first record of a cluster says, so that the same inputs give the same ids.

use rustc_hash::FxHashMap;

use crate::cluster::Clusters;
use crate::normalise::Records;
use crate::score::sample::spread;

/// Crockford's base 32: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The places of an id: 60 bits.
const PLACES: u32 = 12;

/// The ids of all clusters, unique within the run.
///
/// Should two clusters start with equal records, the later one gets a number behind its id.
pub fn ids(records: &Records, clusters: &Clusters) -> Vec<String> {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    clusters
        .members
        .iter()
        .map(|members| {
            let id = write(spread(records.fingerprints[members[0].index()]));
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
