//! Acts on the words that announce a part.

use super::super::tables::Label;
use super::super::token::Kind;
use super::{Parser, Section};

impl Parser<'_> {
    /// Acts on a label if what follows bears it out.
    pub(super) fn take_label(&mut self, found: Label) -> bool {
        let number_next = self.number_at(1).is_some();
        let word_next = self.word_at(1).is_some();
        // Behind a label the first word belongs to the name: Jl. Kampung Melayu, Kel. Kota Baru.
        let begins_street = match self.section {
            Section::Street(_) => self
                .words
                .iter()
                .all(|word| matches!(word.as_str(), "raya" | "simpang")),
            Section::Village | Section::District | Section::Hamlet(_) => self.words.is_empty(),
            _ => false,
        };
        match found {
            Label::Rt | Label::Rw if number_next => self.neighbourhood(found),
            Label::Rt if self.is_label_at(1, Label::Rw) => self.both_units(2),
            Label::Rt if self.is_label_at(2, Label::Rw) => self.both_units(3),
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
            // `blk masjid` is behind the mosque, `blk C` a block.
            Label::Block if word_next && self.word_at(0) == Some("blk") && !begins_street => {
                self.open(Section::Landmark);
                self.words.push("belakang".to_owned());
                true
            }
            Label::Unit if number_next || self.is_lettered_number(1) => self.unit(),
            // Rawamangun Muka is a street.
            Label::Landmark(_) if self.word_at(0) == Some("muka") && !self.words.is_empty() => {
                false
            }
            Label::Kilometre => self.kilometre(),
            Label::Floor | Label::Tower
                if number_next || self.word_at(1).is_some_and(|word| word.len() <= 2) =>
            {
                self.floor(found)
            }
            Label::Thoroughfare(kind) => self.open(Section::Street(kind)),
            Label::Village if word_next || number_next => self.open(Section::Village),
            Label::District if word_next => self.open(Section::District),
            Label::Hamlet(kind) if (word_next || number_next) && !begins_street => {
                self.open(Section::Hamlet(kind))
            }
            Label::City | Label::Regency if word_next && !begins_street => self.inner_city(found),
            Label::Province if word_next => self.open(Section::Province),
            Label::PostalCode => {
                self.at += 1;
                true
            }
            Label::Estate(kind) if !begins_street && (word_next || number_next) => {
                self.open(Section::Estate { named: Some(kind) })
            }
            // Tunjungan Plaza, Galaxy Mall: the kind closes the name.
            Label::Building("mall")
                if self.section == Section::Lead
                    && !self.words.is_empty()
                    && self
                        .peek(1)
                        .is_none_or(|next| !next.is_word() || next.label.is_some()) =>
            {
                self.section = Section::Estate { named: Some("") };
                false
            }
            Label::Building(name) if !begins_street && self.section != Section::Landmark => {
                self.open(Section::Estate { named: Some("") });
                self.words.push(name.to_owned());
                true
            }
            Label::EstateName if self.opens_estate() => {
                self.section = Section::Estate { named: None };
                false
            }
            Label::Landmark(word) if !begins_street && self.section != Section::CareOf => {
                self.open(Section::Landmark);
                self.words.push(word.to_owned());
                true
            }
            _ => false,
        }
    }

    /// A word that opens estate names does so at the start, or behind a block that has neither street nor estate yet.
    fn opens_estate(&self) -> bool {
        let behind_block = self.section == Section::Area
            && self.out.block.is_some()
            && self.out.estate.is_none()
            && self.streets.is_empty()
            && self.lead.is_empty();
        self.words.is_empty() && (self.section == Section::Lead || behind_block)
    }

    /// `RT 3`, `RT 03/05`, `RW 5`.
    fn neighbourhood(&mut self, found: Label) -> bool {
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

    /// `RT/RW 03/05`, `RT RW 3-5`
    fn both_units(&mut self, labels: usize) -> bool {
        self.flush(Section::Area);
        self.at += labels;
        self.out.rt = self.small_number();
        if matches!(self.kind_at(0), Some(Kind::Slash | Kind::Dash)) {
            self.at += 1;
            self.out.rw = self.small_number();
        }
        true
    }

    /// `Km 5`, `Km. 5,5`: what stands before it without a label is a road.
    fn kilometre(&mut self) -> bool {
        if self.number_at(1).is_none() {
            self.at += 1;
            return true;
        }
        self.lead_is_street |= self.section == Section::Lead && !self.words.is_empty();
        self.at += 1;
        let mut distance = self.plain_number();
        let has_fraction = self.kind_at(0) == Some(Kind::Comma)
            && self
                .peek(1)
                .is_some_and(|token| token.is_number() && token.glued && token.text.len() == 1);
        if has_fraction {
            self.at += 1;
            distance.push(',');
            distance.push_str(&self.plain_number());
        }
        self.flush(Section::Area);
        self.add_extra(format!("km {distance}"));
        true
    }

    /// `Lt 2`, `Tower 5`: parts of the unit.
    fn floor(&mut self, found: Label) -> bool {
        let name = if found == Label::Floor { "lt" } else { "tower" };
        self.lead_is_building();
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

    /// `Unit 12C`
    fn unit(&mut self) -> bool {
        self.lead_is_building();
        self.flush(Section::Area);
        self.at += 1;
        let value = self.house_number(false).unwrap_or_default();
        self.out.unit = Some(match self.out.unit.take() {
            Some(unit) => format!("{unit} unit {value}"),
            None => value,
        });
        true
    }

    /// What stands before a tower or floor without a label is the building.
    fn lead_is_building(&mut self) {
        if self.section == Section::Lead && !self.words.is_empty() {
            self.section = Section::Estate { named: Some("") };
        }
    }
}
