//! City names: any written form of a place -> one place, with its Indonesian region code where it has one.

mod gazetteer;
mod region;
mod surroundings;
mod villages;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::text::clean::fold;
use crate::text::placeholder::{PlaceholderField, is_placeholder};
use crate::text::postal::british;

use gazetteer::{Entry, GAZETTEER};
pub use region::{
    district_in_city, districts_of_postal, namesake, place_name, postal_in_city, region_name,
};
pub(crate) use region::{
    districts, has_village, is_region, known_code, refine_by_district, refine_by_postal,
    regencies_of_postal, regency_of_namesake,
};
pub(crate) use surroundings::are_compatible;
pub(crate) use villages::is_village;

/// The edition of the embedded region tables: codes and names as the state published them from 2016 to 2025.
pub const REGIONS_EDITION: &str = "2016-2025";

/// A place, as far as the text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Region code: `35.78` for a city or regency, `31` for a province; none outside the Indonesian tables.
    pub code: Option<&'static str>,
    /// Canonical lower-case name: `kota surabaya`, `kabupaten malang`, `jakarta`, or the folded text.
    pub name: String,
    /// Whether a neighbour of the same name is meant just as well: `Malang` is a city and a regency.
    pub ambiguous: bool,
}

impl Place {
    /// Tells whether the code names a province only: `Jakarta`, `Jawa Timur`.
    pub fn is_province(&self) -> bool {
        self.code.is_some_and(|code| code.len() == 2)
    }
}

/// Which of two namesakes the text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceType {
    City,
    Regency,
}

/// The longest place name, in words.
const LONGEST_NAME: usize = 4;

/// Takes the words for "city" and "regency" off the front; both together say nothing.
fn split_type(text: &str) -> (Option<PlaceType>, &str) {
    const CITY: [&str; 9] = [
        "kota",
        "kotamadya",
        "kodya",
        "kodia",
        "kotif",
        "kotatip",
        "kma",
        "kotya",
        "kt",
    ];
    const REGENCY: [&str; 4] = ["kab", "kabupaten", "kbptn", "kabupatn"];
    const NEITHER: [&str; 5] = ["adm", "administrasi", "dati", "ii", "tk"];
    let mut wanted = None;
    let mut both = false;
    let mut rest = text;
    while let Some((word, tail)) = rest.split_once(' ') {
        let found = if CITY.contains(&word) {
            Some(PlaceType::City)
        } else if REGENCY.contains(&word) {
            Some(PlaceType::Regency)
        } else if wanted.is_some() && NEITHER.contains(&word) {
            None
        } else {
            break;
        };
        both |= wanted.is_some() && found.is_some() && wanted != found;
        wanted = found.or(wanted);
        rest = tail;
    }
    (wanted.filter(|_| !both), rest)
}

/// Resolves one city cell.
///
/// Knows aliases (`SBY`), former names, `Kota`, `Kab.` and `Kodya` in front, a province or postal code behind, and names
/// misspelt by one letter or one swap when only one place is meant. Words it does not know, such as cities of other
/// countries, come back folded and without a code; none means missing.
///
/// # Source
///
/// `tables/regions.csv`, `tables/city_aliases.csv`, `tables/postal_codes.csv`.
pub fn resolve(raw: &str) -> Option<Place> {
    let folded = fold(raw);
    if let Some(place) = additional_alias(&folded) {
        return Some(place);
    }
    // An alias first: `SDA` is "same as above" in any other column, here it is Sidoarjo.
    if let Some(&entry) = GAZETTEER.by_name.get(folded.as_str()) {
        return Some(GAZETTEER.place(entry));
    }
    if folded.is_empty() || is_placeholder(PlaceholderField::City, raw) {
        return None;
    }
    let (text, postal) = split_postal(&folded);
    let (wanted, name) = split_type(text);
    let place = resolve_words(name, wanted).or_else(|| resolve_with_province(name, wanted));
    match (place, postal) {
        (Some(place), Some(postal)) => Some(refine_by_postal(place, postal)),
        (Some(place), None) => Some(place),
        (None, _) => Some(Place {
            code: None,
            name: fold(parted(raw).0),
            ambiguous: false,
        }),
    }
}

/// Resolves folded words without misspellings, for the address parser.
pub(crate) fn resolve_exact(name: &str, wanted: Option<PlaceType>) -> Option<Place> {
    if let Some(place) = additional_alias(name) {
        return Some(place);
    }
    let entry = GAZETTEER.by_name.get(name).copied()?;
    typed(entry, wanted)
}

