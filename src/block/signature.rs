//! Signatures of texts: the more letter groups two texts have in common, the likelier they share one.

use super::key::mix;

/// Keys of each text.
const BANDS: usize = 4;

/// Minima that make up a band.
const ROWS: usize = 2;

/// Shorter texts have too few letter groups to tell anything.
const LEAST_GROUPS: usize = 4;

/// Makes signatures, one after the other.
#[derive(Default)]
pub(super) struct Signature {
    groups: Vec<u64>,
}

impl Signature {
    /// The bands of a text: of each, two texts that share a part `j` of their letter groups have equal ones with
    /// probability `j` squared.
    ///
    /// # Source
    ///
    /// Broder, "On the resemblance and containment of documents" (1997); bands after Indyk and Motwani (1998).
    pub(super) fn bands(&mut self, words: &[String]) -> Option<[u64; BANDS]> {
        self.groups.clear();
        for word in words {
            let mut before = u64::from(b'^');
            for letter in word.chars().chain(std::iter::once('$')) {
                self.groups.push((before << 32) | u64::from(letter));
                before = u64::from(letter);
            }
        }
        self.groups.sort_unstable();
        self.groups.dedup();
        if self.groups.len() < LEAST_GROUPS {
            return None;
        }
        let mut least = [u64::MAX; BANDS * ROWS];
        for group in &self.groups {
            // One mixing gives all orders: each is another rotation times another odd number.
            let mixed = mix(*group);
            for (at, least) in least.iter_mut().enumerate() {
                let turned = mixed.rotate_left(7 * at as u32 + 1);
                *least =
                    (*least).min(turned.wrapping_mul(0x9e37_79b9_7f4a_7c15 ^ ((at as u64) << 1)));
            }
        }
        let mut bands = [0; BANDS];
        for (at, band) in bands.iter_mut().enumerate() {
            let rows = &least[at * ROWS..(at + 1) * ROWS];
            // The bands start from different numbers, so that they are never taken for each other.
            *band = rows.iter().fold(at as u64, |joined, row| mix(joined ^ row));
        }
        Some(bands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(text: &str) -> Option<[u64; BANDS]> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        Signature::default().bands(&words)
    }

    fn shared(left: &str, right: &str) -> usize {
        let (left, right) = (bands(left).expect("bands"), bands(right).expect("bands"));
        left.iter()
            .zip(right)
            .filter(|(left, right)| *left == right)
            .count()
    }

    #[test]
    fn texts_share_bands_the_likelier_the_more_letters_they_share() {
        assert_eq!(shared("grand palace hotel", "hotel palace grand"), BANDS);
        assert!(shared("grand palace hotel", "grande palace hotel") > 0);
        assert_eq!(shared("grand palace hotel", "kusuma birumoyo"), 0);
    }

    #[test]
    fn a_text_of_few_letters_has_none() {
        assert_eq!(bands("al"), None);
    }
}
