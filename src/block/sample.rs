//! Likely matches among sampled records: what the worth of a rule is estimated on.

use rayon::prelude::*;

use super::group::Groups;
use super::key::{Rule, mix};

/// Blocks of more members tell nothing about single pairs and are not sampled.
pub(super) const LARGEST_SAMPLED: usize = 64;

/// About so many agreements are sampled.
const AGREEMENTS: u64 = 500_000;

/// Between so few and so many records are drawn.
const RECORDS: (u64, u64) = (500, 8_000);

/// Of so many records the pairs are looked up that splitting common keys brings.
const MOST_SPLIT: usize = 2_000;

/// Block sizes are told apart by powers of two; see [`size_class`].
pub(super) const CLASSES: usize = 18;

/// A personal attribute counts as one from this share of the records on.
const LEAST_FILLED: f64 = 0.2;

/// The class of a block of `size` members, 2 or more: 1 for 2, 2 up to 4, 3 up to 8.
pub(super) fn size_class(size: usize) -> usize {
    (size.max(2) - 1).ilog2() as usize + 1
}

/// The largest size of a class.
pub(super) fn largest_of(class: usize) -> usize {
    1 << class
}

/// Sampled pairs with the rules that bring them together.
pub(super) struct Sample {
    /// The sampled records.
    pub(super) records: Vec<u32>,
    /// Per pair its sampled record and the other.
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) is_likely: Vec<bool>,
    /// Per pair its agreements: rule and class of the block.
    pub(super) agreements: Vec<(u16, u16)>,
    offsets: Vec<u32>,
    /// The place of each record among the sampled ones.
    pub(super) places: Vec<u16>,
}

/// The agreement of a pair as one number: place of the sampled record, partner, and what is to be known of the block.
fn pack(place: u16, partner: u32, tag: u16) -> u64 {
    (u64::from(place) << 48) | (u64::from(partner) << 16) | u64::from(tag)
}

impl Sample {
    /// Draws records and collects all pairs that share a block with them; `pairs` is the number of pairs in all blocks
    /// that may be sampled.
    pub(super) fn draw(records: usize, rules: &[Rule], groups: &[Groups], pairs: u64) -> Self {
        let count = records as u64;
        let wanted = (AGREEMENTS * count / (2 * pairs).max(1)).clamp(RECORDS.0, RECORDS.1);
        let one_in = count.div_ceil(wanted);
        let drawn: Vec<u32> = (0..count)
            .filter(|record| mix(record + 1).is_multiple_of(one_in))
            .map(|record| u32::try_from(record).expect("fewer than 2^32 records"))
            .take(usize::from(u16::MAX) - 1)
            .collect();
        let mut places = vec![u16::MAX; records];
        for (place, record) in drawn.iter().enumerate() {
            places[*record as usize] = u16::try_from(place).expect("no more records are drawn");
        }
        let mut found: Vec<u64> = groups
            .par_iter()
            .enumerate()
            .flat_map_iter(|(rule, groups)| {
                let tag = |size| (rule << 4 | size_class(size)) as u16;
                agreements(groups, &places, tag)
            })
            .collect();
        found.par_sort_unstable();
        let mut sample = Self {
            records: drawn,
            pairs: Vec::new(),
            is_likely: Vec::new(),
            agreements: Vec::with_capacity(found.len()),
            offsets: vec![0],
            places,
        };
        for pair in found.chunk_by(|left, right| left >> 16 == right >> 16) {
            let record = sample.records[(pair[0] >> 48) as usize];
            sample.pairs.push((record, (pair[0] >> 16) as u32));
            let unpacked =
                |agreement: &u64| ((agreement >> 4 & 0xfff) as u16, (agreement & 0xf) as u16);
            sample.agreements.extend(pair.iter().map(unpacked));
            sample
                .offsets
                .push(u32::try_from(sample.agreements.len()).expect("a small sample"));
        }
        let likeness = Likeness::new(records, rules, groups);
        sample.is_likely = (0..sample.pairs.len())
            .map(|pair| likeness.is_likely(sample.of(pair), None))
            .collect();
        sample
    }

    /// The agreements of one pair.
    pub(super) fn of(&self, pair: usize) -> &[(u16, u16)] {
        &self.agreements[self.offsets[pair] as usize..self.offsets[pair + 1] as usize]
    }

