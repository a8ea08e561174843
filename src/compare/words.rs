//! Bags of words: which words of two values are the same word, and how much that says.

use rustc_hash::FxHashMap;

use super::similarity::{edits_allowed, edits_within, letter_mask};
use crate::normalise::name::{Alike, alike};
use crate::normalise::name::{
    contrasts, has_contrast, has_nickname, nickname_of, skeleton, token_key,
};

/// The longest bag that is kept; the words behind it take no part in comparing.
const LONGEST_BAG: usize = 24;

/// The shortest beginning that stands for a whole name; with fewer letters too many names begin.
const SHORTEST_CUT: u8 = 4;

/// The longest glued form that is compared.
const GLUED_LENGTH: usize = 64;

/// All distinct words of one attribute, and the bag of words of each value, with what comparing them needs.
#[derive(Debug, Default)]
pub struct Words {
    text: Vec<Box<str>>,
    /// What is known of each word, the records that hold it, and both numberings: kept until the words are weighed.
    words: Vec<Word>,
    records: Vec<u32>,
    ids: FxHashMap<Box<str>, u32>,
    keys: FxHashMap<Box<str>, u32>,
    skeletons: FxHashMap<Box<str>, u32>,
    /// The bags of all values, one behind the other.
    bags: Vec<Word>,
    bag_ends: Vec<u32>,
}

/// A word in a bag, with what comparing needs to know of it: no other place in memory is asked for most pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    id: u32,
    key: u32,
    /// Words that sound alike in some spelling share a number; 0 for those that say too little.
    skeleton: u32,
    mask: u32,
    bits: f32,
    length: u8,
    first: u8,
    is_number: bool,
    has_nickname: bool,
    has_contrast: bool,
}

