//! Comparing names as bags of words, with contradiction as an outcome of its own.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::level::Outcome;
use super::words::{BagMatch, Words};
use crate::normalise::name::{Name, NameKind};

const DIFFERENT: u8 = 1;
const CONTRASTING: u8 = 2;
const LITTLE: u8 = 3;
const MUCH: u8 = 4;
const SHORTER: u8 = 5;
const SOUND: u8 = 6;
const NEAR: u8 = 7;
const SAME: u8 = 8;

/// Compares the names of one attribute.
#[derive(Debug)]
pub struct NameComparator {
    words: Words,
    parts: Vec<Parts>,
    names_persons: bool,
}

/// What is known of a name's structure beyond its words.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Parts {
    given: u8,
    family: u8,
    suffix: u8,
    is_person: bool,
    /// The name tells somebody by a relation to the one it names: the wife by her husband, the mother by her child.
    is_by_relation: bool,
    /// Names of the same words share a number.
    same: u32,
    /// How rare the name is as a whole, in bits.
    rarity: f32,
}

impl NameComparator {
    /// Prepares the distinct names of an attribute; `counts` has about how many persons hold each.
    pub fn new(names: &[Arc<Name>], counts: &[u32]) -> Self {
        let mut words = Words::default();
        let mut suffixes = Vec::new();
        let mut parts = Vec::with_capacity(names.len());
        let mut same_ids = FxHashMap::default();
        for (value, (name, count)) in names.iter().zip(counts).enumerate() {
            words.push_bag(name.tokens.iter().map(String::as_str), *count);
            let suffix = name
                .suffix
                .as_ref()
                .map_or(0, |suffix| index_of(&mut suffixes, suffix) + 1);
            let mut sorted: Vec<u32> = words.word_ids(value).collect();
            sorted.sort_unstable();
            let next = u32::try_from(same_ids.len()).expect("fewer than 2^32 names");
            parts.push(Parts {
                given: name.given,
                family: name.family,
                suffix,
                is_by_relation: name.relation.is_some(),
                is_person: !matches!(name.kind, NameKind::Organisation | NameKind::Group),
                same: *same_ids.entry((sorted, suffix)).or_insert(next),
                rarity: 0.0,
            });
        }
        words.weigh(counts.iter().sum());
        weigh_whole_names(&words, &mut parts, counts, same_ids.len());
        let in_parts = |parts: &&Parts| parts.is_person && parts.given > 0;
        let names_persons = 2 * parts.iter().filter(in_parts).count() > parts.len();
        Self {
            words,
            parts,
            names_persons,
        }
    }

    /// How rare each name is as a whole, in bits, by value.
    pub fn rarity(&self) -> impl Iterator<Item = f32> {
        self.parts.iter().map(|parts| parts.rarity)
    }

    /// Whether most names came in parts: given names beside a family name.
    pub fn names_persons(&self) -> bool {
        self.names_persons
    }

    /// Looks at a name without a purpose but to have it at hand.
    pub fn glance(&self, value: usize) -> u32 {
        self.parts[value].same ^ self.words.glance(value)
    }

    /// Compares two names by their index.
    pub fn compare(&self, left: usize, right: usize) -> Outcome {
        let (left_parts, right_parts) = (&self.parts[left], &self.parts[right]);
        let whole = left_parts.rarity.min(right_parts.rarity);
        let is_other_person = left_parts.is_by_relation != right_parts.is_by_relation
            || (left_parts.suffix != 0
                && right_parts.suffix != 0
                && left_parts.suffix != right_parts.suffix);
        if left_parts.same == right_parts.same && !is_other_person {
            return Outcome {
                level: SAME,
                rarity: whole,
            };
        }
        let found = self
            .words
            .match_names(self.words.bag(left), self.words.bag(right));
        if found.bits == 0.0 && found.contrasts == 0 {
            return Outcome::plain(DIFFERENT);
        }
        let level = if is_other_person {
            CONTRASTING
        } else {
            self.level_of(&found, left, right)
        };
        let rarity = match level {
            SAME | NEAR | SOUND => whole.min(found.bits),
            DIFFERENT | CONTRASTING => 0.0,
            _ => found.bits.min(whole),
        };
        Outcome { level, rarity }
    }

    fn level_of(&self, found: &BagMatch, left: usize, right: usize) -> u8 {
        let open = found.left_open.count_ones() + found.right_open.count_ones();
        if open == 0 {
            return match (found.contrasts, found.near, found.initials) {
                (1.., _, _) => CONTRASTING,
                (_, _, 1..) => SHORTER,
                _ if found.sounds > 0 => SOUND,
                (_, 0, 0) => SAME,
                _ => NEAR,
            };
        }
        if found.contrasts > 0 {
            return if found.bits > 0.0 {
                CONTRASTING
            } else {
                DIFFERENT
            };
        }
        if !found.is_open() {
            return if self.is_by_middle_initial(found, left, right) {
                LITTLE
            } else {
                SHORTER
            };
        }
        let (left_bag, right_bag) = (self.words.bag(left), self.words.bag(right));
        if let Some(level) = self.structured(found, left, right) {
            return level;
        }
        let smaller = self
            .words
            .total_bits(left_bag)
            .min(self.words.total_bits(right_bag))
            .max(0.1);
        if found.bits / smaller >= 0.6 {
            MUCH
        } else {
            LITTLE
        }
    }

