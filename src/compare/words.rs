//! Bags of words: which words of two values are the same word, and how much that says.

use rustc_hash::FxHashMap;

use super::similarity::{edits_allowed, edits_within, letter_mask};
use crate::normalise::name::{Alike, alike};
use crate::normalise::name::{contrasts, has_contrast, has_nickname, nickname_of, token_key};

/// The longest bag that is kept; the words behind it take no part in comparing.
const LONGEST_BAG: usize = 24;

/// The longest glued form that is compared.
const GLUED_LENGTH: usize = 64;

/// All distinct words of one attribute, and the bag of words of each value, with what comparing them needs.
#[derive(Debug, Default)]
pub struct Words {
    ids: FxHashMap<Box<str>, u32>,
    text: Vec<Box<str>>,
    mask: Vec<u64>,
    key: Vec<u32>,
    keys: FxHashMap<Box<str>, u32>,
    is_number: Vec<bool>,
    records: Vec<u32>,
    bits: Vec<f32>,
    has_nickname: Vec<bool>,
    has_contrast: Vec<bool>,
    /// The bags of all values, one behind the other.
    bags: Vec<u32>,
    bag_ends: Vec<u32>,
}

impl Words {
    /// Adds the bag of the next value, which `records` records hold.
    pub fn push_bag<'a>(&mut self, words: impl Iterator<Item = &'a str>, records: u32) {
        for word in words.take(LONGEST_BAG) {
            let word = self.intern(word);
            self.records[word as usize] += records;
            self.bags.push(word);
        }
        let end = u32::try_from(self.bags.len()).expect("fewer than 2^32 words");
        self.bag_ends.push(end);
    }

    /// The bag of a value, by its index.
    pub fn bag(&self, value: usize) -> &[u32] {
        let start = value
            .checked_sub(1)
            .map_or(0, |before| self.bag_ends[before]);
        &self.bags[start as usize..self.bag_ends[value] as usize]
    }

    /// The id of a word, made on first sight.
    fn intern(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.text.len()).expect("fewer than 2^32 distinct words");
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let next_key = u32::try_from(self.keys.len()).expect("fewer than 2^32 distinct keys");
        let key_text = if is_number {
            word.to_owned()
        } else {
            token_key(word)
        };
        self.key
            .push(*self.keys.entry(key_text.into()).or_insert(next_key));
        self.ids.insert(word.into(), id);
        self.mask.push(letter_mask(word.as_bytes()));
        self.is_number.push(is_number);
        self.has_nickname.push(has_nickname(word));
        self.has_contrast.push(has_contrast(word));
        self.text.push(word.into());
        self.records.push(0);
        id
    }

    /// Turns the counts into bits, out of `records` records with a value.
    pub fn weigh(&mut self, records: u32) {
        let all = f64::from(records.max(1));
        self.bits = self
            .records
            .iter()
            .map(|count| (all / f64::from((*count).max(1))).log2().max(0.05) as f32)
            .collect();
    }

    /// How rare a word is, in bits.
    pub fn bits(&self, word: u32) -> f32 {
        self.bits[word as usize]
    }

    /// The sum of the bits of a bag.
    pub fn total_bits(&self, bag: &[u32]) -> f32 {
        bag.iter().map(|word| self.bits(*word)).sum()
    }

    /// Pairs up the words of two bags, surest first.
    pub fn match_bags(&self, left: &[u32], right: &[u32]) -> BagMatch {
        const TIES: [Tie; 5] = [Tie::Same, Tie::Contrast, Tie::Key, Tie::Near, Tie::Initial];
        self.match_by(&TIES, left, right, &mut |_, _, _| {})
    }

    /// Pairs up the words of two bags by some ties, in their order, and shows every pair to `watch`.
    ///
    /// Words that are one only without their blanks make no pair of words and are not shown.
    pub(super) fn match_by(
        &self,
        ties: &[Tie],
        left: &[u32],
        right: &[u32],
        watch: &mut impl FnMut(Tie, &str, &str),
    ) -> BagMatch {
        let mut found = BagMatch {
            left_open: first_bits(left.len()),
            right_open: first_bits(right.len()),
            ..BagMatch::default()
        };
        for tie in ties {
            if !found.is_open() {
                return found;
            }
            self.pair_up(*tie, left, right, &mut found, watch);
        }
        if found.is_open() && found.left_open.count_ones() + found.right_open.count_ones() > 2 {
            self.pair_glued(left, right, &mut found);
        }
        found
    }

    fn pair_up(
        &self,
        tie: Tie,
        left: &[u32],
        right: &[u32],
        found: &mut BagMatch,
        watch: &mut impl FnMut(Tie, &str, &str),
    ) {
        for (i, &l) in left.iter().enumerate() {
            if found.left_open >> i & 1 == 0 {
                continue;
            }
            for (j, &r) in right.iter().enumerate() {
                if found.right_open >> j & 1 == 0 || !self.holds(tie, l, r) {
                    continue;
                }
                found.left_open &= !(1 << i);
                found.right_open &= !(1 << j);
                found.take(tie, self.bits(l).min(self.bits(r)));
                watch(tie, self.word(l), self.word(r));
                break;
            }
        }
    }

    fn holds(&self, tie: Tie, left: u32, right: u32) -> bool {
        match tie {
            Tie::Same => left == right,
            Tie::Contrast => {
                self.has_contrast[left as usize]
                    && self.has_contrast[right as usize]
                    && contrasts(self.word(left), self.word(right))
            }
            Tie::Key => self.key[left as usize] == self.key[right as usize],
            Tie::Near => self.is_near(left, right) || self.is_nickname(left, right),
            Tie::Alike => is_alike(self.word(left), self.word(right)),
            Tie::Initial => self.is_initial_of(left, right),
        }
    }

    /// Compares what is left over with the blanks taken out: `sri wahyuni` and `sriwahyuni`.
    fn pair_glued(&self, left: &[u32], right: &[u32], found: &mut BagMatch) {
        let mut buffers = ([0u8; GLUED_LENGTH], [0u8; GLUED_LENGTH]);
        let (Some(l), Some(r)) = (
            self.glue(left, found.left_open, &mut buffers.0),
            self.glue(right, found.right_open, &mut buffers.1),
        ) else {
            return;
        };
        let (l, r) = (&buffers.0[..l], &buffers.1[..r]);
        let most = edits_allowed(l.len(), r.len()).min(1);
        if l.len().min(r.len()) >= 5 && edits_within(l, r, most).is_some() {
            let bits = self
                .open_bits(left, found.left_open)
                .min(self.open_bits(right, found.right_open));
            found.left_open = 0;
            found.right_open = 0;
            found.take(if l == r { Tie::Key } else { Tie::Near }, bits);
        }
    }

    fn glue(&self, bag: &[u32], open: u32, buffer: &mut [u8; GLUED_LENGTH]) -> Option<usize> {
        let mut length = 0;
        for (i, &word) in bag.iter().enumerate() {
            if open >> i & 1 == 1 {
                let text = &self.text[word as usize];
                buffer
                    .get_mut(length..length + text.len())?
                    .copy_from_slice(text.as_bytes());
                length += text.len();
            }
        }
        Some(length)
    }

    /// The bits of the words of a bag that are still without a partner.
    pub fn open_bits(&self, bag: &[u32], open: u32) -> f32 {
        bag.iter()
            .enumerate()
            .filter(|(i, _)| open >> i & 1 == 1)
            .map(|(_, word)| self.bits(*word))
            .sum()
    }

    fn word(&self, word: u32) -> &str {
        &self.text[word as usize]
    }

    fn is_near(&self, left: u32, right: u32) -> bool {
        let (l, r) = (left as usize, right as usize);
        let (left, right) = (self.text[l].as_bytes(), self.text[r].as_bytes());
        let most = edits_allowed(left.len(), right.len());
        most > 0
            && !self.is_number[l]
            && !self.is_number[r]
            && left.len().abs_diff(right.len()) <= most
            && (self.mask[l] ^ self.mask[r]).count_ones() as usize <= 2 * most
            && edits_within(left, right, most).is_some()
    }

    fn is_nickname(&self, left: u32, right: u32) -> bool {
        self.has_nickname[left as usize]
            && self.has_nickname[right as usize]
            && nickname_of(self.word(left), self.word(right))
    }

    fn is_initial_of(&self, left: u32, right: u32) -> bool {
        let (left, right) = (
            self.text[left as usize].as_bytes(),
            self.text[right as usize].as_bytes(),
        );
        left.len().min(right.len()) == 1 && left[0] == right[0] && left[0].is_ascii_lowercase()
    }
}

