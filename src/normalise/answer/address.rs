//! What one address is understood as.

use serde::Serialize;

use super::Question;
use crate::normalise::address::{self, Address};
use crate::normalise::city::{self, Place};
use crate::normalise::phone::{self, Country};
use crate::text::clean::fold;
use crate::text::placeholder::{Meaning, PlaceholderField, meaning};

/// The parts of one address, lower case but for the city's official name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AddressAnswer {
    /// Streets and lanes with their type, several parted by a vertical bar: `jl raya rappocini|lorong 5`.
    pub street: Option<String>,
    /// House number with its suffix: `12b`, `7-21`.
    pub number: Option<String>,
    /// Block of an estate: `c3`.
    pub block: Option<String>,
    /// Neighbourhood unit in three digits.
    pub rt: Option<String>,
    /// Community unit in three digits.
    pub rw: Option<String>,
    /// Estate or building with its type word where written: `perumahan griya asri`.
    pub complex: Option<String>,
    /// Hamlet with its type word where written: `kampung rawa bebek`.
    pub hamlet: Option<String>,
    /// Kelurahan or desa.
    pub village: Option<String>,
    /// Kecamatan.
    pub district: Option<String>,
    /// Code of the city or regency: `35.78`.
    pub city_code: Option<String>,
    /// Official name of the city or regency, type first: `kota Surabaya`.
    pub city: Option<String>,
    /// Code of the province, also where only that is known.
    pub province_code: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Floors, kilometres, landmarks, telephone, parted by a vertical bar: `lantai 2`, `telp=+62243541234`.
    pub extra: Option<String>,
    /// `value`, `junk` for a placeholder, or `ditto` for "as above".
    pub status: &'static str,
    /// What deserves a second look: `city_ambiguous`, `postal_code_not_in_city`, `district_not_in_city`,
    /// `village_unknown`, `telephone_inside`, `name_inside`.
    pub flags: Vec<&'static str>,
}

/// Reads one address; the question's city is that of its row.
///
/// # Source
///
/// Identity specification, section 5.
pub fn address(question: &Question) -> AddressAnswer {
    let row_city = question.city.as_deref().and_then(city::resolve);
    let parsed = address::parse_in(&question.value, row_city.as_ref());
    let status = match parsed {
        _ if meaning(PlaceholderField::Address, &question.value) == Some(Meaning::Ditto) => "ditto",
        Some(_) => "value",
        None => "junk",
    };
    let parsed = parsed.filter(|_| status == "value").unwrap_or_default();
    // An address that is only a city is no address, but names the city.
    let only_city = || city::resolve_exact(&fold(&question.value), None);
    let row_city = row_city.or_else(|| only_city().filter(|_| status == "junk"));
    let place = place_of(&parsed, row_city);
    let mut answer = AddressAnswer {
        status,
        ..AddressAnswer::default()
    };
    answer.fill_place(&parsed, place.as_ref());
    answer.flags = flags(&parsed, place.as_ref());
    answer.extra = joined(&extras(&parsed, answer.city_code.as_deref()), "|");
    answer.fill_parts(parsed);
    answer
}

/// The city of an address, else of its row, as far as postal code and district narrow it down.
pub(crate) fn place_of(parsed: &Address, row_city: Option<Place>) -> Option<Place> {
    match &parsed.city {
        Some(place) => Some(place.clone()),
        None => row_city.map(|place| {
            let place = match parsed.postal_code.as_deref() {
                Some(postal) => city::refine_by_postal(place, postal),
                None => place,
            };
            match parsed.district.as_deref() {
                Some(district) => city::refine_by_district(place, district),
                None => place,
            }
        }),
    }
}

impl AddressAnswer {
    fn fill_place(&mut self, parsed: &Address, place: Option<&Place>) {
        let code = place.and_then(|place| place.code);
        let province = parsed.province.as_deref().and_then(city::province_code);
        let of_city = code.and_then(|code| code.get(..2));
        self.province_code = of_city.or(province).map(str::to_owned);
        match code {
            Some(code) if code.len() > 2 => {
                self.city_code = Some(code.to_owned());
                self.city = city::place_name(code);
            }
            Some(_) => {}
            None => self.city = place.map(|place| place.name.clone()),
        }
    }

    fn fill_parts(&mut self, parsed: Address) {
        let three_digits = |value: u16| format!("{value:03}");
        self.street = joined(&streets(&parsed.street), "|");
        self.rt = parsed.rt.map(three_digits);
        self.rw = parsed.rw.map(three_digits);
        self.complex = parsed
            .estate
            .map(|words| typed(parsed.estate_type, &words.join(" ")));
        self.hamlet = parsed.hamlet.map(|name| typed(parsed.hamlet_type, &name));
        self.number = parsed.number;
        self.block = parsed.block;
        self.village = parsed.village;
        self.district = parsed.district;
        self.postal_code = parsed.postal_code;
    }
}

fn typed(kind: Option<&str>, name: &str) -> String {
    match kind {
        Some(kind) => format!("{kind} {name}"),
        None => name.to_owned(),
    }
}

fn joined(parts: &[String], sign: &str) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(sign))
}

/// The streets of an address one by one; each but the first opens with its type.
fn streets(words: &[String]) -> Vec<String> {
    words
        .chunk_by(|_, next| !address::is_thoroughfare(next))
        .map(|street| street.join(" "))
        .collect()
}

fn extras(parsed: &Address, city_code: Option<&str>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(unit) = &parsed.unit {
        out.extend(unit_parts(unit));
    }
    out.extend(parsed.extra.iter().cloned());
    if parsed.extra.is_empty() && !parsed.rest.is_empty() {
        out.push(parsed.rest.join(" "));
    }
    if let Some(digits) = &parsed.telephone {
        let phones = phone::parse(digits, Country::Indonesia, city_code);
        let number = phones
            .first()
            .map_or(digits.as_str(), |phone| &phone.digits);
        out.push(format!("telp={number}"));
    }
    out
}

/// `tower 5 lt 12c` is two parts, the floor written out.
fn unit_parts(unit: &str) -> Vec<String> {
    let words: Vec<&str> = unit.split(' ').collect();
    let is_kind = |word: &str| matches!(word, "tower" | "lt" | "unit");
    if !is_kind(words[0]) {
        return vec![format!("unit {unit}")];
    }
    words
        .chunk_by(|_, next| !is_kind(next))
        .map(|part| part.join(" ").replacen("lt ", "lantai ", 1))
        .collect()
}

fn flags(parsed: &Address, place: Option<&Place>) -> Vec<&'static str> {
    let code = place.and_then(|place| place.code);
    let regency = code.filter(|code| code.len() > 2);
    let postal = parsed.postal_code.as_deref().zip(code);
    let district = parsed.district.as_deref().zip(code);
    let village = parsed
        .village
        .as_deref()
        .zip(place)
        .filter(|_| regency.is_some());
    let all = [
        ("city_ambiguous", place.is_some_and(|place| place.ambiguous)),
        (
            "postal_code_not_in_city",
            postal.is_some_and(|(postal, code)| city::postal_in_city(postal, code) == Some(false)),
        ),
        (
            "district_not_in_city",
            district.is_some_and(|(name, code)| city::district_in_city(name, code) == Some(false)),
        ),
        (
            "village_unknown",
            village.is_some_and(|(name, place)| !city::has_village(place, name)),
        ),
        ("telephone_inside", parsed.telephone.is_some()),
        ("name_inside", parsed.has_name),
    ];
    all.into_iter()
        .filter_map(|(flag, is_raised)| is_raised.then_some(flag))
        .collect()
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