    /// Where both names came in parts: whether a first given name is left over, and the other has an initial or a beginning for partner.
    ///
    /// `Adam L Goldberg` and `Linda Goldberg` share a family name and a letter.
    fn is_by_middle_initial(&self, found: &BagMatch, left: usize, right: usize) -> bool {
        let in_parts = |value: usize| {
            let parts = &self.parts[value];
            parts.given > 0 && parts.family > 0 && parts.is_person
        };
        found.initials > 0
            && (found.left_open | found.right_open) & 1 == 1
            && in_parts(left)
            && in_parts(right)
    }

    /// Where both names came in parts: agreeing given names outweigh an agreeing family name.
    fn structured(&self, found: &BagMatch, left: usize, right: usize) -> Option<u8> {
        let (l, r) = (&self.parts[left], &self.parts[right]);
        if l.given == 0
            || r.given == 0
            || l.family == 0
            || r.family == 0
            || !l.is_person
            || !r.is_person
        {
            return None;
        }
        let first_agrees = found.left_open & 1 == 0 && found.right_open & 1 == 0;
        Some(if first_agrees { MUCH } else { LITTLE })
    }
}

fn index_of(list: &mut Vec<String>, word: &str) -> u8 {
    let at = list
        .iter()
        .position(|known| known == word)
        .unwrap_or_else(|| {
            list.push(word.to_owned());
            list.len() - 1
        });
    u8::try_from(at).unwrap_or(u8::MAX - 1)
}

/// Rarity of whole names: by how often they occur, helped by the rarity of their words.
///
/// A name that occurs once says only log2(n) bits by count, though two rare words together are rarer than that;
/// and one buyer's ten cards make his own name look common. Half of what the words say beyond the count is added.
fn weigh_whole_names(words: &Words, names: &mut [Parts], counts: &[u32], distinct: usize) {
    let mut by_same = vec![0u32; distinct];
    for (name, count) in names.iter().zip(counts) {
        by_same[name.same as usize] += count;
    }
    let all = f64::from(counts.iter().sum::<u32>().max(1));
    let most = all.log2() + 6.0;
    for (value, name) in names.iter_mut().enumerate() {
        let by_count = (all / f64::from(by_same[name.same as usize].max(1))).log2();
        let by_words = f64::from(words.total_bits(words.bag(value)));
        name.rarity =
            (by_count + 0.5 * (by_words - by_count).max(0.0)).clamp(0.05, most.max(0.05)) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::name::{from_parts, parse};

    fn level(left: &str, right: &str) -> u8 {
        let names = [left, right].map(|raw| Arc::new(parse(raw).expect("a name")));
        NameComparator::new(&names, &[1, 1]).compare(0, 1).level
    }

    #[test]
    fn names_agree_in_any_order_and_spelling() {
        assert_eq!(level("SAMSUL JAVAS BEDA", "Javas Beda Samsul"), SAME);
        assert_eq!(level("BPK. H. MOCH. SOEHARTO", "Muhammad Suharto"), SAME);
        assert_eq!(level("HAYATUL FAHLEPIE", "HAHATUL FAHLEPIE"), NEAR);
        assert_eq!(level("HAYATUL FAHLEPIE", "HAYATUL F"), SHORTER);
        assert_eq!(level("HAYATUL FAHLEPIE", "Rusdi Santoso"), DIFFERENT);
    }

    #[test]
    fn spellings_by_ear_and_romanisations_sound_alike() {
        assert_eq!(level("Yuriy Kuznetsov", "Kusnezow, Iurij"), SOUND);
        assert_eq!(level("Susanne Mooney", "Susan Moonie"), SOUND);
        assert_eq!(level("Юрий Кузнецов", "Jurij Kusnezow"), SOUND);
        assert_eq!(level("Sharif Hussein", "Cherif Mansour"), LITTLE);
    }

    #[test]
    fn the_initial_of_a_middle_name_is_no_given_name() {
        let names = [("Adam", "L"), ("Linda", ""), ("A", "")].map(|(given, middle)| {
            Arc::new(from_parts(given, middle, "Goldberg", "").expect("a name"))
        });
        let comparator = NameComparator::new(&names, &[1, 1, 1]);
        assert_eq!(comparator.compare(0, 1).level, LITTLE);
        assert_eq!(comparator.compare(0, 2).level, SHORTER);
    }

    #[test]
    fn siblings_contrast() {
        assert_eq!(level("Dwi Santoso", "Tri Santoso"), CONTRASTING);
        assert_eq!(level("Ayu Putra Wijaya", "Ayu Putri Wijaya"), CONTRASTING);
    }

    #[test]
    fn a_shared_family_name_says_little_and_a_shared_given_name_much() {
        let names = [
            ("Annie", "Turner"),
            ("Francis", "Turner"),
            ("Annie", "Kuntz"),
        ]
        .map(|(given, family)| Arc::new(from_parts(given, "", family, "").expect("a name")));
        let comparator = NameComparator::new(&names, &[1, 1, 1]);
        assert_eq!(comparator.compare(0, 1).level, LITTLE);
        assert_eq!(comparator.compare(0, 2).level, MUCH);
    }
}
