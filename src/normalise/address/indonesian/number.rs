//! House numbers, lanes and blocks.

use super::super::tables::{self, Label};
use super::super::token::{Kind, Token};
use super::{Parser, Section, without_zeros};

/// A number before a slash is a lane up to here, beyond it a house: Ketintang Baru 3/12, Pancasila 203/12.
const LAST_LANE: u16 = 20;

impl Parser<'_> {
    /// A block without its label: `C3/12`, `D19-31`, `B17 no 4`, `AA/3-A`.
    pub(super) fn bare_block(&mut self) -> bool {
        let in_estate = matches!(self.section, Section::Estate { .. });
        let in_name = in_estate || matches!(self.section, Section::Street(_) | Section::Lead);
        if !in_name
            || self.words.is_empty()
            || self.out.block.is_some()
            || self.word_at(0).is_none_or(|word| word.len() > 2)
        {
            return false;
        }
        let glued = self
            .peek(1)
            .is_some_and(|token| token.is_number() && token.glued);
        let dashed = self.kind_at(1) == Some(Kind::Dash) && self.number_at(2).is_some();
        let after = if glued { 2 } else { 3 };
        let house_follows = matches!(self.kind_at(after), Some(Kind::Slash | Kind::Dash))
            || self.is_label_at(after, Label::HouseNumber);
        let house_follows_spaced =
            matches!(self.kind_at(2), Some(Kind::Slash)) || self.is_label_at(2, Label::HouseNumber);
        let slashed = self.kind_at(1) == Some(Kind::Slash) && self.number_at(2).is_some();
        let spaced = in_estate && self.is_spaced_block(house_follows_spaced);
        let fits =
            (glued || dashed) && (in_estate || house_follows) || (in_estate && slashed) || spaced;
        if fits {
            self.flush(Section::Area);
            self.block(false);
        }
        fits
    }

    /// `C 3 No 12`, `C 12`: a lone letter with figures, which is no Roman numeral unless a house follows.
    fn is_spaced_block(&self, house_follows: bool) -> bool {
        let letters = self.word_at(0).unwrap_or_default();
        self.number_at(1).is_some()
            && self.peek(0).is_some_and(|token| token.label.is_none())
            && (house_follows || (letters.len() == 1 && tables::roman(letters).is_none()))
    }

    /// `AA-3A`: behind the dash stands the house, as its letter shows.
    fn is_dashed_house(&self) -> bool {
        self.kind_at(0) == Some(Kind::Dash)
            && self.number_at(1).is_some()
            && self
                .peek(2)
                .is_some_and(|token| token.is_word() && token.glued && token.text.len() == 1)
            && !matches!(self.kind_at(3), Some(Kind::Slash | Kind::Dash))
            && !self.is_label_at(3, Label::HouseNumber)
    }

    /// Reads a block and the house number joined to it.
    pub(super) fn block(&mut self, is_plot: bool) {
        let mut block = if is_plot {
            "kav ".to_owned()
        } else {
            String::new()
        };
        let letters = self
            .word_at(0)
            .filter(|word| word.len() <= 3)
            .map(str::to_owned);
        if let Some(letters) = &letters
            && !self.is_label_at(0, Label::HouseNumber)
        {
            block.push_str(letters);
            self.at += 1;
            let dashed = self.kind_at(0) == Some(Kind::Dash) && self.number_at(1).is_some();
            let spaced = self
                .peek(0)
                .is_some_and(|token| token.is_number() && !token.glued);
            let after = if dashed { 2 } else { 1 };
            let house_follows = matches!(self.kind_at(after), Some(Kind::Slash | Kind::Dash))
                && self.number_at(after + 1).is_some()
                || self.is_label_at(after, Label::HouseNumber);
            if self.is_dashed_house() {
                self.set_block(block);
                self.at += 1;
                self.out.number = self.house_number(false);
                return;
            }
            // `Blok C 12` is house 12 of block C, `Blok C 3 / 12` house 12 of block C3, `Blok B-7` a block.
            if dashed {
                self.at += 1;
            }
            if !spaced || house_follows {
                block.push_str(&self.plain_number());
            } else {
                self.out.number = self.house_number(false);
            }
        } else {
            block.push_str(&self.plain_number());
            if let Some(suffix) = self
                .peek(0)
                .filter(|token| token.is_word() && token.glued && token.text.len() == 1)
            {
                block.push_str(suffix.text);
                self.at += 1;
            }
            if is_plot && self.kind_at(0) == Some(Kind::Dash) && self.number_at(1).is_some() {
                // Plots are counted without blocks: Kav 12-14 is two of them.
                self.at += 1;
                block.push('-');
                block.push_str(&self.plain_number());
            }
        }
        self.set_block(block);
        if matches!(self.kind_at(0), Some(Kind::Slash | Kind::Dash)) && self.number_at(1).is_some()
        {
            self.at += 1;
            self.out.number = self.house_number(false);
        }
    }

    fn set_block(&mut self, block: String) {
        if !block.trim().is_empty() && self.out.block.is_none() {
            self.out.block = Some(block);
        }
    }

    /// The number here without leading zeros, or nothing.
    pub(super) fn plain_number(&mut self) -> String {
        let Some(text) = self.number_at(0) else {
            return String::new();
        };
        let text = without_zeros(text);
        self.at += 1;
        text
    }

    pub(super) fn small_number(&mut self) -> Option<u16> {
        self.plain_number()
            .parse()
            .ok()
            .filter(|value| *value <= 200)
    }

    /// `No. B12`: a letter belongs to the number.
    pub(super) fn is_lettered_number(&self, ahead: usize) -> bool {
        self.word_at(ahead).is_some_and(|word| word.len() == 1)
            && self
                .peek(ahead + 1)
                .is_some_and(|token| token.is_number() && token.glued)
    }

    /// A house number with suffix and range; `with_slash` takes in `203/12`.
    pub(super) fn house_number(&mut self, with_slash: bool) -> Option<String> {
        let mut number = String::new();
        if self.is_lettered_number(0) {
            number.push_str(self.word_at(0).unwrap_or_default());
            self.at += 1;
        }
        self.number_at(0)?;
        number.push_str(&self.plain_number());
        self.letter_suffix(&mut number);
        let joined = match self.kind_at(0) {
            Some(Kind::Slash) if with_slash => self.number_at(1).is_some().then_some('/'),
            Some(Kind::Dash) => self.number_at(1).is_some().then_some('-'),
            _ => None,
        };
        if let Some(sign) = joined {
            self.at += 1;
            number.push(sign);
            number.push_str(&self.plain_number());
            self.letter_suffix(&mut number);
        }
        Some(number)
    }

    /// `12B`, `24 B`, `3-A`.
    pub(super) fn letter_suffix(&mut self, number: &mut String) {
        let dashed = usize::from(matches!(self.kind_at(0), Some(Kind::Dash)));
        let letter = self
            .peek(dashed)
            .filter(|token| token.is_word() && token.text.len() == 1 && token.text != "#")
            .filter(|token| token.glued || !token.dotted)
            .map(|token| token.text);
        if let Some(letter) = letter {
            number.push_str(letter);
            self.at += 1 + dashed;
        }
    }

    pub(super) fn number(&mut self) {
        // 26 Ilir, 7 Ulu: the quarters of Palembang have numbers in their names.
        let is_quarter = matches!(self.word_at(1), Some("ilir" | "ulu"));
        if is_quarter && !matches!(self.section, Section::Village | Section::Area) {
            self.flush(Section::Area);
            return self.area_number(false);
        }
        let value: u16 = self
            .number_at(0)
            .and_then(|text| text.parse().ok())
            .unwrap_or(u16::MAX);
        let slashed = self.kind_at(1) == Some(Kind::Slash) && self.number_at(2).is_some();
        match self.section {
            Section::Hamlet(_) if self.words.is_empty() => {
                let text = self.plain_number();
                self.words.push(text);
            }
            Section::Landmark | Section::CareOf => {
                let text = self.plain_number();
                self.words.push(text);
            }
            Section::Street(_) if self.words.is_empty() => self.lane_of_its_own(),
            Section::Street(_) | Section::Lead if self.out.number.is_none() => {
                self.street_number(value, slashed);
            }
            Section::Estate { .. } if !self.words.is_empty() && self.house_is_to_come() => {
                let part = self.plain_number();
                self.words.push(part);
            }
            Section::Estate { .. } if self.out.number.is_none() && self.out.block.is_none() => {
                self.out.number = self.house_number(true);
                self.flush(Section::Area);
            }
            _ => self.area_number(slashed),
        }
    }

    /// `Gg. 3A No. 10`, `Lr. 5 No. 12`: the lane has a number for a name.
    pub(super) fn lane_of_its_own(&mut self) {
        let mut lane = self.plain_number();
        self.letter_suffix(&mut lane);
        self.words.push(lane);
        self.number_after_slash();
    }

    /// `02/04` behind a street: zeros in front, or a lane already read, make them RT and RW.
    fn are_bare_units(&self) -> bool {
        let padded = |ahead| {
            self.number_at(ahead)
                .is_some_and(|text| text.starts_with('0'))
        };
        let lane_is_read = self
            .words
            .last()
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let short = |ahead| self.number_at(ahead).is_some_and(|text| text.len() <= 3);
        !self.words.is_empty()
            && self.out.rt.is_none()
            && short(0)
            && short(2)
            && (lane_is_read || (padded(0) && padded(2)))
    }

    /// A number behind a street name: the lane's if a house number follows, else the house's.
    pub(super) fn street_number(&mut self, value: u16, slashed: bool) {
        if slashed && self.are_bare_units() {
            return self.area_number(slashed);
        }
        let lettered = lettered_word(self.peek(1))
            && self.kind_at(2) == Some(Kind::Slash)
            && self.number_at(3).is_some();
        // `3/` as a canonical form writes a lane without a house.
        let open_slash = usize::from(lettered_word(self.peek(1))) + 1;
        let ends_in_slash = self.kind_at(open_slash) == Some(Kind::Slash)
            && self.number_at(open_slash + 1).is_none();
        self.lead_is_street |= ends_in_slash && self.section == Section::Lead;
        let is_lane = if ends_in_slash {
            !self.words.is_empty()
        } else if slashed || lettered {
            value <= LAST_LANE
                && !self.words.is_empty()
                && tables::known_street(&self.words).is_none()
        } else {
            let house_at = |at: usize| {
                self.is_label_at(at, Label::HouseNumber) && self.number_at(at + 1).is_some()
            };
            // The lane's letter, and a comma, may stand between.
            let suffix = usize::from(
                self.peek(1)
                    .is_some_and(|token| token.is_word() && token.label.is_none()),
            );
            let comma = usize::from(self.kind_at(1 + suffix) == Some(Kind::Comma));
            !self.words.is_empty() && (house_at(1 + suffix + comma) || self.is_part_of_name())
        };
        if is_lane {
            let mut lane = self.plain_number();
            self.letter_suffix(&mut lane);
            self.words.push(lane);
            self.number_after_slash();
        } else {
            self.out.number = self.house_number(true);
            self.flush(Section::Area);
        }
    }

    /// `Nusa Indah 2 Blok B3`, `Citra Garden 2 B5/12`: the number is the estate's.
    fn house_is_to_come(&self) -> bool {
        let is_bare = self.word_at(1).is_some_and(|word| word.len() <= 2)
            && self
                .peek(2)
                .is_some_and(|token| token.is_number() && token.glued)
            && self.kind_at(3) == Some(Kind::Slash);
        let comma = usize::from(self.kind_at(1) == Some(Kind::Comma));
        // `Nusa Indah 2/` as a canonical form writes it.
        let ends_in_slash = self.kind_at(1) == Some(Kind::Slash) && self.number_at(2).is_none();
        let house_follows =
            self.is_label_at(1 + comma, Label::HouseNumber) && self.number_at(2 + comma).is_some();
        self.is_label_at(1 + comma, Label::Block) || house_follows || is_bare || ends_in_slash
    }

    /// `Bintaro Jaya Sektor 9 Blok HF 5 No 12`: before a block a number belongs to the estate, or to the street if the
    /// house is still to come.
    fn is_part_of_name(&self) -> bool {
        let house_to_come = || {
            self.tokens[self.at..]
                .windows(2)
                .any(|pair| pair[0].label == Some(Label::HouseNumber) && pair[1].is_number())
        };
        self.is_label_at(1, Label::Block) && (self.section == Section::Lead || house_to_come())
    }

    /// A number behind the house: RT/RW, postal code, or part of a village name (10 Ilir).
    pub(super) fn area_number(&mut self, slashed: bool) {
        let text = self.number_at(0).unwrap_or_default().to_owned();
        let is_lost_slash = text.len() == 4
            && text.starts_with('0')
            && self.out.rt.is_none()
            && self.words.is_empty();
        if slashed && text.len() <= 3 && self.out.rt.is_none() {
            self.flush(Section::Area);
            self.out.rt = self.small_number();
            self.at += 1;
            self.out.rw = self.small_number();
        } else if is_lost_slash {
            self.out.rt = text[..2].parse().ok();
            self.out.rw = text[2..].parse().ok();
            self.at += 1;
        } else if text.len() == 5 && self.out.postal_code.is_none() && !slashed {
            self.out.postal_code = Some(text);
            self.at += 1;
        } else if self.is_house_behind_bracket() {
            self.out.number = self.house_number(true);
        } else if matches!(self.section, Section::Hamlet(_))
            && self.out.number.is_none()
            && !self.words.is_empty()
        {
            self.out.number = self.house_number(true);
            self.flush(Section::Area);
        } else {
            self.words.push(without_zeros(&text));
            self.at += 1;
        }
    }

    /// `Jl. Pemuda (samping BCA) 15`
    fn is_house_behind_bracket(&self) -> bool {
        let behind = self
            .at
            .checked_sub(1)
            .is_some_and(|at| self.tokens[at].kind == Kind::Close);
        behind && self.out.number.is_none() && !self.streets.is_empty() && self.words.is_empty()
    }

    /// `3/12`: the slash behind a lane leads to the house.
    pub(super) fn number_after_slash(&mut self) -> bool {
        if self.kind_at(0) == Some(Kind::Slash)
            && self.number_at(1).is_some()
            && self.out.number.is_none()
        {
            self.at += 1;
            self.out.number = self.house_number(false);
            self.flush(Section::Area);
            return true;
        }
        false
    }
}

/// A single letter joined to the number before it.
fn lettered_word(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| token.is_word() && token.glued && token.text.len() == 1)
}
