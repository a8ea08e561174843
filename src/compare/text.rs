//! Comparing texts and places as bags of words.

use compact_str::CompactString;
use rayon::prelude::*;

use super::level::Outcome;
use super::similarity::{Look, jaro_winkler_above};
use super::words::Words;

/// Words that every record has say nothing; this keeps their share from being a division by nothing.
const LEAST_BITS: f32 = 0.01;

/// Up to so many distinct places are compared with each other once and for all: few cities are met in millions of pairs.
const FEW: usize = 400;

/// How fine the levels of a text comparison are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRule {
    /// Different, near, same.
    Place,
    /// Different, some words in common, near, same.
    Text,
}

/// Compares the texts of one attribute, given in folded form (lower-case words, one blank between).
#[derive(Debug)]
pub struct TextComparator {
    rule: TextRule,
    texts: Vec<CompactString>,
    looks: Vec<Look>,
    words: Words,
    rarity: Vec<f32>,
    /// The levels of all two places where these are few, row by row; else empty.
    known: Vec<u8>,
}

impl TextComparator {
    /// Prepares the distinct texts of an attribute; `counts` has about how many persons hold each, `rarity` its bits.
    pub fn new(rule: TextRule, texts: &[&str], counts: &[u32], rarity: Vec<f32>) -> Self {
        let mut words = Words::default();
        for (text, count) in texts.iter().zip(counts) {
            words.push_bag(text.split(' ').filter(|word| !word.is_empty()), *count);
        }
        words.weigh(counts.iter().sum());
        let mut comparator = Self {
            rule,
            texts: texts.iter().map(|text| CompactString::new(text)).collect(),
            looks: texts.iter().map(|text| Look::of(text.as_bytes())).collect(),
            words,
            rarity,
            known: Vec::new(),
        };
        let count = texts.len();
        if rule == TextRule::Place && count <= FEW {
            comparator.known = (0..count * count)
                .into_par_iter()
                .with_min_len(FEW)
                .map(|at| comparator.compare_words(at / count, at % count).level)
                .collect();
        }
        comparator
    }

    /// How rare each text is, in bits.
    pub fn rarity(&self) -> impl Iterator<Item = f32> {
        self.rarity.iter().copied()
    }

    /// About how long it takes to compare two different texts, by that of equal or not.
    pub fn cost(&self) -> f64 {
        if self.known.is_empty() { 8.0 } else { 1.0 }
    }

    /// Compares two texts by their index.
    pub fn compare(&self, left: usize, right: usize) -> Outcome {
        let rarity = self.rarity[left].min(self.rarity[right]);
        if left == right {
            return Outcome {
                level: if self.rule == TextRule::Place { 3 } else { 4 },
                rarity,
            };
        }
        match self.known.get(left * self.texts.len() + right) {
            Some(level) => Outcome::plain(*level),
            None => self.compare_words(left, right),
        }
    }

    /// Compares two different texts.
    fn compare_words(&self, left: usize, right: usize) -> Outcome {
        let rarity = self.rarity[left].min(self.rarity[right]);
        let (l, r) = (self.words.bag(left), self.words.bag(right));
        let found = self.words.match_bags(l, r);
        let (left_bits, right_bits) = (self.words.total_bits(l), self.words.total_bits(r));
        let larger_share = found.bits / left_bits.max(right_bits).max(LEAST_BITS);
        let smaller_share = found.bits / left_bits.min(right_bits).max(LEAST_BITS);
        let is_near = smaller_share >= 0.85 || larger_share >= 0.6 || self.is_alike(left, right);
        match self.rule {
            TextRule::Place => Outcome::plain(1 + u8::from(is_near)),
            TextRule::Text if is_near => Outcome {
                level: 3,
                rarity: found.bits.min(rarity),
            },
            TextRule::Text => Outcome::plain(1 + u8::from(smaller_share >= 0.3)),
        }
    }

    /// Whether two texts are written alike, letter by letter.
    fn is_alike(&self, left: usize, right: usize) -> bool {
        const LEAST: f64 = 0.9;
        let (l, r) = (&self.looks[left], &self.looks[right]);
        l.length.min(r.length) >= 4
            && l.may_be_alike(r, LEAST)
            && jaro_winkler_above(
                self.texts[left].as_bytes(),
                self.texts[right].as_bytes(),
                LEAST,
            ) > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(rule: TextRule, left: &str, right: &str) -> u8 {
        TextComparator::new(rule, &[left, right], &[1, 1], vec![1.0, 1.0])
            .compare(0, 1)
            .level
    }

    #[test]
    fn a_misspelt_place_is_near() {
        assert_eq!(level(TextRule::Place, "london", "lodnon"), 2);
        assert_eq!(level(TextRule::Place, "london", "portsmouth"), 1);
    }

    #[test]
    fn few_places_and_many_are_compared_alike() {
        let names: Vec<String> = (0..=FEW)
            .map(|at| format!("kota {:x}", at * 2_654_435))
            .collect();
        let comparator = |count: usize| {
            let names: Vec<&str> = names[..count].iter().map(String::as_str).collect();
            TextComparator::new(TextRule::Place, &names, &vec![1; count], vec![1.0; count])
        };
        let (few, many) = (comparator(FEW), comparator(FEW + 1));
        assert!(many.known.is_empty() && !few.known.is_empty());
        let mut near = 0;
        for left in 0..FEW {
            for right in 0..FEW {
                let outcome = few.compare(left, right);
                assert_eq!(outcome, few_words(&few, left, right));
                near += usize::from(outcome.level == 2);
            }
        }
        assert!(near > 0 && near < FEW * FEW / 2, "{near}");
    }

    fn few_words(comparator: &TextComparator, left: usize, right: usize) -> Outcome {
        if left == right {
            comparator.compare(left, right)
        } else {
            comparator.compare_words(left, right)
        }
    }

    #[test]
    fn texts_are_near_when_one_holds_the_other() {
        assert_eq!(level(TextRule::Text, "physical chemist", "chemist"), 3);
        assert_eq!(
            level(TextRule::Text, "physical chemist", "military personnel"),
            1
        );
    }
}
