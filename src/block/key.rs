//! Blocking keys: the values by which records that may be one person find each other.

use rustc_hash::FxHasher;
use std::hash::Hasher;

use super::signature::Signature;
use crate::normalise::address::Address;
use crate::normalise::name::{Name, is_light, token_key};
use crate::normalise::{Attribute, Values};
use crate::record::{AttributeKind, Facet};

/// Of so many words of a value keys are made.
const MOST_WORDS: usize = 8;

/// One kind of blocking key of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How the rule is called in the audit, for example `name: two words`.
    pub name: String,
    /// The place of the attribute among the records' attributes.
    pub attribute: usize,
    /// Whether sharing such a key says that one person is meant, and not only her family or surroundings.
    pub is_personal: bool,
    recipe: Recipe,
}

/// How keys are made of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recipe {
    /// The value as it is compared.
    Whole,
    /// All words, glued and in any order.
    AllWords,
    /// Each two words.
    TwoWords,
    /// Each word.
    OneWord,
    /// The first three letters of each two words.
    TwoBeginnings,
    /// The first four letters of each word.
    Beginning,
    /// The first letters of all words.
    Initials,
    /// The consonants of all words.
    Consonants,
    /// Signatures of the letter groups: alike for values with most letters in common.
    Letters,
    /// Year, month and day, the last two in any order.
    Day,
    Year,
    MonthAndDay,
    /// The last digits.
    Tail,
    /// All but the last digits.
    Front,
    /// The first and the second half.
    Halves,
    /// What stands before the @.
    Local,
    /// What stands behind the @.
    Domain,
    /// Each word of the street with the house.
    StreetAndHouse,
    /// The house alone.
    House,
}

impl Recipe {
    fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::AllWords => "all words",
            Self::TwoWords => "two words",
            Self::OneWord => "one word",
            Self::TwoBeginnings => "two beginnings",
            Self::Beginning => "beginning of a word",
            Self::Initials => "initials",
            Self::Consonants => "consonants",
            Self::Letters => "letters in common",
            Self::Day => "day",
            Self::Year => "year",
            Self::MonthAndDay => "month and day",
            Self::Tail => "last digits",
            Self::Front => "all but the last digits",
            Self::Halves => "half",
            Self::Local => "before the @",
            Self::Domain => "behind the @",
            Self::StreetAndHouse => "street word and house",
            Self::House => "house",
        }
    }

    /// Whether one person is meant by it, where the attribute is personal: a family shares one word of its names.
    fn tells_persons_apart(self) -> bool {
        !matches!(
            self,
            Self::OneWord | Self::Beginning | Self::Initials | Self::Year | Self::MonthAndDay
        )
    }
}

/// The rules that suit an attribute, surest first.
pub(super) fn rules_of(at: usize, attribute: &Attribute) -> Vec<Rule> {
    use Recipe::{
        AllWords, Beginning, Consonants, Day, Domain, Front, Halves, House, Initials, Letters,
        Local, MonthAndDay, OneWord, StreetAndHouse, Tail, TwoBeginnings, TwoWords, Whole, Year,
    };
    let recipes: &[Recipe] = match (&attribute.values, attribute.kind) {
        (Values::Names(_), _) => &[
            AllWords,
            TwoWords,
            OneWord,
            Consonants,
            Letters,
            TwoBeginnings,
            Beginning,
            Initials,
        ],
        (Values::Dates(_), _) => &[Day, MonthAndDay, Year],
        (Values::Phones(_), _) => &[Whole, Tail, Front],
        (Values::Ids(_), _) => &[Whole, Halves],
        (Values::Addresses(_), _) => &[StreetAndHouse, TwoWords, OneWord, House],
        (Values::Texts(_), AttributeKind::Email) => &[Whole, Local, Domain],
        (Values::Texts(_), AttributeKind::Gender) => &[],
        (Values::Texts(_), AttributeKind::Text) => &[Whole, TwoWords, OneWord, Letters],
        (Values::Texts(_), AttributeKind::Code) => &[Whole, Halves],
        (Values::Texts(_), AttributeKind::PostalCode) => &[Whole, Front],
        (Values::Texts(_), _) => &[Whole],
    };
    recipes
        .iter()
        .map(|recipe| Rule {
            name: format!("{}: {}", attribute.name, recipe.word()),
            attribute: at,
            is_personal: attribute.facet == Facet::Personal && recipe.tells_persons_apart(),
            recipe: *recipe,
        })
        .collect()
}

