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

/// Draws `count` pairs out of all pairs of `records` records, each pair as likely as any other.
///
/// Where fewer pairs exist, each comes once. The draw depends on the canonical order of the records alone.
pub fn random_pairs(records: usize, count: usize) -> Vec<CandidatePair> {
    let records = records as u64;
    let possible = records * records.saturating_sub(1) / 2;
    let pair = |left: u64, right: u64| {
        let id = |number: u64| RecordId(u32::try_from(number).expect("fewer than 2^32 records"));
        CandidatePair::new(id(left), id(right))
    };
    if possible <= count as u64 {
        return (0..records)
            .flat_map(|left| (left + 1..records).filter_map(move |right| pair(left, right)))
            .collect();
    }
    let below = |number: u64| ((u128::from(spread(number)) * u128::from(records)) >> 64) as u64;
    (0..)
        .map(|draw| (below(2 * draw), below(2 * draw + 1)))
        .filter_map(|(left, right)| pair(left, right))
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_inputs_give_every_pair_once() {
        let pairs = random_pairs(4, 100);
        assert_eq!(pairs.len(), 6);
        assert!(pairs.windows(2).all(|two| two[0] < two[1]));
    }

    #[test]
    fn records_are_drawn_evenly() {
        let mut seen = vec![0u32; 100];
        for pair in random_pairs(100, 4_000) {
            seen[pair.left.index()] += 1;
            seen[pair.right.index()] += 1;
        }
        assert!(
            seen.iter().all(|count| (40..=120).contains(count)),
            "{seen:?}"
        );
    }
}