/// Resolves folded words in an old spelling, and the parts of Jakarta however they are shortened: `jkt brt`.
pub(crate) fn resolve_variant(name: &str, wanted: Option<PlaceType>) -> Option<Place> {
    if let Some((city, direction)) = name.split_once(' ')
        && matches!(city, "jkt" | "jak" | "jakarta" | "djakarta")
    {
        let code = match direction {
            "pusat" | "pst" | "pus" => "31.71",
            "utara" | "utr" | "ut" => "31.72",
            "barat" | "brt" | "bar" => "31.73",
            "selatan" | "sltn" | "slt" | "sel" => "31.74",
            "timur" | "tmr" | "tim" => "31.75",
            _ => return None,
        };
        return by_code(code);
    }
    let is_old = name
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, b"oe" | b"tj" | b"dj" | b"sj"));
    if is_old {
        resolve_exact(&respell(name), wanted)
    } else {
        None
    }
}

fn typed(entry: Entry, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let entry = match wanted {
        Some(wanted) => gazetteer.of_type(entry, wanted).unwrap_or(entry),
        None => entry,
    };
    Some(gazetteer.place(entry))
}

/// Resolves folded words, misspelt or in an old spelling too.
pub(crate) fn resolve_words(name: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    if let Some(place) = resolve_variant(name, wanted) {
        return Some(place);
    }
    let entry = gazetteer
        .exact(name)
        .or_else(|| gazetteer.exact(&respell(name)))
        .or_else(|| gazetteer.nearest(name))?;
    typed(entry, wanted)
}

/// `Banjar, Kalsel`: the province behind the name picks the namesake.
fn resolve_with_province(text: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    for at in blanks.take(LONGEST_NAME) {
        let (name, tail) = (&text[..at], &text[at + 1..]);
        let Some(province) = province_code(tail) else {
            continue;
        };
        if let Some(place) = in_province(name, province, wanted) {
            return Some(place);
        }
        let entry = gazetteer.exact(name).or_else(|| gazetteer.nearest(name))?;
        return typed(entry, wanted);
    }
    None
}

/// The place of that name in a province, the city before the regency.
pub(crate) fn in_province(name: &str, province: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let fitting: Vec<u32> = gazetteer
        .namesakes
        .get(name)?
        .iter()
        .copied()
        .filter(|index| {
            let region = &gazetteer.regions[*index as usize];
            region.code.len() > 2
                && region.code.starts_with(province)
                && (wanted.is_none() || region.place_type == wanted)
        })
        .collect();
    let city =
        |index: &&u32| gazetteer.regions[**index as usize].place_type == Some(PlaceType::City);
    let region = *fitting.iter().find(city).or_else(|| fitting.first())?;
    Some(gazetteer.place(Entry {
        region,
        ambiguous: fitting.len() > 1,
    }))
}

/// The code of a province by its name or alias.
pub(crate) fn province_code(name: &str) -> Option<&'static str> {
    let gazetteer = &*GAZETTEER;
    let entry = gazetteer.by_name.get(name)?;
    let code = gazetteer.regions[entry.region as usize].code;
    (code.len() == 2).then_some(code)
}

/// The place of a region code.
pub(crate) fn by_code(code: &str) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let region = *gazetteer.by_code.get(code)?;
    Some(gazetteer.place(Entry {
        region,
        ambiguous: false,
    }))
}

/// Aliases that the settings add to the embedded ones, folded, with region codes.
static ADDITIONAL_ALIASES: OnceLock<FxHashMap<String, &'static str>> = OnceLock::new();

/// Adds city aliases of one's own, each with the code of a province, city or regency.
///
/// They go before the embedded ones. Aliases with a code that no table knows are left out. Only the first call counts:
/// it has to come before any record is read.
pub fn set_additional_aliases(aliases: Vec<(String, String)>) {
    let known = aliases
        .into_iter()
        .filter_map(|(alias, code)| Some((fold(&alias), known_code(&code)?)));
    // A second call is ignored, as said above.
    let _ = ADDITIONAL_ALIASES.set(known.collect());
}

fn additional_alias(folded: &str) -> Option<Place> {
    let code = ADDITIONAL_ALIASES.get()?.get(folded)?;
    by_code(code)
}

/// Two letters in capitals behind a code of four digits that begin the town's name: `2400 LE LOCLE`.
const ARTICLES: [&str; 6] = ["LA", "LE", "DE", "EL", "AL", "ST"];

