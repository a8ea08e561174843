//! Cities, provinces, districts and postal codes inside an address.

use crate::normalise::city::{self, Place, PlaceType};

use super::super::tables::{self, Label};
use super::super::token::Kind;
use super::{Parser, Section, join};

/// Words a place name has at most.
const LONGEST_PLACE: usize = 3;

impl Parser<'_> {
    /// Takes postal code, province and city off the right end.
    pub(super) fn take_places(&mut self) {
        loop {
            let before = self.tokens.len();
            while self
                .tokens
                .last()
                .is_some_and(|token| !token.is_word() && !token.is_number())
            {
                // A slash at the end says that a lane or street has no house.
                if matches!(
                    self.tokens.last().map(|token| token.kind),
                    Some(Kind::Close | Kind::Slash)
                ) {
                    return;
                }
                self.tokens.pop();
            }
            self.take_country();
            self.take_postal_code();
            self.take_one_place();
            if self.tokens.len() == before {
                break;
            }
        }
    }

    /// "Indonesia" at the end says nothing.
    fn take_country(&mut self) {
        let last_is_country = self
            .tokens
            .last()
            .is_some_and(|token| token.text == "indonesia");
        if last_is_country && self.tokens.len() > 1 {
            self.tokens.pop();
        }
    }

    pub(super) fn take_postal_code(&mut self) {
        let count = self.tokens.len();
        let Some(last) = self.tokens.last() else {
            return;
        };
        let stands_alone = count < 2 || {
            let before = &self.tokens[count - 2];
            !matches!(before.kind, Kind::Slash | Kind::Dash)
                && before
                    .label
                    .is_none_or(|l| matches!(l, Label::PostalCode | Label::Hamlet(_)))
                && !last.glued
        };
        let fits = last.is_number() && last.text.len() == 5 && !last.text.starts_with('0');
        if fits && stands_alone && self.out.postal_code.is_none() {
            self.out.postal_code = Some(last.text.to_owned());
            self.tokens.pop();
            if self
                .tokens
                .last()
                .is_some_and(|token| matches!(token.text, "kp" | "kodepos" | "pos" | "zip"))
            {
                self.tokens.pop();
            }
            if self
                .tokens
                .last()
                .is_some_and(|token| matches!(token.text, "kode" | "kd"))
            {
                self.tokens.pop();
            }
        }
    }

    pub(super) fn take_one_place(&mut self) {
        if self.out.city.is_some() {
            return;
        }
        let count = self.tokens.len();
        let words = self
            .tokens
            .iter()
            .rev()
            .take(LONGEST_PLACE)
            .take_while(|token| token.is_word() && !token.label.is_some_and(ends_a_name))
            .count();
        for width in (1..=words).rev() {
            let start = count - width;
            let name = join(&self.tokens[start..]);
            let (label_width, wanted) = match start.checked_sub(1).map(|at| self.place_label(at)) {
                Some((width, Some(Label::City))) => (width, Some(PlaceType::City)),
                Some((width, Some(Label::Regency))) => (width, Some(PlaceType::Regency)),
                _ => (0, None),
            };
            if self.out.province.is_none()
                && let Some(code) = city::province_code(&name)
                && code != "31"
                && self.may_be_place(start)
            {
                self.out.province = Some(name);
                self.tokens.truncate(start);
                if self
                    .tokens
                    .last()
                    .is_some_and(|token| token.label == Some(Label::Province))
                {
                    self.tokens.pop();
                }
                return;
            }
            let province = self.out.province.as_deref().and_then(city::province_code);
            let found = province
                .and_then(|province| city::in_province(&name, province, wanted))
                .or_else(|| city::resolve_exact(&name, wanted))
                .or_else(|| city::resolve_variant(&name, wanted));
            let Some(place) = found else {
                continue;
            };
            let start = start - label_width;
            if (label_width > 0 || self.may_be_place(start))
                && self.agrees_with_row(&place, start, wanted.is_some())
            {
                self.tokens.truncate(start);
                self.set_city(place, &name);
                return;
            }
        }
    }

    /// The label of a city or regency that ends at a token, and how many tokens it takes: `Kodya Dati II`.
    fn place_label(&self, at: usize) -> (usize, Option<Label>) {
        let is_level = |token: &&super::Token<'_>| {
            matches!(
                token.text,
                "dati" | "dt" | "tk" | "tingkat" | "ii" | "2" | "adm" | "administrasi"
            )
        };
        let levels = self.tokens[..=at].iter().rev().take_while(is_level).count();
        let label = at
            .checked_sub(levels)
            .and_then(|at| self.tokens[at].label)
            .filter(|label| matches!(label, Label::City | Label::Regency));
        (levels + 1, label)
    }

    /// A place name from `start` on is no part of a street, village or district name.
    pub(super) fn may_be_place(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else {
            return true;
        };
        if self.tokens[before].kind == Kind::Comma {
            return true;
        }
        // The nearest label in the same run of words.
        let run = self.tokens[..start]
            .iter()
            .rev()
            .take_while(|token| token.is_word())
            .count();
        let opening = (start - run..start)
            .rev()
            .find(|at| self.tokens[*at].label.is_some_and(opens_a_name));
        let Some(opening) = opening else {
            // Nothing but a number, or a name without a label.
            return true;
        };
        let inside = &self.tokens[opening + 1..start];
        match self.tokens[opening].label {
            Some(Label::Thoroughfare(_)) => {
                let whole: Vec<String> = self.tokens[opening + 1..]
                    .iter()
                    .map(|token| token.text.to_owned())
                    .collect();
                let is_name = inside.iter().any(|token| token.text != "raya");
                is_name && tables::known_street(&whole).is_none()
            }
            Some(Label::District) => {
                !inside.is_empty() && city::districts(&join(&self.tokens[opening + 1..])).is_empty()
            }
            _ => !inside.is_empty(),
        }
    }

    /// Where the row names its city, a bare word counts as a city only if it is that one or stands apart.
    pub(super) fn agrees_with_row(&self, place: &Place, start: usize, is_labelled: bool) -> bool {
        let Some(code) = self.row_city.and_then(|city| city.code) else {
            return true;
        };
        let apart = start == 0 || self.tokens[start - 1].kind == Kind::Comma;
        let same = place
            .code
            .is_some_and(|found| found.starts_with(code) || code.starts_with(found));
        // Jl. Veteran 12, Lamongan in Lamongan: the district of that name says more than the city again.
        is_labelled || same || apart
    }

    pub(super) fn set_city(&mut self, place: Place, name: &str) {
        if let Some(code) = place.code
            && place.name.starts_with("kabupaten")
            && !place.name.ends_with(name)
            && city::districts(name)
                .iter()
                .any(|district| district.starts_with(code))
        {
            self.out.district = Some(name.to_owned());
        }
        self.out.city = Some(place);
    }

    /// The regency of a district of that name: in the known city, else the only one in the province or, without any
    /// city, in the country.
    pub(super) fn regency_of_district(&self, name: &str) -> Option<&'static str> {
        let codes = city::districts(name);
        let place = self.out.city.as_ref().or(self.row_city);
        let city = place.and_then(|city| city.code);
        let within = |prefix: &str| {
            let mut fitting = codes.iter().filter(|code| code.starts_with(prefix));
            let first = fitting.next()?;
            Some((first, fitting.next().is_none()))
        };
        let (code, _) = match city {
            Some(city) => within(city)
                .filter(|(_, only)| *only || city.len() > 2)
                .or_else(|| {
                    let regency = city::regency_of_namesake(place?, codes)?;
                    within(regency)
                })
                .or_else(|| within(city.get(..2)?).filter(|(_, only)| *only))?,
            None => within("").filter(|(_, only)| *only)?,
        };
        code.get(..5)
    }

    /// People name the big city next door: the district says where the house is.
    pub(super) fn correct_city(&mut self, regency: &str) {
        let differs = match self
            .out
            .city
            .as_ref()
            .or(self.row_city)
            .and_then(|city| city.code)
        {
            Some(code) => self.out.city.is_some() && code != regency,
            None => true,
        };
        if differs {
            self.out.city = city::by_code(regency);
        }
    }

    /// `Kota X` or `Kab. X` before the end of the address.
    pub(super) fn inner_city(&mut self, found: Label) -> bool {
        let wanted = if found == Label::City {
            PlaceType::City
        } else {
            PlaceType::Regency
        };
        let available = self.tokens[self.at + 1..]
            .iter()
            .take_while(|token| token.is_word())
            .count();
        for width in (1..=LONGEST_PLACE.min(available)).rev() {
            let name = join(&self.tokens[self.at + 1..=self.at + width]);
            if self.out.city.is_none()
                && let Some(place) = city::resolve_exact(&name, Some(wanted))
            {
                self.flush(Section::Area);
                self.out.city = Some(place);
                self.at += 1 + width;
                return true;
            }
        }
        false
    }
}

/// A label whose words form a name that a place name could be part of.
fn opens_a_name(found: Label) -> bool {
    matches!(
        found,
        Label::Thoroughfare(_)
            | Label::Village
            | Label::District
            | Label::Hamlet(_)
            | Label::Estate(_)
            | Label::Building(_)
    )
}

/// A label that no name of a city or province can contain.
fn ends_a_name(found: Label) -> bool {
    matches!(
        found,
        Label::Thoroughfare(_)
            | Label::Rt
            | Label::Rw
            | Label::HouseNumber
            | Label::Village
            | Label::District
    )
}
