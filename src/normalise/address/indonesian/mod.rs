//! Reads an Indonesian address: place names from the right, everything else from the left, label by label.

mod announced;
mod areas;
mod extra;
mod finish;
mod number;
mod places;
mod street;

use crate::normalise::city::Place;

use super::Address;
use super::tables::{self, Label, expand};
use super::token::{Kind, Token};

/// Where the words being read belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Nothing has been announced yet.
    Lead,
    Street(&'static str),
    /// `named` by the label that announced it, rather than by a word that opens estate names.
    Estate {
        named: Option<&'static str>,
    },
    /// With the word for its kind.
    Hamlet(&'static str),
    Village,
    District,
    Province,
    /// Behind the house number, without a label.
    Area,
    /// What stands around the house; the words are one extra.
    Landmark,
    /// A person to whom the post goes; ends at the next label.
    CareOf,
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    row_city: Option<&'a Place>,
    section: Section,
    words: Vec<String>,
    lead: Vec<String>,
    /// Street names in order; each starts with its type.
    streets: Vec<Vec<String>>,
    estate_is_named: bool,
    /// The lead is written in front of an old house code of Yogyakarta or a kilometre.
    lead_is_area: bool,
    /// Nothing announced the village.
    village_is_guess: bool,
    lead_is_street: bool,
    /// The words being read follow a comma.
    after_comma: bool,
    /// Words that a canonical form has marked as fitting nowhere.
    kept: Vec<String>,
    out: Address,
}

pub(super) fn parse<'a>(tokens: Vec<Token<'a>>, row_city: Option<&'a Place>) -> Address {
    let mut parser = Parser {
        tokens,
        at: 0,
        row_city,
        section: Section::Lead,
        words: Vec::new(),
        lead: Vec::new(),
        streets: Vec::new(),
        estate_is_named: false,
        lead_is_area: false,
        village_is_guess: false,
        lead_is_street: false,
        after_comma: false,
        kept: Vec::new(),
        out: Address::default(),
    };
    parser.repair_start();
    parser.take_rest();
    parser.take_telephone();
    parser.take_places();
    parser.mark_banjars();
    while parser.at < parser.tokens.len() {
        parser.step();
    }
    parser.flush(Section::Area);
    parser.finish()
}

