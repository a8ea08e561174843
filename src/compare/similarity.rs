//! String similarity: pure functions over bytes.

use rapidfuzz::distance::{jaro_winkler, osa};

/// Counts the edits (insert, delete, replace, swap neighbours) between two words, up to `most`.
///
/// `None` when there are more.
///
/// # Source
///
/// Optimal string alignment distance, Damerau (1964).
pub fn edits_within(left: &[u8], right: &[u8], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    if most == 1 {
        return one_edit(left, right);
    }
    osa::distance_with_args(
        left.iter().copied(),
        right.iter().copied(),
        &osa::Args::default().score_cutoff(most),
    )
}

/// The commonest question needs no matrix: what is left between the common start and the common end tells.
fn one_edit(left: &[u8], right: &[u8]) -> Option<usize> {
    let start = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left, right) = (&left[start..], &right[start..]);
    let ends = left.iter().rev().zip(right.iter().rev());
    let end = ends.take_while(|(l, r)| l == r).count();
    match (&left[..left.len() - end], &right[..right.len() - end]) {
        ([], []) => Some(0),
        ([_] | [], [_] | []) => Some(1),
        ([a, b], [c, d]) if a == d && b == c => Some(1),
        _ => None,
    }
}

/// How alike two short texts are by common letters and common start, 0 to 1; 0 below `least`.
///
/// # Source
///
/// Winkler, "String Comparator Metrics" (1990).
pub fn jaro_winkler_above(left: &[u8], right: &[u8], least: f64) -> f64 {
    jaro_winkler::similarity_with_args(
        left.iter().copied(),
        right.iter().copied(),
        &jaro_winkler::Args::default().score_cutoff(least),
    )
    .unwrap_or(0.0)
}

/// How many edits two words of these lengths may differ by and still be one word misspelt.
pub fn edits_allowed(left: usize, right: usize) -> usize {
    match left.min(right) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The set of letters and digits of a word, a bit each and for two digits; words within `n` edits differ in at most `2n`
/// bits.
pub fn letter_mask(word: &[u8]) -> u32 {
    word.iter().fold(0, |mask, byte| {
        mask | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => 1 << (26 + (byte - b'0') / 2),
            _ => 1 << 31,
        }
    })
}

/// What can be seen of a text without reading it: most texts that are not alike differ here already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// One bit for each letter and digit that occurs, one for all else.
    letters: u64,
    /// How many bytes it has.
    pub length: u32,
    start: [u8; 4],
}

impl Look {
    /// Looks at a text.
    pub fn of(text: &[u8]) -> Self {
        let mut start = [0; 4];
        for (into, byte) in start.iter_mut().zip(text) {
            *into = *byte;
        }
        let letters = text.iter().fold(0, |letters, byte| {
            letters
                | match byte {
                    b'a'..=b'z' => 1 << (byte - b'a'),
                    b'0'..=b'9' => 1 << (26 + byte - b'0'),
                    _ => 1 << 36,
                }
        });
        Self {
            letters,
            length: u32::try_from(text.len()).unwrap_or(u32::MAX),
            start,
        }
    }

    /// Whether two texts may be alike by at least `least` of [`jaro_winkler_above`]; never false where they are.
    pub fn may_be_alike(&self, other: &Self, least: f64) -> bool {
        // A letter that only one side has finds no partner on the other.
        let partners = |one: &Self, other: &Self| {
            one.length
                .saturating_sub((one.letters & !other.letters).count_ones())
        };
        let partners = f64::from(partners(self, other).min(partners(other, self)));
        if partners == 0.0 {
            return least <= 0.0;
        }
        let (left, right) = (f64::from(self.length), f64::from(other.length));
        let alike = (partners / left + partners / right + 1.0) / 3.0;
        let starts = self.start.iter().zip(other.start);
        let start = starts.take_while(|(l, r)| **l == *r).count() as f64;
        // Nothing is rounded away that might have been enough.
        alike + 0.1 * start * (1.0 - alike).max(0.0) >= least - 1e-9
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(edits_within(b"sukarno", b"sukanro", 2), Some(1));
        assert_eq!(edits_within(b"sukarno", b"widodo", 2), None);
    }

    proptest! {
        #[test]
        fn edits_agree_with_the_reference(left in "[a-d]{0,12}", right in "[a-d]{0,12}") {
            let reference = strsim::osa_distance(&left, &right);
            prop_assert_eq!(edits_within(left.as_bytes(), right.as_bytes(), 64), Some(reference));
        }

        #[test]
        fn one_edit_agrees_with_the_reference(left in "[ab]{0,6}", right in "[ab]{0,6}") {
            let reference = strsim::osa_distance(&left, &right);
            prop_assert_eq!(edits_within(left.as_bytes(), right.as_bytes(), 1), (reference <= 1).then_some(reference));
        }

        #[test]
        fn jaro_winkler_agrees_with_the_reference(left in "[a-d]{1,12}", right in "[a-d]{1,12}") {
            let reference = strsim::jaro_winkler(&left, &right);
            let ours = jaro_winkler_above(left.as_bytes(), right.as_bytes(), 0.0);
            prop_assert!((ours - reference).abs() < 1e-9);
        }

        #[test]
        fn texts_that_are_alike_may_be_alike_by_their_look(left in "[a-d0-2 ]{1,12}", right in "[a-d0-2 ]{1,12}") {
            let (left, right) = (left.as_bytes(), right.as_bytes());
            let alike = jaro_winkler_above(left, right, 0.0);
            prop_assert!(Look::of(left).may_be_alike(&Look::of(right), alike));
        }

        #[test]
        fn words_within_n_edits_differ_in_at_most_2n_mask_bits(left in "[a-z0-9]{1,12}", right in "[a-z0-9]{1,12}") {
            let edits = strsim::osa_distance(&left, &right);
            let bits = (letter_mask(left.as_bytes()) ^ letter_mask(right.as_bytes())).count_ones() as usize;
            prop_assert!(bits <= 2 * edits);
        }
    }
}
