//! Finds the known words that are one slip of the finger away from a written one.

use rustc_hash::FxHashMap;

/// Known words, reachable through every form that lacks one of their letters.
///
/// Two words that share such a form differ by one letter left out, added, replaced or swapped with its neighbour; a
/// lookup costs about one hash per letter and never walks the list. Forms are kept as hashes: every word found is
/// compared in full. Words are ASCII.
#[derive(Default)]
pub(crate) struct NearIndex {
    words: Vec<(&'static str, u32)>,
    /// The last entry of each form's chain.
    by_form: FxHashMap<u64, u32>,
    /// A word, and the entry before it in its chain.
    chains: Vec<(u32, Option<u32>)>,
}

impl NearIndex {
    /// Adds one known word with the value it stands for.
    pub(crate) fn insert(&mut self, word: &'static str, value: u32) {
        let (Ok(index), Ok(mut entry)) = (
            u32::try_from(self.words.len()),
            u32::try_from(self.chains.len()),
        ) else {
            return;
        };
        self.words.push((word, value));
        for form in forms(word.as_bytes()) {
            let before = self.by_form.insert(form, entry);
            self.chains.push((index, before));
            entry += 1;
        }
    }

    /// Returns the value all known words within one slip of `written` agree on, if there is one.
    ///
    /// `accept` sees each known word and may reject it, for example for being too short.
    pub(crate) fn only(&self, written: &str, accept: impl Fn(&str) -> bool) -> Option<u32> {
        let mut found: Option<u32> = None;
        for form in forms(written.as_bytes()) {
            let mut next = self.by_form.get(&form).copied();
            while let Some(entry) = next {
                let (index, before) = self.chains[entry as usize];
                next = before;
                let (word, value) = self.words[index as usize];
                if Some(value) != found && accept(word) && strsim::osa_distance(word, written) <= 1
                {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(value);
                }
            }
        }
        found
    }
}

/// Odd, so that every power of it is invertible; otherwise arbitrary.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hashes of the word without each of its letters in turn, and of the whole word.
fn forms(word: &[u8]) -> impl Iterator<Item = u64> {
    let step = |hash: u64, byte: u8| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
    let mut tail = word.iter().fold(0_u64, |hash, byte| step(hash, *byte));
    let whole = tail;
    let mut power = (0..word.len()).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut head = 0_u64;
    // The inverse of the base, by Newton's iteration: each round doubles the valid bits.
    let inverse = (0..6).fold(BASE, |inverse, _| {
        inverse.wrapping_mul(2_u64.wrapping_sub(BASE.wrapping_mul(inverse)))
    });
    let without_one = word.iter().map(move |byte| {
        power = power.wrapping_mul(inverse);
        tail = tail.wrapping_sub((u64::from(*byte) + 1).wrapping_mul(power));
        let form = head.wrapping_mul(power).wrapping_add(tail);
        head = step(head, *byte);
        form
    });
    without_one.chain(std::iter::once(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_found_and_two_are_not() {
        let mut index = NearIndex::default();
        index.insert("surabaya", 1);
        index.insert("semarang", 2);
        for written in ["surbaya", "surabbaya", "surqbaya", "suarbaya", "surabaya"] {
            assert_eq!(index.only(written, |_| true), Some(1), "{written}");
        }
        assert_eq!(index.only("srbaya", |_| true), None);
    }

    #[test]
    fn a_word_between_two_known_ones_is_left_open() {
        let mut index = NearIndex::default();
        index.insert("sutomo", 1);
        index.insert("sutoyo", 2);
        assert_eq!(index.only("sutoto", |_| true), None);
    }
}