/// Takes the keys of a value; each is given as its parts.
pub(super) trait Sink {
    /// Takes one key.
    fn key(&mut self, parts: &[&str]);

    /// Takes a key that is a number, made of these words.
    fn signature(&mut self, number: u64, words: &[String]);
}

/// Keeps the keys as numbers.
impl Sink for Vec<u64> {
    fn key(&mut self, parts: &[&str]) {
        self.push(hash(parts));
    }

    fn signature(&mut self, number: u64, _: &[String]) {
        self.push(number);
    }
}

/// Keeps the text of the key with a number for which `is_wanted` holds.
pub(super) struct Label<F> {
    pub(super) is_wanted: F,
    pub(super) text: Option<String>,
}

impl<F: Fn(u64) -> bool> Sink for Label<F> {
    fn key(&mut self, parts: &[&str]) {
        if self.text.is_none() && (self.is_wanted)(hash(parts)) {
            self.text = Some(parts.join(" "));
        }
    }

    fn signature(&mut self, number: u64, words: &[String]) {
        if self.text.is_none() && (self.is_wanted)(number) {
            self.text = Some(words.join(" "));
        }
    }
}

fn hash(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    mix(hasher.finish())
}

/// Spreads a number over all bits.
///
/// # Source
///
/// The finaliser of MurmurHash3 (Appleby, public domain).
pub(super) fn mix(mut number: u64) -> u64 {
    number ^= number >> 33;
    number = number.wrapping_mul(0xff51_afd7_ed55_8ccd);
    number ^= number >> 33;
    number = number.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ (number >> 33)
}

/// What the rules of an attribute make of one value after the other.
#[derive(Default)]
pub(super) struct Maker {
    words: Vec<String>,
    text: String,
    signature: Signature,
}

impl Maker {
    /// Takes in a value; [`Self::make`] then makes its keys.
    pub(super) fn read(&mut self, values: &Values, kind: AttributeKind, value: usize) {
        self.words.clear();
        match values {
            Values::Names(names) => {
                let tokens = names[value].tokens.iter().filter(|token| token.len() > 1);
                self.words.extend(tokens.map(|token| token_key(token)));
            }
            Values::Addresses(values) => {
                let words = values[value].address.place_words();
                self.words.extend(words.map(token_key));
            }
            Values::Texts(texts) if kind == AttributeKind::Text => {
                let words = texts[value].canonical.split(' ');
                self.words.extend(words.map(str::to_owned));
            }
            _ => return,
        }
        self.words.sort_unstable();
        self.words.dedup();
    }