/// Parts a city from the postal code in front of it or behind it, and from the state before that: `34117 Kassel`,
/// `CLINTON MA 01510`, `London SW1A 1AA`. Without a code the text comes back whole.
pub fn parted(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    let is_code = |word: &str| {
        let digits = word.split_once('-').map_or(word, |(zip, _)| zip);
        (4..=6).contains(&digits.len())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    let names_place = |town: &str| town.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    if let Some((code, town)) = text.split_once(' ') {
        // The sign of the country as on a car: `D-34117 Kassel`.
        let bare = code
            .split_once('-')
            .filter(|(sign, _)| sign.len() <= 2)
            .map_or(code, |(_, bare)| bare);
        if is_code(bare) && names_place(town) {
            // Dutch codes end in two letters: `1017 AB Amsterdam`.
            let letters = town.split_once(' ').filter(|(letters, town)| {
                bare.len() == 4
                    && letters.len() == 2
                    && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                    && !ARTICLES.contains(letters)
                    && names_place(town)
            });
            return match letters {
                Some((letters, town)) => {
                    let end = code.len() + 1 + letters.len();
                    (town, Some(&text[code.len() - bare.len()..end]))
                }
                None => (town.trim_start(), Some(bare)),
            };
        }
    }
    if let Some((town, code)) = text.rsplit_once([' ', ','])
        && is_code(code)
        && names_place(town)
    {
        let town = town.trim_end_matches([' ', ',']);
        let before_state = town.rsplit_once([' ', ',']).filter(|(front, state)| {
            let is_state = state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_uppercase());
            is_state && code.len() >= 5 && names_place(front)
        });
        let town = before_state.map_or(town, |(front, _)| front.trim_end_matches([' ', ',']));
        return (town, Some(code));
    }
    let mut blanks = text.rmatch_indices(' ').map(|(at, _)| at).skip(1);
    if let Some(at) = blanks.next()
        && british(&fold(&text[at + 1..]).replace(' ', "")).is_some()
        && names_place(&text[..at])
    {
        return (
            text[..at].trim_end_matches([' ', ',']),
            Some(&text[at + 1..]),
        );
    }
    (text, None)
}

fn split_postal(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(' ') {
        Some((rest, tail)) if tail.len() == 5 && tail.bytes().all(|b| b.is_ascii_digit()) => {
            (rest, Some(tail))
        }
        _ => (text, None),
    }
}

fn is_mosque(letters: &[u8]) -> bool {
    letters.starts_with(b"masjid") || letters.starts_with(b"mesjid")
}