/// How two words are tied together, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    Same,
    /// Alike, and for that reason another: Putra and Putri, Dwi and Tri.
    Contrast,
    Key,
    Near,
    /// Alike by sound or by list without being near; too dear for comparing many pairs.
    Alike,
    Initial,
}

fn is_alike(left: &str, right: &str) -> bool {
    left.len().min(right.len()) > 1 && alike(left, right, false) != Alike::Other
}

fn first_bits(count: usize) -> u32 {
    (1 << count) - 1
}

/// Which words of two bags found a partner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BagMatch {
    /// One bit per word of the left bag that is without a partner.
    pub left_open: u32,
    /// One bit per word of the right bag that is without a partner.
    pub right_open: u32,
    /// How much the partners say together, in bits.
    pub bits: f32,
    /// Partners that differ by an edit or a nickname.
    pub near: u8,
    /// Partners of which one is only an initial.
    pub initials: u8,
    /// Words that look alike and name different people: Putra and Putri, Dwi and Tri.
    pub contrasts: u8,
}

impl BagMatch {
    /// Whether both sides still have words without a partner.
    pub fn is_open(&self) -> bool {
        self.left_open != 0 && self.right_open != 0
    }

    fn take(&mut self, tie: Tie, bits: f32) {
        match tie {
            Tie::Same => self.bits += bits,
            Tie::Contrast => self.contrasts += 1,
            Tie::Key => self.bits += 0.9 * bits,
            Tie::Near | Tie::Alike => {
                self.bits += 0.7 * bits;
                self.near += 1;
            }
            Tie::Initial => {
                self.bits += bits.min(2.0);
                self.initials += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(left: &[&str], right: &[&str]) -> BagMatch {
        let mut words = Words::default();
        words.push_bag(left.iter().copied(), 1);
        words.push_bag(right.iter().copied(), 1);
        words.weigh(1024);
        words.match_bags(words.bag(0), words.bag(1))
    }

    #[test]
    fn order_does_not_matter() {
        let found = matched(&["budi", "santoso"], &["santoso", "budi"]);
        assert_eq!((found.left_open, found.right_open, found.near), (0, 0, 0));
    }

    #[test]
    fn a_typing_error_finds_its_partner() {
        let found = matched(&["hayatul", "fahlepie"], &["hahatul", "fahlepie"]);
        assert_eq!((found.left_open, found.right_open, found.near), (0, 0, 1));
    }

    #[test]
    fn glued_words_find_their_partner() {
        let found = matched(&["muksinburhan"], &["muksin", "burhan"]);
        assert_eq!((found.left_open, found.right_open), (0, 0));
    }

    #[test]
    fn one_letter_that_changes_the_sex_is_a_contrast_and_no_partner() {
        let found = matched(&["putra"], &["putri"]);
        assert_eq!((found.contrasts, found.near), (1, 0));
    }

    #[test]
    fn numbers_are_never_near() {
        let found = matched(&["1234567"], &["1234568"]);
        assert!(found.is_open());
    }
}
