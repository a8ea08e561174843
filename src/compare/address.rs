//! Comparing addresses at the finest level that both sides have.

use rustc_hash::FxHashMap;

use super::level::Outcome;
use super::words::Words;
use crate::normalise::address::Address;

const DIFFERENT: u8 = 1;
const SOME_WORDS: u8 = 2;
const NEIGHBOUR: u8 = 3;
const SAME_STREET: u8 = 4;
const NEAR: u8 = 5;
const SAME_HOUSE: u8 = 6;

/// Compares the addresses of one attribute.
#[derive(Debug)]
pub struct AddressComparator {
    words: Words,
    houses: Vec<House>,
    /// House numbers, blocks and units, each once.
    texts: Vec<Box<str>>,
}

/// What tells a house from its neighbours.
///
/// Texts are numbers of [`AddressComparator::texts`], of which 0 is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct House {
    number: u32,
    block: u32,
    unit: u32,
    neighbourhood: Option<(u16, u16)>,
    rarity: f32,
}

impl AddressComparator {
    /// Prepares the distinct addresses of an attribute; `counts` has about how many persons hold each, `rarity` its bits.
    pub fn new<'a>(addresses: &[&'a Address], counts: &[u32], rarity: Vec<f32>) -> Self {
        let mut words = Words::default();
        let mut houses = Vec::with_capacity(addresses.len());
        let mut own: Vec<&str> = Vec::new();
        let (mut texts, mut numbers) = (vec![Box::from("")], FxHashMap::default());
        numbers.insert("", 0);
        for ((address, count), rarity) in addresses.iter().zip(counts).zip(rarity) {
            own.clear();
            for word in address.place_words() {
                if !own.contains(&word) {
                    own.push(word);
                }
            }
            words.push_bag(own.iter().copied(), *count);
            let mut numbered = |text: Option<&'a str>| {
                let text = text.unwrap_or_default();
                *numbers.entry(text).or_insert_with(|| {
                    texts.push(text.into());
                    u32::try_from(texts.len() - 1).expect("fewer than 2^32 house numbers")
                })
            };
            houses.push(House {
                number: numbered(address.number.as_deref()),
                block: numbered(address.block.as_deref()),
                unit: numbered(address.unit.as_deref()),
                neighbourhood: address.rt.zip(address.rw),
                rarity,
            });
        }
        words.weigh(counts.iter().sum());
        Self {
            words,
            houses,
            texts,
        }
    }

    /// How rare each address is, in bits.
    pub fn rarity(&self) -> impl Iterator<Item = f32> {
        self.houses.iter().map(|house| house.rarity)
    }

    /// Looks at an address without a purpose but to have it at hand.
    pub fn glance(&self, value: usize) -> u32 {
        self.houses[value].number ^ self.words.glance(value)
    }

    /// Compares two addresses by their index.
    pub fn compare(&self, left: usize, right: usize) -> Outcome {
        let rarity = self.houses[left].rarity.min(self.houses[right].rarity);
        let (l, r) = (self.words.bag(left), self.words.bag(right));
        let house = self.same_house(left, right);
        if left == right {
            let has_number = house == Some(true);
            return Outcome {
                level: if has_number { SAME_HOUSE } else { SAME_STREET },
                rarity,
            };
        }
        let found = self.words.match_bags(l, r);
        let smaller = self.words.total_bits(l).min(self.words.total_bits(r));
        let share = if smaller > 0.0 {
            found.bits / smaller
        } else {
            0.0
        };
        let number_bits = if house == Some(true) { 5.0 } else { 0.0 };
        let words_rarity = (found.bits + number_bits).min(rarity);
        match (share, house) {
            (0.8.., Some(true)) => Outcome {
                level: SAME_HOUSE,
                rarity: words_rarity,
            },
            (0.8.., None) => Outcome {
                level: SAME_STREET,
                rarity: words_rarity,
            },
            (0.8.., Some(false)) if self.nearly_same_house(left, right) => Outcome {
                level: NEAR,
                rarity: found.bits.min(rarity),
            },
            (0.8.., Some(false)) => Outcome {
                level: NEIGHBOUR,
                rarity: found.bits.min(rarity),
            },
            (0.4.., Some(true)) => Outcome {
                level: NEAR,
                rarity: words_rarity,
            },
            (0.3.., _) => Outcome::plain(SOME_WORDS),
            _ => Outcome::plain(DIFFERENT),
        }
    }

    /// Whether the house is the same; `None` where one side does not say.
    fn same_house(&self, left: usize, right: usize) -> Option<bool> {
        let (l, r) = (&self.houses[left], &self.houses[right]);
        let same = |l: u32, r: u32| (l != 0 && r != 0).then_some(l == r);
        let (number, block, unit) = (
            same(l.number, r.number),
            same(l.block, r.block),
            same(l.unit, r.unit),
        );
        let neighbourhood = l.neighbourhood.zip(r.neighbourhood).map(|(l, r)| l == r);
        match (number, block) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), _) => Some(unit != Some(false)),
            // Without numbers RT and RW are the finest level; they agree with many houses, and deny most.
            (None, _) if l.number == 0 && r.number == 0 => neighbourhood,
            _ => None,
        }
    }

    /// Whether the house numbers differ by a slip or a letter only, blocks and units being equal.
    fn nearly_same_house(&self, left: usize, right: usize) -> bool {
        let (l, r) = (&self.houses[left], &self.houses[right]);
        let text = |number: u32| Some(&*self.texts[number as usize]);
        l.block == r.block
            && l.unit == r.unit
            && matches!(
                compare_numbers(text(l.number), text(r.number)),
                Some(Numbers::Swapped | Numbers::Suffixed)
            )
    }
}