impl Words {
    /// Adds the bag of the next value, which `records` records hold.
    pub fn push_bag<'a>(&mut self, words: impl Iterator<Item = &'a str>, records: u32) {
        for word in words.take(LONGEST_BAG) {
            let word = self.intern(word);
            self.records[word as usize] += records;
            self.bags.push(self.words[word as usize]);
        }
        let end = u32::try_from(self.bags.len()).expect("fewer than 2^32 words");
        self.bag_ends.push(end);
    }

    /// The bag of a value, by its index.
    pub fn bag(&self, value: usize) -> &[Word] {
        let start = value
            .checked_sub(1)
            .map_or(0, |before| self.bag_ends[before]);
        &self.bags[start as usize..self.bag_ends[value] as usize]
    }

    /// Looks at both ends of a bag without a purpose but to have it at hand.
    pub(super) fn glance(&self, value: usize) -> u32 {
        match self.bag(value) {
            [] => 0,
            [first, .., last] => first.id ^ last.id,
            [only] => only.id,
        }
    }

    /// The numbers of the words of a value, by its index; equal words have one number.
    pub fn word_ids(&self, value: usize) -> impl Iterator<Item = u32> {
        self.bag(value).iter().map(|word| word.id)
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
        let next_skeleton = u32::try_from(self.skeletons.len() + 1).expect("fewer than 2^32 words");
        let skeleton = skeleton(word).map_or(0, |text| {
            *self.skeletons.entry(text.into()).or_insert(next_skeleton)
        });
        self.words.push(Word {
            id,
            skeleton,
            mask: letter_mask(word.as_bytes()),
            key: *self.keys.entry(key_text.into()).or_insert(next_key),
            bits: 0.0,
            length: u8::try_from(word.len()).unwrap_or(u8::MAX),
            first: word.bytes().next().unwrap_or_default(),
            is_number,
            has_nickname: has_nickname(word),
            has_contrast: has_contrast(word),
        });
        self.ids.insert(word.into(), id);
        self.text.push(word.into());
        self.records.push(0);
        id
    }

    /// Turns the counts into bits, out of about `records` persons with a value; to be called once, behind the last bag.
    pub fn weigh(&mut self, records: u32) {
        let all = f64::from(records.max(1));
        let bits: Vec<f32> = self
            .records
            .iter()
            .map(|count| (all / f64::from((*count).max(1))).log2().max(0.05) as f32)
            .collect();
        for word in &mut self.bags {
            word.bits = bits[word.id as usize];
        }
        self.words = Vec::new();
        self.records = Vec::new();
        self.ids = FxHashMap::default();
        self.keys = FxHashMap::default();
        self.skeletons = FxHashMap::default();
    }

    /// The sum of the bits of a bag.
    pub fn total_bits(&self, bag: &[Word]) -> f32 {
        bag.iter().map(|word| word.bits).sum()
    }

    /// Pairs up the words of two bags, surest first.
    pub fn match_bags(&self, left: &[Word], right: &[Word]) -> BagMatch {
        self.match_unless_apart(&TIES, left, right)
    }

    /// Pairs up the words of two bags that are names, which may also sound alike, surest first.
    pub fn match_names(&self, left: &[Word], right: &[Word]) -> BagMatch {
        self.match_unless_apart(&NAME_TIES, left, right)
    }

    fn match_unless_apart(&self, ties: &[Tie], left: &[Word], right: &[Word]) -> BagMatch {
        if !may_meet(left, right, ties.contains(&Tie::Sound)) {
            return BagMatch {
                left_open: first_bits(left.len()),
                right_open: first_bits(right.len()),
                ..BagMatch::default()
            };
        }
        self.match_by(ties, left, right, &mut |_, _, _| {})
    }

    /// Pairs up the words of two bags by some ties, in their order, and shows every pair to `watch`.
    ///
    /// Words that are one only without their blanks make no pair of words and are not shown.
    pub(super) fn match_by(
        &self,
        ties: &[Tie],
        left: &[Word],
        right: &[Word],
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
        left: &[Word],
        right: &[Word],
        found: &mut BagMatch,
        watch: &mut impl FnMut(Tie, &str, &str),
    ) {
        let both = |is_so: fn(&Word) -> bool| left.iter().any(is_so) && right.iter().any(is_so);
        let pairs = Pairs { left, right };
        match tie {
            Tie::Same => pairs.each(
                found,
                |l, r| l == r,
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Contrast if both(|word| word.has_contrast) => pairs.each(
                found,
                |l, r| self.contrasts(l, r),
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Contrast => {}
            Tie::Key => pairs.each(
                found,
                |l, r| l.key == r.key,
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Near => pairs.each(
                found,
                |l, r| self.is_near(l, r) || self.is_nickname(l, r),
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Sound => pairs.each(found, sounds_like, |f, l, r| {
                self.take(tie, f, l, r, watch);
            }),
            Tie::Alike => pairs.each(
                found,
                |l, r| is_alike(self.word(l), self.word(r)),
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Short => pairs.each(
                found,
                |l, r| self.is_short_of(l, r),
                |f, l, r| self.take(tie, f, l, r, watch),
            ),
            Tie::Initial => pairs.each(found, Self::is_initial_of, |f, l, r| {
                self.take(tie, f, l, r, watch);
            }),
        }
    }

    fn take(
        &self,
        tie: Tie,
        found: &mut BagMatch,
        left: &Word,
        right: &Word,
        watch: &mut impl FnMut(Tie, &str, &str),
    ) {
        found.take(tie, left.bits.min(right.bits));
        watch(tie, self.word(left), self.word(right));
    }

    fn contrasts(&self, left: &Word, right: &Word) -> bool {
        left.has_contrast && right.has_contrast && contrasts(self.word(left), self.word(right))
    }

    /// Compares what is left over with the blanks taken out: `sri wahyuni` and `sriwahyuni`.
    fn pair_glued(&self, left: &[Word], right: &[Word], found: &mut BagMatch) {
        let (l, r) = (
            Self::glued_look(left, found.left_open),
            Self::glued_look(right, found.right_open),
        );
        // Most pairs of words end here, before a letter is read.
        if l.length.min(r.length) < 5
            || l.length.abs_diff(r.length) > 1
            || (l.mask ^ r.mask).count_ones() > 2
        {
            return;
        }
        let mut buffers = ([0u8; GLUED_LENGTH], [0u8; GLUED_LENGTH]);
        let (Some(l), Some(r)) = (
            self.glue(left, found.left_open, &mut buffers.0),
            self.glue(right, found.right_open, &mut buffers.1),
        ) else {
            return;
        };
        let (l, r) = (&buffers.0[..l], &buffers.1[..r]);
        if edits_within(l, r, 1).is_some() {
            let bits = self
                .open_bits(left, found.left_open)
                .min(self.open_bits(right, found.right_open));
            found.left_open = 0;
            found.right_open = 0;
            found.take(if l == r { Tie::Key } else { Tie::Near }, bits);
        }
    }

    /// The length and the letters of what is left over of a bag, taken together.
    fn glued_look(bag: &[Word], open: u32) -> Glued {
        let mut glued = Glued { length: 0, mask: 0 };
        for (i, word) in bag.iter().enumerate() {
            if open >> i & 1 == 1 {
                glued.length += u32::from(word.length);
                glued.mask |= word.mask;
            }
        }
        glued
    }

    fn glue(&self, bag: &[Word], open: u32, buffer: &mut [u8; GLUED_LENGTH]) -> Option<usize> {
        let mut length = 0;
        for (i, word) in bag.iter().enumerate() {
            if open >> i & 1 == 1 {
                let text = self.word(word);
                buffer
                    .get_mut(length..length + text.len())?
                    .copy_from_slice(text.as_bytes());
                length += text.len();
            }
        }
        Some(length)
    }

    /// The bits of the words of a bag that are still without a partner.
    pub fn open_bits(&self, bag: &[Word], open: u32) -> f32 {
        bag.iter()
            .enumerate()
            .filter(|(i, _)| open >> i & 1 == 1)
            .map(|(_, word)| word.bits)
            .sum()
    }

    fn word(&self, word: &Word) -> &str {
        &self.text[word.id as usize]
    }

    fn is_near(&self, l: &Word, r: &Word) -> bool {
        let most = edits_allowed(l.length as usize, r.length as usize);
        most > 0
            && l.length.abs_diff(r.length) as usize <= most
            && (l.mask ^ r.mask).count_ones() as usize <= 2 * most
            && !l.is_number
            && !r.is_number
            && edits_within(self.word(l).as_bytes(), self.word(r).as_bytes(), most).is_some()
    }

    fn is_nickname(&self, left: &Word, right: &Word) -> bool {
        left.has_nickname && right.has_nickname && nickname_of(self.word(left), self.word(right))
    }

    fn is_short_of(&self, left: &Word, right: &Word) -> bool {
        may_be_short_of(left, right) && {
            let (left, right) = (self.word(left), self.word(right));
            left.starts_with(right) || right.starts_with(left)
        }
    }

    fn is_initial_of(left: &Word, right: &Word) -> bool {
        left.length.min(right.length) == 1
            && left.first == right.first
            && left.first.is_ascii_lowercase()
    }
}

/// Whether any two words of two bags may be tied together, or all of them without their blanks: most pairs of values end here.
///
/// Only what lies in the bags is looked at. True where it does not tell.
fn may_meet(left: &[Word], right: &[Word], by_sound: bool) -> bool {
    let glued = |bag: &[Word]| {
        let mut glued = Glued { length: 0, mask: 0 };
        for word in bag {
            glued.length += u32::from(word.length);
            glued.mask |= word.mask;
        }
        glued
    };
    let (l, r) = (glued(left), glued(right));
    if left.len() + right.len() > 2
        && l.length.min(r.length) >= 5
        && l.length.abs_diff(r.length) <= 1
        && has_at_most(l.mask ^ r.mask, 2)
    {
        return true;
    }
    left.iter().any(|l| {
        let mut rights = right.iter();
        rights
            .any(|r| may_be_tied(l, r) || by_sound && (sounds_like(l, r) || may_be_short_of(l, r)))
    })
}

/// Whether two words may be tied together, by what is known of them without their letters.
fn may_be_tied(l: &Word, r: &Word) -> bool {
    let shorter = l.length.min(r.length);
    let differing = l.mask ^ r.mask;
    l.key == r.key
        || (differing == 0
            || has_at_most(
                differing,
                2 * edits_allowed(l.length as usize, r.length as usize),
            ))
            && shorter > 3
            && !l.is_number
            && !r.is_number
            && l.length.abs_diff(r.length) <= 2
        || l.has_contrast && r.has_contrast
        || l.has_nickname && r.has_nickname
        || shorter == 1 && l.first == r.first
}

/// Whether one word may be the beginning of the other, by what is known of them without their letters: `Schi` and `Schilders`.
fn may_be_short_of(left: &Word, right: &Word) -> bool {
    let (short, long) = if left.length < right.length {
        (left, right)
    } else {
        (right, left)
    };
    short.first == long.first
        && short.length >= SHORTEST_CUT
        && short.mask & !long.mask == 0
        && !short.is_number
        && !long.is_number
}

fn sounds_like(left: &Word, right: &Word) -> bool {
    left.skeleton != 0 && left.skeleton == right.skeleton
}

/// Whether at most so many bits are set.
fn has_at_most(bits: u32, most: usize) -> bool {
    let mut bits = bits;
    for _ in 0..most {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}

/// Words without their blanks, before they are put together.
struct Glued {
    length: u32,
    mask: u32,
}

/// Two bags whose words are paired up.
struct Pairs<'a> {
    left: &'a [Word],
    right: &'a [Word],
}

impl Pairs<'_> {
    /// Gives every open word on the left the first open word on the right that `holds` with it.
    fn each(
        &self,
        found: &mut BagMatch,
        holds: impl Fn(&Word, &Word) -> bool,
        mut take: impl FnMut(&mut BagMatch, &Word, &Word),
    ) {
        let mut lefts = found.left_open;
        while lefts != 0 {
            let i = lefts.trailing_zeros();
            lefts &= lefts - 1;
            let left = &self.left[i as usize];
            let mut rights = found.right_open;
            while rights != 0 {
                let j = rights.trailing_zeros();
                rights &= rights - 1;
                let right = &self.right[j as usize];
                if holds(left, right) {
                    found.left_open &= !(1 << i);
                    found.right_open &= !(1 << j);
                    take(found, left, right);
                    break;
                }
            }
        }
    }
}

/// How the words of any two values are tied together.
const TIES: [Tie; 5] = [Tie::Same, Tie::Contrast, Tie::Key, Tie::Near, Tie::Initial];

/// How those of two names are.
const NAME_TIES: [Tie; 7] = [
    Tie::Same,
    Tie::Contrast,
    Tie::Key,
    Tie::Near,
    Tie::Sound,
    Tie::Short,
    Tie::Initial,
];

/// How two words are tied together, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    Same,
    /// Alike, and for that reason another: Putra and Putri, Dwi and Tri.
    Contrast,
    Key,
    Near,
    /// Spelt quite differently, but alike in some spelling by ear or romanisation.
    Sound,
    /// Alike by sound or by list without being near; too dear for comparing many pairs.
    Alike,
    /// One is the beginning of the other.
    Short,
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
    /// Partners that no more than sound alike.
    pub sounds: u8,
    /// Partners of which one is only an initial, or a beginning.
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
            Tie::Sound => {
                self.bits += 0.5 * bits;
                self.sounds += 1;
            }
            Tie::Short => {
                self.bits += 0.5 * bits;
                self.initials += 1;
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
    fn glued_words_may_have_one_edit() {
        let found = matched(&["sri", "wahyuni"], &["sriwahyumi"]);
        assert_eq!((found.left_open, found.right_open, found.near), (0, 0, 1));
        assert!(matched(&["sri", "wahyuni"], &["sriwahyumu"]).is_open());
    }

    #[test]
    fn bags_that_are_passed_over_have_nothing_in_common() {
        let names = [
            "budi santoso",
            "santosa",
            "dwi putra",
            "tri putri",
            "b santoso",
            "muhammad",
            "mat",
            "sri wahyuni",
            "sriwahyumi",
            "12 5",
            "12345",
            "12346",
            "joko",
            "djoko widodo",
            "a",
            "",
            "fahlepie hayatul",
            "suharto",
            "robert",
            "bob",
            "kuznetsov yuriy",
            "jurij kusnezow",
            "kuzn yur",
        ];
        let mut words = Words::default();
        for name in names {
            words.push_bag(name.split_whitespace(), 1);
        }
        words.weigh(1024);
        let mut passed_over = 0;
        for left in 0..names.len() {
            for right in 0..names.len() {
                let (left, right) = (words.bag(left), words.bag(right));
                let all = |ties| words.match_by(ties, left, right, &mut |_, _, _| {});
                passed_over += usize::from(!may_meet(left, right, true));
                assert_eq!(words.match_bags(left, right), all(&TIES));
                assert_eq!(words.match_names(left, right), all(&NAME_TIES));
            }
        }
        assert!(passed_over > 200, "{passed_over}");
    }

    #[test]
    fn a_word_cut_short_is_compatible_in_a_name_and_nowhere_else() {
        let mut words = Words::default();
        for name in [
            "schilders madrum",
            "madrum schi",
            "madrum sch",
            "madrum schu",
        ] {
            words.push_bag(name.split_whitespace(), 1);
        }
        words.weigh(1024);
        let with = |right: usize| words.match_names(words.bag(0), words.bag(right));
        assert!(!with(1).is_open() && with(1).initials == 1);
        assert!(with(2).is_open() && with(3).is_open());
        assert!(words.match_bags(words.bag(0), words.bag(1)).is_open());
    }

    #[test]
    fn numbers_are_never_near() {
        let found = matched(&["1234567"], &["1234568"]);
        assert!(found.is_open());
    }
}
