//! Pairs to learn from, drawn by counting, never by chance.

use crate::pair::CandidatePair;
use crate::record::RecordId;

/// One step of the splitmix64 sequence: an even spread of 64-bit numbers from consecutive ones.
///
/// # Source
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
pub fn spread(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Draws `count` pairs out of all pairs of `records`, which stand in canonical order, each pair as likely as any other.
///
/// Where fewer pairs exist, each comes once. The draw depends on the canonical order of the records alone.
pub fn random_pairs(records: &[RecordId], count: usize) -> Vec<CandidatePair> {
    let pair = |left: usize, right: usize| CandidatePair::new(records[left], records[right]);
    let possible = records.len() as u64 * (records.len() as u64).saturating_sub(1) / 2;
    if possible <= count as u64 {
        return (0..records.len())
            .flat_map(|left| (left + 1..records.len()).filter_map(move |right| pair(left, right)))
            .collect();
    }
    let below = |number: u64| ((u128::from(spread(number)) * records.len() as u128) >> 64) as usize;
    (0..)
        .map(|draw| (below(2 * draw), below(2 * draw + 1)))
        .filter_map(|(left, right)| pair(left, right))
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: usize) -> Vec<RecordId> {
        RecordId::first(count).collect()
    }

    #[test]
    fn small_inputs_give_every_pair_once() {
        let pairs = random_pairs(&records(4), 100);
        assert_eq!(pairs.len(), 6);
        assert!(pairs.windows(2).all(|two| two[0] < two[1]));
    }

    #[test]
    fn records_are_drawn_evenly() {
        let mut seen = vec![0u32; 100];
        for pair in random_pairs(&records(100), 4_000) {
            seen[pair.left.index()] += 1;
            seen[pair.right.index()] += 1;
        }
        assert!(
            seen.iter().all(|count| (40..=120).contains(count)),
            "{seen:?}"
        );
    }
}
