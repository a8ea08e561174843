//! What stands in an address beside the place: telephone numbers, persons, old house codes, kept words.

use super::super::tables::{self, Label};
use super::super::token::Kind;
use super::{Parser, Section, expand_all};
use crate::normalise::city;

/// Digits a telephone number without a label has at least.
const SHORTEST_TELEPHONE: usize = 9;

impl Parser<'_> {
    /// Sets aside what a canonical form has marked as fitting nowhere.
    pub(super) fn take_rest(&mut self) {
        let Some(at) = self
            .tokens
            .iter()
            .position(|token| token.kind == Kind::Plus)
        else {
            return;
        };
        let kept = self.tokens[at..]
            .iter()
            .filter(|token| !token.text.is_empty());
        self.kept = kept.map(|token| token.text.to_owned()).collect();
        self.tokens.truncate(at);
    }

    /// Cuts out a telephone number, which would hide the city: behind a label, or by its shape.
    pub(super) fn take_telephone(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let is_label = self.tokens[at].label == Some(Label::Telephone);
            let (start, number) = if is_label { (at, at + 1) } else { (at, at) };
            let end = self.end_of_telephone(number);
            let digits: String = self.tokens[number..end]
                .iter()
                .filter(|token| token.is_number())
                .map(|token| token.text)
                .collect();
            if (is_label && digits.len() >= 5) || self.is_telephone(number, &digits) {
                self.out.telephone.get_or_insert(digits);
                self.tokens.drain(start..end);
            } else {
                at += 1;
            }
        }
    }

    /// Where a run of figures, dashes and brackets ends.
    fn end_of_telephone(&self, start: usize) -> usize {
        let is_part = |at: usize| {
            let token = &self.tokens[at];
            let bracket = matches!(token.kind, Kind::Open | Kind::Close);
            token.is_number() || bracket || token.kind == Kind::Dash
        };
        (start..self.tokens.len())
            .find(|at| !is_part(*at))
            .unwrap_or(self.tokens.len())
    }

    /// `08123456789`, `024-3541234`, `(031) 5671234`: a zero in front, and too long for anything else.
    fn is_telephone(&self, start: usize, digits: &str) -> bool {
        let kind = |at: usize| self.tokens.get(at).map(|token| token.kind);
        // `Semarang (3541234)`: a local number alone in brackets.
        if kind(start) == Some(Kind::Open)
            && kind(start + 1) == Some(Kind::Number)
            && kind(start + 2) == Some(Kind::Close)
            && (6..=8).contains(&digits.len())
        {
            return true;
        }
        let opens = self.tokens.get(start).is_some_and(|token| {
            token.is_number() || (token.kind == Kind::Open && digits.starts_with('0'))
        });
        let first = digits.starts_with('0') || digits.starts_with("62");
        opens && first && (SHORTEST_TELEPHONE..=14).contains(&digits.len())
    }

    /// `d/a Ibu Siti`, `u.p. Bpk Hendro`, `c/o`: a person follows.
    pub(super) fn care_of(&mut self) -> bool {
        if !self.words.is_empty() {
            return false;
        }
        if self.salutation() {
            self.flush(Section::CareOf);
            return false;
        }
        let (first, second) = (self.word_at(0), self.peek(1).map(|token| token.kind));
        let width = match first {
            Some("d" | "c") if second == Some(Kind::Slash) => {
                let fits = matches!(self.word_at(2), Some("a" | "o"));
                if fits { 3 } else { return false }
            }
            Some("d" | "u") if self.is_pair_of_initials() => 2,
            Some("up" | "da" | "qq") => 1,
            _ => return false,
        };
        if self.word_at(width).is_none() {
            return false;
        }
        self.flush(Section::CareOf);
        self.at += width;
        self.words.push("da".to_owned());
        true
    }

    /// `(Bp. Budi)`, `Ibu Siti, Jl. ...`: a person's name typed into the address.
    fn salutation(&self) -> bool {
        let is_open = matches!(self.section, Section::Lead | Section::Area);
        let named = self.word_at(1).is_some_and(|word| {
            word.len() > 2 && self.peek(1).is_some_and(|next| next.label.is_none())
        });
        is_open
            && named
            && matches!(
                self.word_at(0),
                Some("bp" | "bpk" | "bapak" | "ibu" | "bu" | "pak" | "sdr" | "sdri" | "ny")
            )
    }

    /// `u.p.`, `d.a.`
    fn is_pair_of_initials(&self) -> bool {
        self.peek(0).is_some_and(|token| token.dotted)
            && self.peek(1).is_some_and(|token| token.dotted)
            && matches!(
                (self.word_at(0), self.word_at(1)),
                (Some("u"), Some("p")) | (Some("d"), Some("a"))
            )
    }

    /// The house codes of old Yogyakarta, a quarter and its block before the house: GM I/123, JT II/45.
    pub(super) fn house_code(&mut self) -> bool {
        let Some(quarter) = self.word_at(0).filter(|word| word.len() == 2) else {
            return false;
        };
        let fits = self.section != Section::Landmark
            && !self.words.is_empty()
            && self.kind_at(2) == Some(Kind::Slash)
            && self.number_at(3).is_some()
            && self.is_in_province("34");
        let block = self.word_at(1).and_then(tables::roman).or_else(|| {
            let figures = self.number_at(1).filter(|_| self.peek(0).is_some());
            figures.and_then(|text| text.parse().ok())
        });
        let Some(block) = block.filter(|_| fits) else {
            return false;
        };
        self.lead_is_area |= self.section == Section::Lead;
        self.flush(Section::Area);
        self.at += 3;
        self.out.number = self.house_number(true);
        self.add_extra(format!("{quarter} {block}"));
        true
    }

    /// Tells whether the address or else its row lies in a province.
    pub(super) fn is_in_province(&self, code: &str) -> bool {
        let city = self.out.city.as_ref().or(self.row_city);
        let named = self.out.province.as_deref().and_then(city::province_code);
        city.and_then(|city| city.code)
            .or(named)
            .is_some_and(|found| found.starts_with(code))
    }

    /// In Bali `Br.` is a banjar; elsewhere "baru", and Banjar a name.
    pub(super) fn mark_banjars(&mut self) {
        if self
            .tokens
            .iter()
            .all(|token| token.label != Some(Label::Banjar))
        {
            return;
        }
        let in_bali = self.is_in_province("51");
        for token in &mut self.tokens {
            if token.label == Some(Label::Banjar) {
                token.label = in_bali.then_some(Label::Hamlet("banjar"));
            }
        }
    }

    /// An area in front of a house code: the village if one is called so, else a hamlet.
    pub(super) fn place_coded_area(&mut self, lead: &[String]) {
        let name = expand_all(lead).join(" ");
        let city = self.out.city.as_ref().or(self.row_city);
        let is_village = city
            .and_then(|city| city.code)
            .is_some_and(|code| city::is_village(&name, code));
        if is_village && self.out.village.is_none() {
            self.out.village = Some(name);
        } else if self.out.hamlet.is_none() {
            self.out.hamlet = Some(name);
        } else {
            self.add_extra(name);
        }
    }

    /// What stands before a street without a label of its own: a shop, a boarding house.
    pub(super) fn place_words_before_street(&mut self, lead: &[String]) {
        self.add_extra(lead.join(" "));
    }
}