    /// How many new pairs the blocks of each size bring, about; a pair in several counts for the smallest. New are those for
    /// which `is_known` does not hold.
    ///
    /// Only blocks that may be sampled count.
    pub(super) fn new_pairs(
        &self,
        groups: &[Groups],
        is_known: impl Fn(&[(u16, u16)]) -> bool,
    ) -> Vec<u64> {
        let drawn = self.records.len().min(MOST_SPLIT);
        let mut places = self.places.clone();
        for record in &self.records[drawn..] {
            places[*record as usize] = u16::MAX;
        }
        let mut found: Vec<u64> = groups
            .iter()
            .flat_map(|groups| agreements(groups, &places, |size| size as u16))
            .collect();
        found.par_sort_unstable();
        let mut by_size = vec![0u64; LARGEST_SAMPLED + 1];
        for pair in found.chunk_by(|left, right| left >> 16 == right >> 16) {
            let record = self.records[(pair[0] >> 48) as usize];
            let known = self.pairs.binary_search(&(record, (pair[0] >> 16) as u32));
            if !known.is_ok_and(|pair| is_known(self.of(pair))) {
                by_size[(pair[0] & 0xffff) as usize] += 1;
            }
        }
        // Each pair may be met from both of its records.
        let scale = self.places.len() as f64 / (2 * drawn.max(1)) as f64;
        for pairs in &mut by_size {
            *pairs = (*pairs as f64 * scale) as u64;
        }
        by_size
    }

    /// How many pairs are likely matches.
    pub(super) fn likely(&self) -> usize {
        self.is_likely.iter().filter(|likely| **likely).count()
    }
}

fn agreements(groups: &Groups, places: &[u16], tag: impl Fn(usize) -> u16 + Sync) -> Vec<u64> {
    let parts = groups.by_part(|blocks| {
        let mut found = Vec::new();
        for block in blocks.filter(|block| block.members.len() <= LARGEST_SAMPLED) {
            let tag = tag(block.members.len());
            for member in block.members {
                let place = places[*member as usize];
                if place != u16::MAX {
                    let others = block.members.iter().filter(|other| *other != member);
                    found.extend(others.map(|other| pack(place, *other, tag)));
                }
            }
        }
        found
    });
    parts.concat()
}

/// What makes a pair a likely match: agreement of two attributes, one of them personal where there is one, that is rarer
/// than chance would have it.
pub(super) struct Likeness<'a> {
    rules: &'a [Rule],
    /// log2 of the records.
    bits: f64,
    needs_personal: bool,
}

impl<'a> Likeness<'a> {
    pub(super) fn new(records: usize, rules: &'a [Rule], groups: &[Groups]) -> Self {
        let filled = |groups: &Groups| groups.records as f64 >= LEAST_FILLED * records as f64;
        Self {
            rules,
            bits: (records as f64).log2(),
            needs_personal: rules
                .iter()
                .zip(groups)
                .any(|(rule, groups)| rule.is_personal && filled(groups)),
        }
    }

    /// Whether the agreements speak for a match, those of the attribute `without` left aside.
    pub(super) fn is_likely(&self, agreements: &[(u16, u16)], without: Option<usize>) -> bool {
        let (mut attributes, mut bits, mut is_personal) = (0, 0.0, !self.needs_personal);
        let (mut last, mut best) = (usize::MAX, 0.0);
        // Rules of one attribute stand together, and so do the agreements, which are sorted by rule.
        for (rule, class) in agreements {
            let rule = &self.rules[usize::from(*rule)];
            if without == Some(rule.attribute) {
                continue;
            }
            if rule.attribute != last {
                attributes += 1;
                bits += best;
                (last, best) = (rule.attribute, 0.0);
            }
            best = f64::max(best, self.bits - f64::from(*class));
            is_personal |= rule.is_personal;
        }
        attributes >= 2 && is_personal && bits + best >= self.bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fall_into_classes_by_powers_of_two() {
        for (size, class) in [(2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (64, 6)] {
            assert_eq!(size_class(size), class, "{size}");
            assert!(size <= largest_of(class) && size > largest_of(class) / 2);
        }
    }

    #[test]
    fn agreements_of_one_attribute_alone_are_no_likely_match() {
        let of = |attributes: [usize; 2]| attributes.map(Rule::whole);
        let (same, different) = (of([0, 0]), of([0, 1]));
        let likeness = |rules| Likeness {
            rules,
            bits: 10.0,
            needs_personal: false,
        };
        assert!(!likeness(&same).is_likely(&[(0, 1), (1, 1)], None));
        let likeness = likeness(&different);
        assert!(likeness.is_likely(&[(0, 1), (1, 1)], None));
        assert!(!likeness.is_likely(&[(0, 1), (1, 1)], Some(1)));
        // Two agreements that chance brings as well.
        assert!(!likeness.is_likely(&[(0, 6), (1, 6)], None));
    }
}