    /// Gives the keys of the value that was read last under one rule of its attribute to `sink`; some may come twice.
    pub(super) fn make(
        &mut self,
        rule: &Rule,
        values: &Values,
        value: usize,
        sink: &mut impl Sink,
    ) {
        match (rule.recipe, values) {
            (Recipe::TwoWords, _) => {
                each_two(few(&self.words), |left, right| sink.key(&[left, right]));
            }
            (Recipe::TwoBeginnings, _) => {
                each_two(few(&self.words), |left, right| {
                    sink.key(&[beginning(left, 3), beginning(right, 3)]);
                });
            }
            (Recipe::Beginning, _) => {
                for word in &self.words {
                    sink.key(&[beginning(word, 4)]);
                }
            }
            (Recipe::OneWord, _) => {
                let is_only = self.words.len() == 1;
                for word in &self.words {
                    if is_only || !matches!(values, Values::Names(_)) || !is_light(word) {
                        sink.key(&[word]);
                    }
                }
            }
            (Recipe::Consonants, _) => {
                self.text.clear();
                for word in &self.words {
                    push_consonants(word, &mut self.text);
                }
                if self.text.len() >= 3 {
                    sink.key(&[&self.text]);
                }
            }
            (Recipe::Letters, _) => {
                if let Some(bands) = self.signature.bands(&self.words) {
                    for band in bands {
                        sink.signature(band, &self.words);
                    }
                }
            }
            (Recipe::AllWords, Values::Names(names)) => self.all_words(&names[value], sink),
            (Recipe::Initials, Values::Names(names)) => {
                let tokens = &names[value].tokens;
                if tokens.len() > 1 {
                    sink.key(&[&names[value].initials_key()]);
                }
            }
            (Recipe::Day | Recipe::Year | Recipe::MonthAndDay, Values::Dates(dates)) => {
                let date = &dates[value];
                let (year, month, day) = (date.year, date.month, date.day);
                let mut both = (month.unwrap_or(0), day.unwrap_or(0));
                if both.1 < both.0 {
                    both = (both.1, both.0);
                }
                let text = match rule.recipe {
                    Recipe::Year => year.map(|year| year.to_string()),
                    _ if month.is_none() || day.is_none() => None,
                    Recipe::Day => year.map(|year| format!("{year}-{:02}-{:02}", both.0, both.1)),
                    _ => Some(format!("{:02}-{:02}", both.0, both.1)),
                };
                if let Some(text) = text {
                    sink.key(&[&text]);
                }
            }
            (recipe, Values::Phones(phones)) => digits(recipe, "", &phones[value].digits, sink),
            (recipe, Values::Ids(ids)) => {
                digits(recipe, &ids[value].scheme, &ids[value].digits, sink);
            }
            (recipe, Values::Addresses(addresses)) => {
                house(recipe, &addresses[value].address, &self.words, sink);
            }
            (recipe, Values::Texts(texts)) => text(recipe, &texts[value].canonical, sink),
            _ => {}
        }
    }

    fn all_words(&mut self, name: &Name, sink: &mut impl Sink) {
        sink.key(&[&token_key(&name.tokens.concat())]);
        self.text.clear();
        for word in &self.words {
            self.text.push_str(word);
            self.text.push(' ');
        }
        sink.key(&[&self.text]);
    }
}

fn few(words: &[String]) -> &[String] {
    &words[..words.len().min(MOST_WORDS)]
}

fn each_two<'a>(words: &'a [String], mut take: impl FnMut(&'a str, &'a str)) {
    for (at, left) in words.iter().enumerate() {
        for right in &words[at + 1..] {
            take(left, right);
        }
    }
}

fn beginning(word: &str, letters: usize) -> &str {
    word.char_indices()
        .nth(letters)
        .map_or(word, |(end, _)| &word[..end])
}

