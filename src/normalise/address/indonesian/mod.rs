//! Reads an Indonesian address: place names from the right, everything else from the left, label by label.

mod number;
mod places;
mod street;

use crate::normalise::city::Place;

use super::Address;
use super::tables::{self, Label, expand, label};
use super::token::{Kind, Token};

/// Where the words being read belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Nothing has been announced yet.
    Lead,
    Street(&'static str),
    /// `named` if a label announced it, rather than a word that opens estate names.
    Estate {
        named: bool,
    },
    Hamlet,
    Village,
    District,
    Province,
    /// Behind the house number, without a label.
    Area,
    Landmark,
    /// To be dropped: a telephone number.
    Skip,
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    row_city: Option<&'a Place>,
    section: Section,
    words: Vec<String>,
    lead: Vec<String>,
    /// Street names in order; each starts with its type.
    streets: Vec<Vec<String>>,
    estate_is_named: bool,
    /// The words being read follow a comma.
    after_comma: bool,
    out: Address,
}

pub(super) fn parse(tokens: Vec<Token>, row_city: Option<&Place>) -> Address {
    let mut parser = Parser {
        tokens,
        at: 0,
        row_city,
        section: Section::Lead,
        words: Vec::new(),
        lead: Vec::new(),
        streets: Vec::new(),
        estate_is_named: false,
        after_comma: false,
        out: Address::default(),
    };
    parser.repair_start();
    parser.drop_telephone();
    parser.take_places();
    while parser.at < parser.tokens.len() {
        parser.step();
    }
    parser.flush(Section::Area);
    parser.finish()
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn word_at(&self, ahead: usize) -> Option<&str> {
        self.peek(ahead)
            .filter(|token| token.is_word())
            .map(|token| token.text.as_str())
    }

    fn number_at(&self, ahead: usize) -> Option<&str> {
        self.peek(ahead)
            .filter(|token| token.is_number())
            .map(|token| token.text.as_str())
    }

    fn kind_at(&self, ahead: usize) -> Option<Kind> {
        self.peek(ahead).map(|token| token.kind)
    }

    fn is_label_at(&self, ahead: usize, wanted: Label) -> bool {
        self.word_at(ahead).and_then(label) == Some(wanted)
    }

    /// `J1.`, `JI.` and slips of "jalan" at the start are `jl`.
    fn repair_start(&mut self) {
        let [first, rest @ ..] = self.tokens.as_mut_slice() else {
            return;
        };
        if first.text == "j"
            && rest
                .first()
                .is_some_and(|token| token.glued && token.text == "1")
        {
            "jl".clone_into(&mut first.text);
            self.tokens.remove(1);
        } else if first.text == "ji" {
            "jl".clone_into(&mut first.text);
        } else if let Some(label) = tables::nearly_label(&first.text).filter(|_| first.is_word()) {
            label.clone_into(&mut first.text);
        } else if first.text == "j"
            && rest
                .first()
                .is_some_and(|token| token.text.starts_with('l'))
            && first.dotted
        {
            // `J.LYos Sudarso`: the dot slipped one letter to the left.
            "jl".clone_into(&mut first.text);
            rest[0].text.remove(0);
            if rest[0].text.is_empty() {
                self.tokens.remove(1);
            }
        }
    }

    /// Drops a telephone number at the end, which would hide the city.
    fn drop_telephone(&mut self) {
        let Some(at) = self.tokens.iter().rposition(|token| token.is_word()) else {
            return;
        };
        if label(&self.tokens[at].text) == Some(Label::Telephone) && at + 1 < self.tokens.len() {
            self.tokens.truncate(at);
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
            Some(Kind::Slash | Kind::Dash) | None => self.at += 1,
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
                self.estate_is_named |= named;
                match &mut self.out.estate {
                    Some(estate) => estate.extend(words),
                    slot => *slot = Some(words),
                }
            }
            Section::Hamlet => self.place_hamlet(&words),
            Section::Village => fill(&mut self.out.village, &mut self.out.rest, &words),
            Section::District => {
                let district = self.out.district.take();
                fill(&mut self.out.district, &mut self.out.rest, &words);
                // A labelled district outranks one guessed before.
                if let Some(guess) = district
                    && self.out.district.as_deref() != Some(guess.as_str())
                {
                    self.out.rest.push(guess);
                }
            }
            Section::Province => fill(&mut self.out.province, &mut self.out.rest, &words),
            Section::Area => self.place_area(&words, was_after_comma),
            Section::Landmark => self.out.rest.extend(words),
            Section::Skip => {}
        }
    }

    /// Javanese directions close a hamlet's name; what follows is the village.
    fn place_hamlet(&mut self, words: &[String]) {
        let words = expand_all(words);
        let end = words
            .iter()
            .position(|word| matches!(word.as_str(), "lor" | "kidul" | "wetan" | "kulon"))
            .map_or(words.len(), |at| at + 1);
        fill(&mut self.out.hamlet, &mut self.out.rest, &words[..end]);
        if end < words.len() {
            fill(&mut self.out.village, &mut self.out.rest, &words[end..]);
        }
    }

    fn word(&mut self) {
        let Some(text) = self.word_at(0).map(str::to_owned) else {
            return;
        };
        if let Some(found) = label(&text)
            && self.take_label(found)
        {
            return;
        }
        if self.slipped_label(&text) || self.bare_block() {
            return;
        }
        if (text == "up" || text == "da")
            && self.peek(0).is_some_and(|token| token.dotted)
            && self.words.is_empty()
        {
            self.at += 1;
            return;
        }
        self.at += 1;
        let in_name =
            matches!(self.section, Section::Street(_) | Section::Lead) && !self.words.is_empty();
        match tables::roman(&text).filter(|_| in_name) {
            Some(lane) => {
                let mut lane = lane.to_string();
                // Kertajaya IX C / 25
                let letter = self
                    .word_at(0)
                    .filter(|word| word.len() == 1)
                    .map(str::to_owned);
                if let Some(letter) = letter
                    && matches!(self.kind_at(1), Some(Kind::Slash))
                {
                    lane.push_str(&letter);
                    self.at += 1;
                }
                self.words.push(lane);
                self.number_after_slash();
            }
            None => self.words.push(text),
        }
    }

    /// Acts on a label if what follows bears it out.
    fn take_label(&mut self, found: Label) -> bool {
        let number_next = self.number_at(1).is_some();
        let word_next = self.word_at(1).is_some();
        let begins_street = matches!(self.section, Section::Street(_))
            && self.words.iter().all(|word| word == "raya");
        match found {
            Label::Rt | Label::Rw if number_next => {
                self.flush(Section::Area);
                self.at += 1;
                let value = self.small_number();
                if found == Label::Rw {
                    self.out.rw = value;
                    return true;
                }
                self.out.rt = value;
                if matches!(self.kind_at(0), Some(Kind::Slash | Kind::Dash)) {
                    self.at += 1;
                }
                if self.number_at(0).is_some_and(|text| text.len() <= 3)
                    && self.tokens[self.at - 1].kind != Kind::Number
                {
                    self.out.rw = self.small_number();
                }
                true
            }
            Label::HouseNumber if number_next || self.is_lettered_number(1) => {
                self.at += 1;
                if self.out.number.is_none() {
                    self.out.number = self.house_number(true);
                    self.flush(Section::Area);
                } else {
                    self.house_number(true);
                }
                true
            }
            Label::HouseNumber => {
                self.at += 1;
                true
            }
            Label::Block | Label::Plot
                if number_next || self.word_at(1).is_some_and(|word| word.len() <= 3) =>
            {
                self.lead_is_estate();
                self.flush(Section::Area);
                self.at += 1;
                self.block(found == Label::Plot);
                true
            }
            Label::Kilometre => {
                self.at += 1;
                if let Some(distance) = self.number_at(0).map(str::to_owned) {
                    self.at += 1;
                    self.flush(Section::Area);
                    self.out.rest.extend(["km".to_owned(), distance]);
                }
                true
            }
            Label::Floor | Label::Tower
                if number_next || self.word_at(1).is_some_and(|word| word.len() <= 2) =>
            {
                let name = if found == Label::Floor { "lt" } else { "tower" };
                self.flush(Section::Area);
                self.at += 1;
                let value = self.house_number(false).or_else(|| {
                    let word = self.word_at(0).map(str::to_owned);
                    self.at += 1;
                    word
                });
                let part = format!("{name} {}", value.unwrap_or_default());
                self.out.unit = Some(match self.out.unit.take() {
                    Some(unit) => format!("{unit} {part}"),
                    None => part,
                });
                true
            }
            Label::Thoroughfare(kind) => self.open(Section::Street(kind)),
            Label::Village if word_next || number_next => self.open(Section::Village),
            Label::District if word_next => self.open(Section::District),
            Label::Hamlet if word_next && !begins_street => self.open(Section::Hamlet),
            Label::City | Label::Regency if word_next && !begins_street => self.inner_city(found),
            Label::Province if word_next => self.open(Section::Province),
            Label::PostalCode => {
                self.at += 1;
                true
            }
            Label::Estate if !begins_street => {
                self.open(Section::Estate { named: true });
                true
            }
            Label::Building(name) if !begins_street && self.section != Section::Landmark => {
                self.open(Section::Estate { named: true });
                self.words.push(name.to_owned());
                true
            }
            Label::EstateName if self.words.is_empty() && self.section == Section::Lead => {
                self.section = Section::Estate { named: false };
                false
            }
            Label::Landmark if !begins_street => {
                self.open(Section::Landmark);
                self.words.push(self.tokens[self.at - 1].text.clone());
                true
            }
            Label::Telephone if number_next => self.open(Section::Skip),
            _ => false,
        }
    }

    fn open(&mut self, section: Section) -> bool {
        self.flush(section);
        self.at += 1;
        true
    }

    /// `Kex. Jambe`, `KE. MEDOKAN`: a slip of "kel" or "kec" behind the house number; the first one is the village.
    fn slipped_label(&mut self, text: &str) -> bool {
        let fits = (2..=4).contains(&text.len())
            && text.starts_with('k')
            && label(text).is_none()
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
            self.section = Section::Estate { named: true };
        }
    }

    fn finish(mut self) -> Address {
        self.place_lead();
        // An estate known only by its first word needs a block; else it is a street.
        let is_street = !self.estate_is_named
            && self.out.block.is_none()
            && self.streets.is_empty()
            && self.out.number.is_some();
        if is_street && let Some(words) = self.out.estate.take() {
            self.push_untyped_street(words);
        }
        for typed in std::mem::take(&mut self.streets) {
            let (kind, words) = typed.split_at(1);
            let words = street::canonical_street(words);
            self.out
                .street
                .extend(kind.iter().filter(|kind| !kind.is_empty()).cloned());
            self.out.street.extend(words);
        }
        self.out.estate = self.out.estate.map(|words| {
            let words = expand_all(&words);
            words
                .iter()
                .map(|word| tables::estate_word(word).to_owned())
                .collect()
        });
        self.refine_city_by_postal();
        self.refine_city_by_district();
        self.out
    }

    fn push_untyped_street(&mut self, words: Vec<String>) {
        let mut street = vec![String::new()];
        street.extend(words);
        self.streets.push(street);
    }

    /// The words before any label: a street if a house number or block follows, else an area.
    fn place_lead(&mut self) {
        let lead = std::mem::take(&mut self.lead);
        if lead.is_empty() {
            return;
        }
        let has_house = self.out.number.is_some() || self.out.block.is_some();
        if !self.streets.is_empty() {
            self.out.rest.extend(lead);
        } else if has_house
            || lead
                .iter()
                .skip(1)
                .any(|word| word.bytes().all(|b| b.is_ascii_digit()))
        {
            self.push_untyped_street(lead);
        } else {
            let village = self.out.village.take();
            self.place_area(&lead, false);
            // The lead stands before a village named later: it is the hamlet.
            if let Some(village) = village {
                let guess = self.out.village.replace(village);
                if self.out.hamlet.is_none() {
                    self.out.hamlet = guess;
                }
            }
        }
    }
}

fn join(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    words.join(" ")
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

/// Fills an empty part, or adds the words to the rest.
fn fill(part: &mut Option<String>, rest: &mut Vec<String>, words: &[String]) {
    let words = expand_all(words);
    if part.is_none() {
        *part = Some(words.join(" "));
    } else {
        rest.extend(words);
    }
}