/// How two house numbers, blocks or units stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    Same,
    /// Two neighbouring digits are swapped: 15 and 51.
    Swapped,
    /// One has a letter or the end of a range more: 15 and 15a, 7 and 7-21.
    Suffixed,
    Other,
}

/// Compares two house numbers; none if one side has none.
pub(crate) fn compare_numbers(left: Option<&str>, right: Option<&str>) -> Option<Numbers> {
    let (left, right) = left.zip(right)?;
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let ends_in_digit = short.as_bytes()[short.len() - 1].is_ascii_digit();
    let is_swapped = left.len() == right.len()
        && left.bytes().filter(u8::is_ascii_digit).count() > 1
        && is_swap_of_digits(left.as_bytes(), right.as_bytes());
    Some(if left == right {
        Numbers::Same
    } else if is_swapped {
        Numbers::Swapped
    } else if ends_in_digit && long.strip_prefix(short).is_some_and(is_suffix) {
        Numbers::Suffixed
    } else {
        Numbers::Other
    })
}

/// A letter, or a dash and what follows.
fn is_suffix(tail: &str) -> bool {
    tail.starts_with('-') || (tail.len() == 1 && tail.as_bytes()[0].is_ascii_alphabetic())
}

/// Two digits side by side have changed places, and nothing else.
fn is_swap_of_digits(left: &[u8], right: &[u8]) -> bool {
    let Some(at) = left.iter().zip(right).position(|(l, r)| l != r) else {
        return false;
    };
    at + 1 < left.len()
        && left[at] == right[at + 1]
        && left[at + 1] == right[at]
        && left[at].is_ascii_digit()
        && left[at + 1].is_ascii_digit()
        && left[at + 2..] == right[at + 2..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_swapped_suffixed_or_other() {
        for (left, right, expected) in [
            ("15", "15", Numbers::Same),
            ("15", "51", Numbers::Swapped),
            ("123", "132", Numbers::Swapped),
            ("15", "15a", Numbers::Suffixed),
            ("7", "7-21", Numbers::Suffixed),
            ("15", "17", Numbers::Other),
            ("15a", "15b", Numbers::Other),
            ("1", "15", Numbers::Other),
            ("c3", "c2", Numbers::Other),
        ] {
            assert_eq!(
                compare_numbers(Some(left), Some(right)),
                Some(expected),
                "{left} {right}"
            );
            assert_eq!(
                compare_numbers(Some(right), Some(left)),
                Some(expected),
                "{left} {right}"
            );
        }
        assert_eq!(compare_numbers(None, Some("1")), None);
        assert_eq!(compare_numbers(Some(""), Some("1")), None);
    }
}