/// The word's first letter and its further consonants, then a blank.
fn push_consonants(word: &str, text: &mut String) {
    let letters = word.chars().enumerate();
    text.extend(letters.filter_map(|(at, letter)| {
        (at == 0 || !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h'))
            .then_some(letter)
    }));
    text.push(' ');
}

fn digits(recipe: Recipe, scheme: &str, digits: &str, sink: &mut impl Sink) {
    let length = digits.len();
    match recipe {
        _ if !digits.is_ascii() => sink.key(&[scheme, digits]),
        Recipe::Whole => sink.key(&[scheme, digits]),
        Recipe::Tail => sink.key(&[&digits[length.saturating_sub(6)..]]),
        Recipe::Front if length >= 8 => sink.key(&[&digits[..length - 2]]),
        Recipe::Halves if length >= 6 => {
            let half = length.div_ceil(2);
            sink.key(&[scheme, "<", &digits[..half]]);
            sink.key(&[scheme, ">", &digits[length - half..]]);
        }
        _ => {}
    }
}

fn house(recipe: Recipe, address: &Address, words: &[String], sink: &mut impl Sink) {
    if address.number.is_none() && address.block.is_none() {
        return;
    }
    let block = address.block.as_deref().unwrap_or_default();
    let number = address.number.as_deref().unwrap_or_default();
    match recipe {
        Recipe::StreetAndHouse => {
            for word in words {
                sink.key(&[word, block, number]);
            }
        }
        Recipe::House => sink.key(&[block, number]),
        _ => {}
    }
}

fn text(recipe: Recipe, text: &str, sink: &mut impl Sink) {
    match recipe {
        Recipe::Whole => sink.key(&[text]),
        Recipe::Local => sink.key(&[text.split('@').next().unwrap_or(text)]),
        Recipe::Domain => {
            if let Some((_, domain)) = text.split_once('@') {
                sink.key(&[domain]);
            }
        }
        Recipe::Halves => digits(recipe, "", text, sink),
        Recipe::Front if text.is_ascii() && text.len() >= 4 => {
            let half = &text[..text.len().div_ceil(2)];
            sink.key(&[text.split_once(' ').map_or(half, |(front, _)| front)]);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::normalise::phone::{Phone, PhoneKind};
    use crate::normalise::{TextValue, date, name};
    use crate::text::notation::DateOrder;

    impl Rule {
        /// A rule of an attribute that takes its values whole.
        pub(in crate::block) fn whole(attribute: usize) -> Self {
            of(attribute, Recipe::Whole)
        }
    }

    fn of(attribute: usize, recipe: Recipe) -> Rule {
        Rule {
            name: recipe.word().to_owned(),
            attribute,
            is_personal: false,
            recipe,
        }
    }

    fn keys(values: &Values, kind: AttributeKind, recipe: Recipe, value: usize) -> Vec<u64> {
        let (mut maker, mut keys) = (Maker::default(), Vec::new());
        maker.read(values, kind, value);
        maker.make(&of(0, recipe), values, value, &mut keys);
        keys
    }

    /// Whether the first two values share a key.
    fn share(values: &Values, kind: AttributeKind, recipe: Recipe) -> bool {
        let left = keys(values, kind, recipe, 0);
        let right = keys(values, kind, recipe, 1);
        left.iter().any(|key| right.contains(key))
    }

    fn names(left: &str, right: &str) -> Values {
        Values::Names(
            [left, right]
                .map(|text| Arc::new(name::parse(text).expect("a name")))
                .into(),
        )
    }

    #[test]
    fn names_that_are_written_in_other_ways_share_a_key() {
        for (left, right, recipe) in [
            ("Sri Wahyuni", "Sriwahyuni", Recipe::AllWords),
            ("Mary Jane Smith", "Smith Jane", Recipe::TwoWords),
            ("Cropley", "Cropleigh", Recipe::Beginning),
            (
                "Georgina Margolius",
                "Georgia Marguloes",
                Recipe::TwoBeginnings,
            ),
            ("Hartono", "Hertano", Recipe::Consonants),
            ("Bernard Kowalski", "Kowalsky Bertrand", Recipe::Initials),
        ] {
            let values = names(left, right);
            assert!(
                share(&values, AttributeKind::Name, recipe),
                "{left}, {right}"
            );
        }
    }

    #[test]
    fn a_day_with_its_month_swapped_is_the_same_day() {
        let dates = ["03/04/1970", "04/03/1970"]
            .map(|text| date::parse(text, DateOrder::DayMonth).expect("a date"));
        let values = Values::Dates(dates.into());
        assert!(share(&values, AttributeKind::Date, Recipe::Day));
    }

    #[test]
    fn telephones_share_their_tail_or_all_but_their_tail() {
        let phones = |left: &str, right: &str| {
            let phone = |digits: &str| Phone {
                digits: digits.into(),
                kind: PhoneKind::Mobile,
                note: None,
            };
            Values::Phones([left, right].map(phone).into())
        };
        let values = phones("+6281234567890", "34567890");
        assert!(share(&values, AttributeKind::Phone, Recipe::Tail));
        let values = phones("+6281234567890", "+6281234567809");
        assert!(share(&values, AttributeKind::Phone, Recipe::Front));
        assert!(!share(&values, AttributeKind::Phone, Recipe::Tail));
    }

    #[test]
    fn a_key_is_found_again_as_text_by_its_number() {
        let texts = ["ne23 3bh", "ne23 4xx"].map(|text| TextValue {
            written: text.into(),
            canonical: text.into(),
        });
        let values = Values::Texts(texts.into());
        let wanted = keys(&values, AttributeKind::PostalCode, Recipe::Front, 0);
        let mut label = Label {
            is_wanted: |key| wanted.contains(&key),
            text: None,
        };
        let mut maker = Maker::default();
        maker.make(&of(0, Recipe::Front), &values, 1, &mut label);
        assert_eq!(label.text.as_deref(), Some("ne23"));
    }
}
