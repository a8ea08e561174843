//! Finds the known words that are one slip of the finger away from a written one.

use rustc_hash::{FxHashMap, FxHashSet};

/// Known words, reachable through every form that lacks one of their letters.
///
/// Two words that share such a form differ by one letter left out, added, replaced or swapped with its neighbour; a
/// lookup costs about one hash per letter and never walks the list. Words are ASCII.
#[derive(Default)]
pub(crate) struct NearIndex {
    words: Vec<(&'static str, u32)>,
    by_form: FxHashMap<Box<[u8]>, Vec<u32>>,
}

impl NearIndex {
    /// Adds one known word with the value it stands for.
    pub(crate) fn insert(&mut self, word: &'static str, value: u32) {
        let Ok(index) = u32::try_from(self.words.len()) else {
            return;
        };
        self.words.push((word, value));
        let forms: FxHashSet<Box<[u8]>> = (0..=word.len())
            .map(|skip| without(word.as_bytes(), skip).into_boxed_slice())
            .collect();
        for form in forms {
            self.by_form.entry(form).or_default().push(index);
        }
    }

    /// Returns the value all known words within one slip of `written` agree on, if there is one.
    ///
    /// `accept` sees each known word and may reject it, for example for being too short.
    pub(crate) fn only(&self, written: &str, accept: impl Fn(&str) -> bool) -> Option<u32> {
        let mut found: Option<u32> = None;
        for skip in 0..=written.len() {
            let form = without(written.as_bytes(), skip);
            for &index in self.by_form.get(form.as_slice()).into_iter().flatten() {
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

/// The word without its byte at `skip`; the whole word when `skip` lies behind it.
fn without(word: &[u8], skip: usize) -> Vec<u8> {
    word.iter()
        .enumerate()
        .filter(|(at, _)| *at != skip)
        .map(|(_, byte)| *byte)
        .collect()
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