impl<'a> Parser<'a> {
    fn peek(&self, ahead: usize) -> Option<&Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    fn word_at(&self, ahead: usize) -> Option<&'a str> {
        self.peek(ahead)
            .filter(|token| token.is_word())
            .map(|token| token.text)
    }

    fn number_at(&self, ahead: usize) -> Option<&'a str> {
        self.peek(ahead)
            .filter(|token| token.is_number())
            .map(|token| token.text)
    }

    fn kind_at(&self, ahead: usize) -> Option<Kind> {
        self.peek(ahead).map(|token| token.kind)
    }

    fn is_label_at(&self, ahead: usize, wanted: Label) -> bool {
        self.peek(ahead).and_then(|token| token.label) == Some(wanted)
    }

    /// `J1.`, `JI.` and slips of "jalan" at the start are `jl`.
    fn repair_start(&mut self) {
        let [first, rest @ ..] = self.tokens.as_mut_slice() else {
            return;
        };
        let next = rest.first_mut();
        if first.text == "j"
            && let Some(next) = next
        {
            if next.glued && next.text == "1" {
                first.rename("jl");
                self.tokens.remove(1);
            } else if first.dotted && next.text.starts_with('l') {
                // `J.LYos Sudarso`: the dot slipped one letter to the left.
                first.rename("jl");
                let tail = &next.text[1..];
                next.rename(tail);
                if tail.is_empty() {
                    self.tokens.remove(1);
                }
            }
        } else if first.text == "ji" {
            first.rename("jl");
        } else if let Some(label) = tables::nearly_label(first.text).filter(|_| first.is_word()) {
            first.rename(label);
        }
    }

    fn step(&mut self) {
        match self.kind_at(0) {
            Some(Kind::Word) => self.word(),
            Some(Kind::Number) => self.number(),
            Some(Kind::Comma) => {
                let next = match self.section {
                    Section::Lead if self.words.is_empty() => Section::Lead,
                    _ => Section::Area,
                };
                self.flush(next);
                self.after_comma = true;
                self.at += 1;
            }
            Some(Kind::Open | Kind::Close) => {
                self.flush(Section::Area);
                self.at += 1;
            }
            Some(Kind::Slash | Kind::Dash | Kind::Plus) | None => {
                // `Ngagel Jaya/` as a canonical form writes a street without a house.
                let ends = matches!(self.kind_at(1), Some(Kind::Comma) | None);
                self.lead_is_street |= ends
                    && self.kind_at(0) == Some(Kind::Slash)
                    && self.section == Section::Lead
                    && !self.words.is_empty();
                self.at += 1;
            }
        }
    }

    /// Ends the section; its words go where they belong.
    fn flush(&mut self, next: Section) {
        let words = std::mem::take(&mut self.words);
        let section = std::mem::replace(&mut self.section, next);
        let was_after_comma = std::mem::take(&mut self.after_comma);
        if words.is_empty() {
            return;
        }
        match section {
            Section::Lead => self.lead = words,
            Section::Street(kind) => {
                let mut street = vec![kind.to_owned()];
                street.extend(words);
                self.streets.push(street);
            }
            Section::Estate { named } => {
                self.estate_is_named |= named.is_some();
                self.out.estate_type = self.out.estate_type.or(named.filter(|t| !t.is_empty()));
                match &mut self.out.estate {
                    Some(estate) => estate.extend(words),
                    slot => *slot = Some(words),
                }
            }
            Section::Hamlet(kind) => self.place_hamlet(kind, &words),
            Section::Village => self.place_village(&words),
            Section::District => {
                let guess = self.out.district.replace(expand_all(&words).join(" "));
                // A labelled district outranks one guessed before.
                if let Some(guess) = guess.filter(|guess| self.out.district.as_ref() != Some(guess))
                {
                    self.add_extra(guess);
                }
            }
            Section::Province => {
                let name = expand_all(&words).join(" ");
                match self.out.province {
                    None => self.out.province = Some(name),
                    Some(_) => self.add_extra(name),
                }
            }
            Section::Area => self.place_area(&words, was_after_comma),
            Section::Landmark => self.add_extra(words.join(" ")),
            Section::CareOf => {
                self.out.has_name = true;
                self.add_extra(words.join(" "));
            }
        }
    }

    /// Javanese directions close a hamlet's name; what follows is the village.
    fn place_hamlet(&mut self, kind: &'static str, words: &[String]) {
        let words = expand_all(words);
        let end = words
            .iter()
            .position(|word| matches!(word.as_str(), "lor" | "kidul" | "wetan" | "kulon"))
            .map_or_else(|| self.end_of_hamlet(&words), |at| at + 1);
        let name = words[..end].join(" ");
        if self.out.hamlet.is_none() {
            self.out.hamlet = Some(name);
            self.out.hamlet_type = Some(kind);
        } else {
            self.add_extra(format!("{kind} {name}"));
        }
        if end < words.len() {
            self.place_village(&words[end..]);
        }
    }

    /// A village behind its label; a district without one may follow it.
    fn place_village(&mut self, words: &[String]) {
        let words = expand_all(words);
        let end = self.end_of_village(&words);
        if let Some(regency) = end.1 {
            self.out.district = Some(words[end.0..].join(" "));
            self.correct_city(regency);
        }
        let name = words[..end.0].join(" ");
        match self.out.village {
            None => self.out.village = Some(name),
            Some(_) => self.add_extra(name),
        }
    }

    /// Keeps words that fit nowhere: one phrase, and its words for comparison.
    fn add_extra(&mut self, phrase: String) {
        self.out.rest.extend(phrase.split(' ').map(str::to_owned));
        self.out.extra.push(phrase);
    }

    fn word(&mut self) {
        let Some(token) = self.peek(0).copied() else {
            return;
        };
        if let Some(found) = token.label
            && self.take_label(found)
        {
            return;
        }
        if self.two_word_building(token.text)
            || self.slipped_label(token)
            || self.house_code()
            || self.bare_block()
            || self.care_of()
        {
            return;
        }
        self.at += 1;
        let in_name = match self.section {
            Section::Lead => !self.words.is_empty(),
            // `Gg. V No 3`, but `Jl. I Wayan`
            Section::Street(_) => {
                !self.words.is_empty()
                    || self.word_at(0).is_none_or(|word| {
                        word.len() == 1 || self.is_label_at(0, Label::HouseNumber)
                    })
            }
            Section::Hamlet(_) => true,
            // A single letter may be a block.
            Section::Estate { .. } => {
                !self.words.is_empty()
                    && (token.text.len() > 1 || self.is_label_at(0, Label::Block))
            }
            _ => false,
        };
        if !in_name {
            self.words.push(token.text.to_owned());
        } else if let Some(lane) = tables::roman(token.text) {
            self.roman_lane(lane);
        } else if let Some(lane) = self.lettered_roman(token.text) {
            self.words.push(lane);
            self.number_after_slash();
        } else {
            self.words.push(token.text.to_owned());
        }
    }

    /// `IIIA/12`, `IIA No 5`: a Roman numeral and its letter in one word, if a house follows.
    fn lettered_roman(&self, text: &str) -> Option<String> {
        let (numeral, letter) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let house_follows =
            self.kind_at(0) == Some(Kind::Slash) || self.is_label_at(0, Label::HouseNumber);
        let fits = house_follows && matches!(letter, "a" | "b" | "c" | "d" | "e" | "f" | "g" | "h");
        let lane = tables::roman(numeral).filter(|_| fits)?;
        Some(format!("{lane}{letter}"))
    }

    /// `Rumah Susun`, `Rumah Toko`
    fn two_word_building(&mut self, text: &str) -> bool {
        let name = match (text, self.word_at(1)) {
            ("rumah", Some("susun")) => "rusun",
            ("rumah", Some("toko")) => "ruko",
            _ => return false,
        };
        if matches!(self.section, Section::Street(_) | Section::Landmark) && self.words.is_empty() {
            return false;
        }
        self.open(Section::Estate { named: Some("") });
        self.at += 1;
        self.words.push(name.to_owned());
        true
    }

    /// A lane number in Roman figures, perhaps with a letter: Kertajaya IX C / 25.
    fn roman_lane(&mut self, lane: u16) {
        let mut lane = lane.to_string();
        if let Some(letter) = self.word_at(0).filter(|word| word.len() == 1)
            && (self.kind_at(1) == Some(Kind::Slash) || self.is_label_at(1, Label::HouseNumber))
        {
            lane.push_str(letter);
            self.at += 1;
        }
        self.words.push(lane);
        self.number_after_slash();
    }

    fn open(&mut self, section: Section) -> bool {
        self.flush(section);
        self.at += 1;
        true
    }

    /// `Kex. Jambe`, `KE. MEDOKAN`: a slip of "kel" or "kec" behind the house number; the first one is the village.
    fn slipped_label(&mut self, token: Token<'_>) -> bool {
        let text = token.text;
        let fits = (2..=4).contains(&text.len())
            && text.starts_with('k')
            && token.label.is_none()
            && (self.out.number.is_some() || self.out.rt.is_some())
            && self.words.is_empty()
            && self.word_at(1).is_some_and(|word| word.len() > 2)
            && (strsim::osa_distance(text, "kel") <= 1 || strsim::osa_distance(text, "kec") <= 1);
        if !fits {
            return false;
        }
        let section = if self.out.village.is_none() {
            Section::Village
        } else {
            Section::District
        };
        self.open(section)
    }

    /// An estate's name may stand without a label before its block.
    fn lead_is_estate(&mut self) {
        if self.section == Section::Lead && !self.words.is_empty() {
            self.section = Section::Estate { named: Some("") };
        }
    }
}

/// The words as one name; initials are joined: D. I. Yogyakarta is "di yogyakarta".
fn join(tokens: &[Token<'_>]) -> String {
    let mut out = String::with_capacity(tokens.len() * 10);
    let mut last = 0;
    for token in tokens {
        let initials = last == 1 && token.text.len() == 1;
        if !out.is_empty() && !initials {
            out.push(' ');
        }
        out.push_str(token.text);
        last = token.text.len();
    }
    out
}

fn without_zeros(text: &str) -> String {
    match text.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    }
}

fn expand_all(words: &[String]) -> Vec<String> {
    words
        .iter()
        .enumerate()
        .map(|(at, word)| expand(word, at == 0).to_owned())
        .collect()
}
