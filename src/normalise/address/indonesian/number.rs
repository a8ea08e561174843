//! House numbers, lanes and blocks.

use super::super::tables::{self, Label, label};
use super::super::token::Kind;
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
        let slashed = self.kind_at(1) == Some(Kind::Slash) && self.number_at(2).is_some();
        let fits = (glued || dashed) && (in_estate || house_follows) || (in_estate && slashed);
        if fits {
            self.flush(Section::Area);
            self.block(false);
        }
        fits
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
            && label(letters) != Some(Label::HouseNumber)
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
                block.push_str(&suffix.text);
                self.at += 1;
            }
        }
        if !block.trim().is_empty() && self.out.block.is_none() {
            self.out.block = Some(block);
        }
        if matches!(self.kind_at(0), Some(Kind::Slash | Kind::Dash)) && self.number_at(1).is_some()
        {
            self.at += 1;
            self.out.number = self.house_number(false);
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
            .map(|token| token.text.clone());
        if let Some(letter) = letter {
            number.push_str(&letter);
            self.at += 1 + dashed;
        }
    }

    pub(super) fn number(&mut self) {
        let value: u16 = self
            .number_at(0)
            .and_then(|text| text.parse().ok())
            .unwrap_or(u16::MAX);
        let slashed = self.kind_at(1) == Some(Kind::Slash) && self.number_at(2).is_some();
        match self.section {
            Section::Skip => self.at += 1,
            Section::Landmark => {
                let text = self.plain_number();
                self.words.push(text);
            }
            Section::Street(_) if self.words.is_empty() => self.lane_of_its_own(),
            Section::Street(_) | Section::Lead if self.out.number.is_none() => {
                self.street_number(value, slashed);
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

    /// A number behind a street name: the lane's if a house number follows, else the house's.
    pub(super) fn street_number(&mut self, value: u16, slashed: bool) {
        let is_lane = if slashed {
            value <= LAST_LANE
                && !self.words.is_empty()
                && tables::known_street(&self.words).is_none()
        } else {
            let followed = self.is_label_at(1, Label::HouseNumber) && self.number_at(2).is_some();
            let suffixed = self.is_label_at(2, Label::HouseNumber) && self.number_at(3).is_some();
            !self.words.is_empty() && (followed || suffixed)
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
        } else if self.section == Section::Hamlet
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