/// Writes the spelling of before 1972 in today's: oe, tj, dj, sj.
pub(crate) fn respell(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let bytes = word.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (new, width) = match (bytes[at], bytes.get(at + 1)) {
            (b'o', Some(b'e')) => ("u", 2),
            (b't', Some(b'j')) => ("c", 2),
            (b'd', Some(b'j')) => ("j", 2),
            // Masjid and mesjid are written so today.
            (b's', Some(b'j')) if !(at >= 2 && is_mosque(&bytes[at - 2..])) => ("sy", 2),
            (other, _) => {
                out.push(char::from(other));
                ("", 1)
            }
        };
        out.push_str(new);
        at += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_parted_from_their_postal_codes() {
        for (text, town, code) in [
            ("34117 Kassel", "Kassel", Some("34117")),
            ("D-34117 Bad Hersfeld", "Bad Hersfeld", Some("34117")),
            ("MARLBOROUGH MA 01752", "MARLBOROUGH", Some("01752")),
            (
                "Salt Lake City, UT 84101-1234",
                "Salt Lake City",
                Some("84101-1234"),
            ),
            ("London SW1A 1AA", "London", Some("SW1A 1AA")),
            ("1017 AB Amsterdam", "Amsterdam", Some("1017 AB")),
            ("2400 LE LOCLE", "LE LOCLE", Some("2400")),
            ("Bad Soden Ts 65812", "Bad Soden Ts", Some("65812")),
            ("Surabaya 60119", "Surabaya", Some("60119")),
            ("New York", "New York", None),
            ("60119", "60119", None),
            ("", "", None),
        ] {
            assert_eq!(parted(text), (town, code), "{text}");
        }
    }

    fn code(raw: &str) -> Option<&'static str> {
        resolve(raw).and_then(|place| place.code)
    }

    #[test]
    fn a_postal_code_tells_a_city_from_the_regency_of_its_name() {
        assert_eq!(
            namesake("Kota Malang", "65163").as_deref(),
            Some("Kabupaten Malang")
        );
        assert_eq!(namesake("Kota Malang", "65111"), None);
        assert_eq!(namesake("Kota Surabaya", "40111"), None);
        assert_eq!(namesake("Kota Malang", "unknown"), None);
    }

    #[test]
    fn aliases_and_former_names_are_one_place() {
        for raw in [
            "SBY",
            "Surabaya",
            "KOTA SURABAYA",
            "Kodya Surabaya",
            "Soerabaja",
        ] {
            assert_eq!(code(raw), Some("35.78"), "{raw}");
        }
        assert_eq!(code("UJUNG PANDANG"), Some("73.71"));
        assert_eq!(code("JAKARTA PUSAT"), Some("31.71"));
        assert_eq!(code("JAKARTAPUSAT"), Some("31.71"));
        assert_eq!(code("Bandoeng"), Some("32.73"));
        assert_eq!(
            resolve("Jakarta").map(|p| p.name),
            Some("jakarta".to_owned())
        );
    }

    #[test]
    fn the_type_in_front_picks_the_namesake() {
        assert_eq!(code("Kab. Malang"), Some("35.07"));
        assert_eq!(code("Kota Malang"), Some("35.73"));
        let bare = resolve("MALANG").expect("a known city");
        assert_eq!((bare.code, bare.ambiguous), (Some("35.73"), true));
        let both = resolve("Kota/Kab. Bandung").expect("a known city");
        assert_eq!((both.code, both.ambiguous), (Some("32.73"), true));
        assert_eq!(code("KAB. PASURUAN"), Some("35.14"));
        assert_eq!(code("Kab Bdg"), Some("32.04"));
    }

    #[test]
    fn one_slip_in_a_long_name_is_forgiven() {
        for raw in ["SURQBAYA", "SURABBAYA", "SUABAYA", "SURBAAYA"] {
            assert_eq!(code(raw), Some("35.78"), "{raw}");
        }
        assert_eq!(code("KLATN"), Some("33.10"));
        assert_eq!(code("Kab. Banywangi"), Some("35.10"));
        assert_eq!(code("JAKARTA SELATZN"), Some("31.74"));
    }

    #[test]
    fn province_and_postal_code_decide() {
        assert_eq!(code("Banjar, Kalsel"), Some("63.03"));
        assert_eq!(code("Kota Banjar Jawa Barat"), Some("32.79"));
        assert_eq!(code("Serang Banten"), Some("36.73"));
        assert_eq!(code("Tangerang 15415"), Some("36.74"));
        assert_eq!(code("Bandung Barat"), Some("32.17"));
    }

    #[test]
    fn places_elsewhere_are_kept_folded() {
        for (raw, name) in [
            ("Las Vegas", "las vegas"),
            ("London", "london"),
            ("São Paulo", "sao paulo"),
        ] {
            let place = resolve(raw).expect("not missing");
            assert_eq!((place.code, place.name.as_str()), (None, name));
        }
        assert_eq!(resolve("-"), None);
    }

    #[test]
    fn old_spelling_is_read_as_new() {
        assert_eq!(respell("tjokroaminoto"), "cokroaminoto");
        assert_eq!(respell("djuanda"), "juanda");
        assert_eq!(respell("masjid"), "masjid");
        assert_eq!(respell("rasjid"), "rasyid");
    }

    #[test]
    fn region_codes_have_names() {
        assert_eq!(region_name("35"), Some("Jawa Timur"));
        assert_eq!(region_name("35.78"), Some("Surabaya"));
        assert_eq!(region_name("35.78.10"), Some("Tambaksari"));
        assert_eq!(region_name("99"), None);
        assert_eq!(place_name("35.78").as_deref(), Some("kota Surabaya"));
        assert_eq!(place_name("35.07").as_deref(), Some("kabupaten Malang"));
        assert_eq!(postal_in_city("60231", "35.78"), Some(true));
        assert_eq!(postal_in_city("60231", "35.73"), Some(false));
        assert_eq!(postal_in_city("99999", "35.78"), None);
        assert_eq!(district_in_city("Lawang", "35.07"), Some(true));
        assert_eq!(district_in_city("Lawang", "35.78"), Some(false));
    }

    #[test]
    fn aliases_of_the_settings_go_first() {
        set_additional_aliases(vec![
            ("Ngalam".to_owned(), "35.73".to_owned()),
            ("Nowhere Town".to_owned(), "99.99".to_owned()),
        ]);
        assert_eq!(code("NGALAM"), Some("35.73"));
        assert_eq!(code("nowhere town"), None);
    }

    #[test]
    fn parts_of_jakarta_are_known_however_they_are_shortened() {
        for raw in ["Jkt Barat", "JAKARTA BRT", "Jak-Bar", "Jakbar"] {
            assert_eq!(code(raw), Some("31.73"), "{raw}");
        }
    }
}
