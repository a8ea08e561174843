//! Addresses: one raw line -> its parts, each in one written form.
//!
//! Indonesian addresses go through `indonesian`, all others through `western`; `token` cuts the text, `tables`
//! knows the words. A part that the text does not name is none; words that fit nowhere are kept in `rest`, in order.
//! The result depends on the text (and the city given along) only.

mod indonesian;
mod label;
mod tables;
mod token;
mod western;
mod western_words;

pub(crate) use tables::official_street;
pub(crate) use western_words::is_state;

use super::city::Place;
use crate::text::clean::{is_too_long, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// The parts of one address. Text is lower case ASCII.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Canonical words, type first where written: `jl ahmad yani`, `gg mawar 3`; western: `white br`, `s western ave`.
    pub street: Vec<String>,
    /// House number with its suffix: `12`, `35b`, `7-21`, `203/12`.
    pub number: Option<String>,
    /// Block of an estate, without blanks: `c3`, `aa`.
    pub block: Option<String>,
    /// Estate or building; the words for "estate" are left out, those for a kind of building kept.
    pub estate: Option<Vec<String>>,
    /// The word that announced the estate: `perumahan`, `kompleks`, `perumnas`, `cluster`.
    pub estate_type: Option<&'static str>,
    /// Neighbourhood unit (rukun tetangga).
    pub rt: Option<u16>,
    /// Community unit (rukun warga).
    pub rw: Option<u16>,
    /// Flat, suite, tower and floor: `621`, `tower 5 lt 12c`.
    pub unit: Option<String>,
    /// Hamlet (dusun, kampung, lingkungan) without its type word.
    pub hamlet: Option<String>,
    /// The word that announced the hamlet: `dusun`, `kampung`, `lingkungan`, `banjar`.
    pub hamlet_type: Option<&'static str>,
    /// Kelurahan or desa.
    pub village: Option<String>,
    /// Kecamatan.
    pub district: Option<String>,
    /// City or regency, if the address itself names or implies it.
    pub city: Option<Place>,
    /// Province or state as written, folded.
    pub province: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Words that fit nowhere: landmarks, kilometres, second areas.
    pub rest: Vec<String>,
    /// The same as phrases, as far as they were read as such: `km 5`, `depan masjid`.
    pub extra: Vec<String>,
    /// The figures of a telephone number written into the address.
    pub telephone: Option<String>,
    /// Whether the address names a person to whom the post goes.
    pub has_name: bool,
}

/// Words for a thoroughfare that stand first in `street`.
const THOROUGHFARES: [&str; 4] = ["jl", "gg", "lorong", "jalur"];

impl Address {
    /// The words that name the place: street, estate, hamlet and what fits nowhere, without the words for the type.
    pub fn place_words(&self) -> impl Iterator<Item = &str> {
        const TYPES: [&str; 12] = [
            "jl",
            "gg",
            "lorong",
            "st",
            "rd",
            "ave",
            "dr",
            "ln",
            "ct",
            "blvd",
            "pl",
            "perumahan",
        ];
        self.street
            .iter()
            .chain(self.estate.iter().flatten())
            .chain(&self.rest)
            .map(String::as_str)
            .chain(self.hamlet.iter().flat_map(|hamlet| hamlet.split(' ')))
            .filter(|word| !word.is_empty() && !TYPES.contains(word))
    }

    /// The street without its type word, so that `ketintang baru 3` equals `jl ketintang baru 3`.
    pub fn street_name(&self) -> &[String] {
        match self.street.split_first() {
            Some((first, rest)) if THOROUGHFARES.contains(&first.as_str()) => rest,
            _ => &self.street,
        }
    }

    /// Tells whether one house can be meant: a number with a street, estate or block.
    pub fn is_exact(&self) -> bool {
        self.number.is_some()
            && (!self.street.is_empty() || self.estate.is_some() || self.block.is_some())
    }

    /// Writes all parts in one order, as text that is equal for equal parts.
    pub fn canonical(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.estate.iter().map(|words| canonical_estate(words)));
        if !self.street.is_empty() {
            let mut street = self.street.join(" ");
            // Else the lane would read as the house, and a street without a label as a village.
            let is_open = self.ends_in_lane() || !is_thoroughfare(&self.street[0]);
            if is_open && (self.number.is_none() || self.block.is_some()) {
                street.push('/');
            }
            parts.push(street);
        }
        let labelled = [
            (self.block_label(), &self.block),
            ("no ", &self.number),
            (self.unit_label(), &self.unit),
            ("dusun ", &self.hamlet),
            ("kel ", &self.village),
            ("kec ", &self.district),
            ("", &self.province),
            ("", &self.postal_code),
        ];
        let mut tail = labelled
            .into_iter()
            .filter_map(|(label, part)| part.as_ref().map(|part| format!("{label}{part}")))
            .collect::<Vec<_>>();
        // Province and postal code follow the city.
        let after_city =
            usize::from(self.province.is_some()) + usize::from(self.postal_code.is_some());
        let place = tail.split_off(tail.len() - after_city);
        parts.append(&mut tail);
        match (self.rt, self.rw) {
            (Some(rt), Some(rw)) => parts.push(format!("rt {rt} rw {rw}")),
            (Some(rt), None) => parts.push(format!("rt {rt}")),
            (None, Some(rw)) => parts.push(format!("rw {rw}")),
            (None, None) => {}
        }
        parts.extend(self.city.iter().map(|city| city.name.clone()));
        parts.extend(place);
        if !self.rest.is_empty() {
            parts.push(format!("+ {}", self.rest.join(" ")));
        }
        parts.join(", ")
    }

    fn ends_in_lane(&self) -> bool {
        self.street
            .last()
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Plots name themselves.
    fn block_label(&self) -> &'static str {
        match &self.block {
            Some(block) if block.starts_with("kav ") => "",
            _ => "blok ",
        }
    }

    /// Towers and floors name themselves.
    fn unit_label(&self) -> &'static str {
        match &self.unit {
            Some(unit) if unit.starts_with("tower ") || unit.starts_with("lt ") => "",
            _ => "unit ",
        }
    }
}

/// An estate by its name, with a word for "estate" where no kind of building opens it.
fn canonical_estate(words: &[String]) -> String {
    let is_building = words
        .first()
        .and_then(|word| label::label(word))
        .is_some_and(|label| matches!(label, label::Label::Building(_)));
    let mut name = words.join(" ");
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        // Else the estate's number would read as the house.
        name.push('/');
    }
    if is_building {
        name
    } else {
        format!("perumahan {name}")
    }
}

/// Tells whether a word of a street opens a thoroughfare.
pub(crate) fn is_thoroughfare(word: &str) -> bool {
    THOROUGHFARES.contains(&word)
}

/// Parses one address; none means missing.
pub fn parse(raw: &str) -> Option<Address> {
    parse_in(raw, None)
}

/// Parses one address whose row names its city elsewhere.
///
/// The city tells districts without a label from villages, and a city's name inside a street or village from the city
/// itself. It is not copied into the result.
pub fn parse_in(raw: &str, row_city: Option<&Place>) -> Option<Address> {
    if is_too_long(raw) || is_placeholder(PlaceholderField::Address, raw) {
        return None;
    }
    let text = tidy(raw);
    let lower = token::lower(&text);
    let tokens = token::lex(&lower);
    let address = if western::is_western(&tokens, row_city) {
        western::parse(&text)
    } else {
        indonesian::parse(tokens, row_city)
    };
    (address != Address::default()).then_some(address)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod properties;
