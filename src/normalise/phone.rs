//! Telephone numbers: raw text of one field -> the numbers in it, in international form where the region is known.

use std::sync::LazyLock;

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::clean::tidy;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// What a number is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// A mobile telephone, mostly of one person.
    Mobile,
    /// A line of a house or an office, shared by its people.
    Landline,
    /// Indonesian fixed wireless (Flexi, Esia, StarOne, 2002 to 2016): looks like a landline, belonged to one person.
    FixedWireless,
    /// A call centre or free number: identifies nobody.
    Service,
    /// Not to be told.
    Unknown,
}

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// E.164 with a plus, or the bare local digits when no region could be told.
    pub digits: String,
    /// What it is connected to.
    pub kind: PhoneKind,
    /// Words written beside the number, lower case: `ibu`, `an budi`, `kantor`.
    pub note: Option<String>,
}

/// The country whose numbering plan a column follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Country {
    /// Parsed with the area code of the row's city and the rules for old Indonesian numbers.
    Indonesia,
    /// The North American plan.
    UnitedStates,
    /// Any other country, by its ISO 3166 alpha-2 code in capitals.
    Other([u8; 2]),
    /// Digits are compared as they are written.
    Unknown,
}

struct Areas {
    /// Area codes without the zero.
    codes: FxHashSet<&'static str>,
    /// Region code (`35.78`, or `31` for a province) to its area code without the zero.
    by_region: FxHashMap<&'static str, &'static str>,
    /// Fixed-wireless prefixes, area code first, without the zero.
    wireless: FxHashSet<String>,
    /// Mobile prefixes without the zero: `811`.
    mobile: FxHashSet<&'static str>,
}

static AREAS: LazyLock<Areas> = LazyLock::new(|| {
    let mut codes = FxHashSet::default();
    // The regency's place in an area's list tells how central it is there.
    let mut by_region: FxHashMap<&'static str, (usize, &'static str)> = FxHashMap::default();
    for line in include_str!("tables/phone_area_codes.csv").lines().skip(1) {
        let mut columns = line.split(',');
        let (Some(area), Some(regencies)) = (columns.next(), columns.nth(3)) else {
            continue;
        };
        let area = area.trim_start_matches('0');
        codes.insert(area);
        for (place, regency) in regencies.split('|').enumerate() {
            for region in [Some(regency), regency.get(..2)].into_iter().flatten() {
                let entry = by_region.entry(region).or_insert((place, area));
                if place < entry.0 {
                    *entry = (place, area);
                }
            }
        }
    }
    let table = |text: &'static str| text.lines().skip(1).map(|line| line.split(','));
    Areas {
        codes,
        by_region: by_region
            .into_iter()
            .map(|(k, (_, area))| (k, area))
            .collect(),
        wireless: table(include_str!("tables/phone_fwa_prefixes.csv"))
            .filter_map(|mut columns| {
                let area = columns.next()?.trim_start_matches('0');
                Some(format!("{area}{}", columns.next()?))
            })
            .collect(),
        mobile: table(include_str!("tables/phone_mobile_prefixes.csv"))
            .filter_map(|mut columns| columns.next()?.strip_prefix('0'))
            .collect(),
    }
});

/// Guesses a column's country from its distinct values: the plan that most of them follow, else unknown.
pub fn guess_country<'a>(sample: impl Iterator<Item = &'a str>) -> Country {
    let (mut total, mut indonesian, mut american) = (0_usize, 0_usize, 0_usize);
    for raw in sample {
        let text = tidy(raw);
        let first = text
            .split(['/', ',', ';', '('])
            .find(|part| part.contains(|c: char| c.is_ascii_digit()));
        let digits: String = first
            .unwrap_or(&text)
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        if digits.len() < 6 {
            continue;
        }
        total += 1;
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = all.strip_prefix("0062").or_else(|| all.strip_prefix("62"));
        let bare_mobile = all.len() >= 9 && all.get(..3).is_some_and(|p| AREAS.mobile.contains(p));
        let zero = all.strip_prefix('0').is_some_and(|rest| {
            rest.starts_with('8')
                || (2..=3).any(|width| {
                    rest.get(..width)
                        .is_some_and(|area| AREAS.codes.contains(area))
                })
        });
        if zero
            || (national.is_some() && all.len() >= 10)
            || (bare_mobile && !is_american_layout(&text))
        {
            indonesian += 1;
        } else if is_american(&all) {
            american += 1;
        }
    }
    if indonesian * 2 > total {
        Country::Indonesia
    } else if american * 2 > total {
        Country::UnitedStates
    } else {
        Country::Unknown
    }
}

/// Ten digits of the North American plan, perhaps after a 1.
fn is_american(digits: &str) -> bool {
    let digits = digits.strip_prefix('1').unwrap_or(digits).as_bytes();
    digits.len() == 10 && digits[0] >= b'2' && digits[3] >= b'2'
}

/// Groups of three, three and four.
fn is_american_layout(text: &str) -> bool {
    let mut groups = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len);
    (groups.next(), groups.next(), groups.next(), groups.next())
        == (Some(3), Some(3), Some(4), None)
}

/// Parses one telephone field, which may hold several numbers, labels and notes.
///
/// `city` is the row's region code as given by [`super::city::resolve`]; it lends its area code to local numbers. Nothing
/// comes back for what is missing, invented, masked (`67XX`) or damaged by a spreadsheet (`8.12E+10`).
///
/// # Source
///
/// Identity specification, section 4; `tables/phone_*.csv`; libphonenumber for other countries.
pub fn parse(raw: &str, country: Country, city: Option<&str>) -> Vec<Phone> {
    if is_placeholder(PlaceholderField::Phone, raw) {
        return Vec::new();
    }
    let text = tidy(raw).to_ascii_lowercase();
    if is_exponent(&text) {
        return Vec::new();
    }
    let mut candidates = split(&text);
    join_area_codes(&mut candidates);
    expand_tails(&mut candidates, country);
    let mut out: Vec<Phone> = Vec::with_capacity(candidates.len());
    for candidate in candidates.iter().filter(|candidate| !candidate.is_masked) {
        let phone = match country {
            Country::Indonesia => indonesian(candidate, city),
            Country::UnitedStates => american(candidate),
            Country::Other(code) => foreign(
                candidate,
                std::str::from_utf8(&code)
                    .ok()
                    .and_then(|code| Region::try_from(code).ok()),
            ),
            Country::Unknown => foreign(candidate, None),
        };
        if let Some(phone) = phone
            && !out.iter().any(|known| known.digits == phone.digits)
        {
            out.push(phone);
        }
    }
    out
}

/// One number as written: digits only, and what stood around them.
#[derive(Default)]
struct Candidate {
    digits: String,
    has_plus: bool,
    note: String,
    /// Letters among the digits: masked, or not a telephone at all.
    is_masked: bool,
    /// A dash and one or two more digits at the end: `5671234-35`.
    dash_tail: Option<String>,
    /// Digit groups, to tell a tail from a group.
    groups: usize,
}

/// `8,12E+10`: the digits are lost.
fn is_exponent(text: &str) -> bool {
    text.split_once("e+").is_some_and(|(front, _)| {
        front.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
    })
}

/// Words that say what kind of number follows, or that another number does: no note.
const LABELS: [&str; 28] = [
    "hp",
    "h",
    "p",
    "telp",
    "telpon",
    "telepon",
    "telephone",
    "tlp",
    "tel",
    "t",
    "no",
    "nomor",
    "wa",
    "whatsapp",
    "sms",
    "phone",
    "mobile",
    "cell",
    "ph",
    "hunting",
    "m",
    "nomer",
    "office",
    "home",
    "work",
    "f",
    "c",
    "e",
];

/// Words before an extension.
const EXTENSIONS: [&str; 7] = ["ext", "extension", "psw", "pes", "pesawat", "x", "extn"];

/// Splits a field into candidates at separators, at "or", and between two complete numbers side by side.
fn split(text: &str) -> Vec<Candidate> {
    let mut out = Vec::new();
    let mut current = Candidate::default();
    let mut skip_extension = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let start = at;
        if is_digit_run(bytes, at) {
            while at < bytes.len() && digit(bytes[at]).is_some() {
                at += 1;
            }
            let group: String = bytes[start..at]
                .iter()
                .filter_map(|b| digit(*b))
                .map(char::from)
                .collect();
            // Three or more letters right behind belong to a word, fewer mask digits.
            let letters = bytes[at..]
                .iter()
                .take_while(|b| b.is_ascii_alphabetic())
                .count();
            let word = &text[at..at + letters];
            current.is_masked |= (1..=2).contains(&letters)
                && !EXTENSIONS.contains(&word)
                && !LABELS.contains(&word);
            if skip_extension {
                skip_extension = false;
            } else {
                push_group(
                    &mut out,
                    &mut current,
                    &group,
                    start > 0 && bytes[start - 1] == b' ',
                );
            }
        } else if byte.is_ascii_alphabetic() {
            while at < bytes.len() && (bytes[at].is_ascii_alphabetic() || bytes[at] == b'\'') {
                at += 1;
            }
            let word = &text[start..at];
            current.is_masked |= start > 0
                && bytes[start - 1].is_ascii_digit()
                && bytes.get(at).is_some_and(u8::is_ascii_digit);
            match word {
                "atau" | "or" | "dan" | "and" => finish(&mut out, &mut current),
                _ if EXTENSIONS.contains(&word) => skip_extension = !current.digits.is_empty(),
                "pin" | "bb" | "bbm" => current.is_masked = true,
                _ if LABELS.contains(&word) => {}
                "xx" | "xxx" | "xxxx" => current.is_masked = true,
                _ => {
                    if !current.note.is_empty() {
                        current.note.push(' ');
                    }
                    current.note.push_str(word);
                }
            }
        } else {
            match byte {
                b'/' | b',' | b';' | b'&' | b'|' | b'\\' => finish(&mut out, &mut current),
                b'#' => skip_extension = !current.digits.is_empty(),
                b'+' => {
                    if current.digits.len() >= 7 {
                        finish(&mut out, &mut current);
                    }
                    current.has_plus |= current.digits.is_empty();
                }
                b'-' => {
                    let tail: String = text[at + 1..]
                        .chars()
                        .take_while(char::is_ascii_digit)
                        .collect();
                    let ends = text[at + 1 + tail.len()..].trim_start().is_empty();
                    if ends
                        && (1..=2).contains(&tail.len())
                        && current.groups == 1
                        && current.digits.len() >= 6
                    {
                        current.dash_tail = Some(tail);
                        at = bytes.len();
                        continue;
                    }
                }
                b'*' => current.is_masked |= !current.digits.is_empty(),
                _ => {}
            }
            at += 1;
        }
    }
    finish(&mut out, &mut current);
    out
}

fn push_group(out: &mut Vec<Candidate>, current: &mut Candidate, group: &str, after_blank: bool) {
    let complete = current.digits.len() >= 10 && group.len() >= 9;
    // (0) after a country code is the zero that is dialled at home.
    if current.has_plus && group == "0" && current.groups == 1 {
        return;
    }
    if after_blank && complete {
        finish(out, current);
    }
    current.digits.push_str(group);
    current.groups += 1;
}

fn finish(out: &mut Vec<Candidate>, current: &mut Candidate) {
    let done = std::mem::take(current);
    if !done.digits.is_empty() {
        out.push(done);
    } else if !done.note.is_empty()
        && let Some(last) = out.last_mut()
        && last.note.is_empty()
    {
        // A note behind a separator belongs to the number before it.
        last.note = done.note;
    }
}

/// Letters typed for digits count when nothing else stands around them: `0856 4312 O987`.
fn is_digit_run(bytes: &[u8], at: usize) -> bool {
    if bytes[at].is_ascii_digit() {
        return true;
    }
    digit(bytes[at]).is_some() && {
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric());
        let (mut digits, mut others) = (0, 0);
        for byte in run {
            digits += usize::from(byte.is_ascii_digit());
            others += usize::from(digit(*byte).is_none());
        }
        digits > 0 && others == 0
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte),
        b'o' => Some(b'0'),
        b'i' | b'l' => Some(b'1'),
        _ => None,
    }
}

/// `031/5671234`: the slash only parts the area code from the number.
fn join_area_codes(candidates: &mut Vec<Candidate>) {
    let mut at = 0;
    while at + 1 < candidates.len() {
        let head = &candidates[at].digits;
        let is_area = head
            .strip_prefix('0')
            .is_some_and(|area| AREAS.codes.contains(area));
        if is_area && (5..=8).contains(&candidates[at + 1].digits.len()) {
            let tail = candidates.remove(at + 1);
            candidates[at].digits.push_str(&tail.digits);
            candidates[at].note.push_str(&tail.note);
            candidates[at].is_masked |= tail.is_masked;
        }
        at += 1;
    }
}

/// A short tail replaces the last digits of the number before it: `5671234/35`, `081230456712 & 13`, `5671234-35`.
fn expand_tails(candidates: &mut Vec<Candidate>, country: Country) {
    let mut at = 0;
    while at < candidates.len() {
        if let Some(tail) = candidates[at].dash_tail.take() {
            let head = &candidates[at].digits;
            if country == Country::Indonesia
                && !head.starts_with("08")
                && !head.starts_with("62")
                && head.len() <= 11
            {
                let candidate = Candidate {
                    digits: tail,
                    ..Candidate::default()
                };
                candidates.insert(at + 1, candidate);
            } else {
                candidates[at].digits.push_str(&tail);
            }
        }
        if at > 0 {
            let width = candidates[at].digits.len();
            let (before, after) = candidates.split_at_mut(at);
            let head = &before[at - 1];
            if (1..=4).contains(&width) && head.digits.len() >= 6 && !after[0].has_plus {
                let kept = head.digits.len() - width;
                after[0].digits.insert_str(0, &head.digits[..kept]);
                after[0].has_plus = head.has_plus;
                after[0].is_masked |= head.is_masked;
            }
        }
        at += 1;
    }
}

fn phone(digits: String, kind: PhoneKind, candidate: &Candidate) -> Phone {
    Phone {
        digits,
        kind,
        note: (!candidate.note.is_empty()).then(|| candidate.note.clone()),
    }
}

/// One number by the Indonesian plan.
fn indonesian(candidate: &Candidate, city: Option<&str>) -> Option<Phone> {
    let digits = candidate.digits.as_str();
    let home = city.and_then(|code| {
        AREAS
            .by_region
            .get(code)
            .or_else(|| AREAS.by_region.get(code.get(..2)?))
            .copied()
    });
    let is_sixty_two = digits.starts_with("62") && (candidate.has_plus || digits.len() >= 10);
    if let Some(rest) = digits
        .strip_prefix("0062")
        .or_else(|| digits.strip_prefix("62").filter(|_| is_sixty_two))
    {
        return national(rest.trim_start_matches('0'), candidate);
    }
    if candidate.has_plus || digits.starts_with("00") {
        return foreign(candidate, None);
    }
    if let Some(rest) = digits.strip_prefix('0') {
        // Codes of long-distance carriers stand in front of a whole number.
        let dialled = ["17", "11", "1017"]
            .iter()
            .find_map(|carrier| rest.strip_prefix(carrier)?.strip_prefix('0'));
        return national(dialled.unwrap_or(rest), candidate);
    }
    if is_service_short(digits) {
        return Some(phone(digits.to_owned(), PhoneKind::Service, candidate));
    }
    let is_mobile = (9..=12).contains(&digits.len())
        && digits
            .get(..3)
            .is_some_and(|prefix| AREAS.mobile.contains(prefix));
    if is_mobile {
        return national(digits, candidate);
    }
    match (digits.len(), home) {
        (5..=8, _) if is_invented(digits) => None,
        (5..=8, Some(area)) => national(&format!("{area}{digits}"), candidate),
        (5..=8, None) => Some(phone(digits.to_owned(), PhoneKind::Landline, candidate)),
        // The zero of the area code got lost; the city confirms it.
        (9..=11, Some(area)) if digits.starts_with(area) => national(digits, candidate),
        (9..=11, _) if !digits.starts_with('1') => {
            Some(phone(digits.to_owned(), PhoneKind::Unknown, candidate))
        }
        _ => None,
    }
}

/// Call centres and emergency numbers that are dialled as they are.
fn is_service_short(digits: &str) -> bool {
    (digits.starts_with("1500") && (6..=7).contains(&digits.len()))
        || (digits.starts_with('1') && digits.len() == 3)
        || (digits.starts_with("140") && digits.len() == 5)
}

/// A number without its zero: mobile, service, or area code and line.
fn national(number: &str, candidate: &Candidate) -> Option<Phone> {
    let international = || format!("+62{number}");
    if number.starts_with('8') {
        if number.get(1..).is_some_and(is_invented) {
            return None;
        }
        return match number.len() {
            8..=12
                if ["800", "804", "807", "809"]
                    .iter()
                    .any(|prefix| number.starts_with(prefix)) =>
            {
                Some(phone(international(), PhoneKind::Service, candidate))
            }
            9..=12 => {
                let known = number
                    .get(..3)
                    .is_some_and(|prefix| AREAS.mobile.contains(prefix));
                let kind = if known {
                    PhoneKind::Mobile
                } else {
                    PhoneKind::Unknown
                };
                Some(phone(international(), kind, candidate))
            }
            _ => None,
        };
    }
    let width = (2..=3).rev().find(|width| {
        number
            .get(..*width)
            .is_some_and(|area| AREAS.codes.contains(area))
    })?;
    let line = &number[width..];
    if !(5..=8).contains(&line.len()) || is_invented(line) {
        return None;
    }
    let wireless = (width + 1..=number.len()).any(|end| AREAS.wireless.contains(&number[..end]));
    let kind = if wireless {
        PhoneKind::FixedWireless
    } else {
        PhoneKind::Landline
    };
    Some(phone(international(), kind, candidate))
}

/// One digit over and over, or counting up or down over the whole line.
fn is_invented(line: &str) -> bool {
    let bytes = line.as_bytes();
    let step = |by: u8| {
        bytes
            .windows(2)
            .all(|pair| pair[1] == pair[0].wrapping_add(by))
    };
    bytes.len() >= 5 && (step(0) || step(1) || step(u8::MAX))
}

/// One number by the North American plan; unassigned area codes are kept, since they are as equal as any.
fn american(candidate: &Candidate) -> Option<Phone> {
    let digits = candidate.digits.as_str();
    if candidate.has_plus && !digits.starts_with('1') {
        return foreign(candidate, None);
    }
    let number = digits
        .strip_prefix('1')
        .filter(|rest| rest.len() == 10)
        .unwrap_or(digits);
    if !is_american(number) || number.len() != 10 {
        return (digits.len() >= 7 && digits.len() <= 15)
            .then(|| phone(number.to_owned(), PhoneKind::Unknown, candidate));
    }
    let free = ["800", "833", "844", "855", "866", "877", "888"]
        .iter()
        .any(|code| number.starts_with(code));
    let kind = if free {
        PhoneKind::Service
    } else {
        PhoneKind::Unknown
    };
    Some(phone(format!("+1{number}"), kind, candidate))
}

/// The kind that libphonenumber tells.
fn kind_of(number: &rlibphonenumber::PhoneNumber) -> PhoneKind {
    use rlibphonenumber::PhoneNumberType as Type;
    match number.get_type() {
        Type::Mobile => PhoneKind::Mobile,
        Type::FixedLine => PhoneKind::Landline,
        Type::TollFree | Type::PremiumRate | Type::SharedCost | Type::UAN => PhoneKind::Service,
        _ => PhoneKind::Unknown,
    }
}

/// One number by the plan of another country, or by none.
fn foreign(candidate: &Candidate, region: Option<Region>) -> Option<Phone> {
    let digits = candidate.digits.as_str();
    if digits.len() < 5 || digits.len() > 17 {
        return None;
    }
    let written = match digits.strip_prefix("00") {
        Some(rest) if region.is_none() || !is_american(digits) => format!("+{rest}"),
        _ if candidate.has_plus => format!("+{digits}"),
        _ => digits.to_owned(),
    };
    if (region.is_some() || written.starts_with('+'))
        && let Ok(number) = PHONE_NUMBER_UTIL.parse(&written, region)
        && number.is_valid()
    {
        let kind = kind_of(&number);
        return Some(phone(
            number.format_as(PhoneNumberFormat::E164).to_string(),
            kind,
            candidate,
        ));
    }
    Some(phone(digits.to_owned(), PhoneKind::Unknown, candidate))
}

#[cfg(test)]
mod tests {
    use super::super::city;
    use super::*;

    fn all(raw: &str, place: &str) -> Vec<String> {
        let place = city::resolve(place);
        let code = place.and_then(|place| place.code);
        parse(raw, Country::Indonesia, code)
            .into_iter()
            .map(|phone| phone.digits)
            .collect()
    }

    #[test]
    fn one_mobile_number_is_read_in_many_forms() {
        for raw in [
            "085643120987",
            "+62 856 4312 0987",
            "+62 0856 4312 0987",
            "6285643120987",
            "0062-856-43120987",
            "85643120987",
            "'085643120987",
            "0856 4312 O987",
            "085643120987 (WA)",
            "HP: 0856.4312.0987",
            "+62(0)85643120987",
            "0856-4312-09-87",
        ] {
            assert_eq!(all(raw, ""), ["+6285643120987"], "{raw}");
        }
    }

    #[test]
    fn the_city_lends_its_area_code() {
        assert_eq!(all("567-1234", "Sby"), ["+62315671234"]);
        assert_eq!(all("5671234", "JAKARTA"), ["+62215671234"]);
        assert_eq!(all("5671234", "Sidoarjo"), ["+62315671234"]);
        assert_eq!(all("5671234", ""), ["5671234"]);
        assert_eq!(all("8311234", "SMG"), ["+62248311234"]);
        assert_eq!(all("315671234", "SURABAYA"), ["+62315671234"]);
    }

    #[test]
    fn a_field_may_hold_several_numbers() {
        assert_eq!(
            all("(0283) 368085, 0879 760 27215", ""),
            ["+62283368085", "+6287976027215"]
        );
        assert_eq!(all("5671234/35", "SBY"), ["+62315671234", "+62315671235"]);
        assert_eq!(all("5671234-35", "SBY"), ["+62315671234", "+62315671235"]);
        assert_eq!(
            all("081230456712 & 13", ""),
            ["+6281230456712", "+6281230456713"]
        );
        assert_eq!(all("031/5671234", ""), ["+62315671234"]);
        assert_eq!(
            all("081230456712 085643120987", ""),
            ["+6281230456712", "+6285643120987"]
        );
    }

    #[test]
    fn notes_are_kept_and_labels_are_not() {
        let note = |raw| parse(raw, Country::Indonesia, None)[0].note.clone();
        assert_eq!(note("081230456712(ibu)").as_deref(), Some("ibu"));
        assert_eq!(note("081230456712 an. Budi").as_deref(), Some("an budi"));
        assert_eq!(note("HP 081230456712"), None);
    }

    #[test]
    fn what_is_damaged_or_invented_is_missing() {
        for raw in [
            "8.5643E+10",
            "0812-3045-67XX",
            "08123456789",
            "021",
            "BELUM ADA",
            "021-1234567",
            "pin bb 25A1B2C3",
            "27A31B9C",
            "-",
            "9-",
            "(0) ",
            "\u{661}\u{662}",
        ] {
            assert_eq!(all(raw, "Surabaya"), [""; 0], "{raw}");
        }
    }

    #[test]
    fn other_plans_need_no_settings() {
        let one = |raw, country| parse(raw, country, None).remove(0).digits;
        assert_eq!(one("(650) 253-0000", Country::UnitedStates), "+16502530000");
        assert_eq!(one("1-650-253-0000", Country::UnitedStates), "+16502530000");
        assert_eq!(
            one("650.253.0000 x12", Country::UnitedStates),
            "+16502530000"
        );
        assert_eq!(
            one("020 7183 8750", Country::Other(*b"GB")),
            "+442071838750"
        );
        assert_eq!(one("+44 20 7183 8750", Country::Unknown), "+442071838750");
        assert_eq!(one("878-3641", Country::Unknown), "8783641");
    }

    #[test]
    fn most_values_tell_the_country() {
        let guess = |values: &[&str]| guess_country(values.iter().copied());
        assert_eq!(
            guess(&["081230456712", "62812304567", "031-5671234", "5671234"]),
            Country::Indonesia
        );
        assert_eq!(
            guess(&["650-253-0000", "(312) 555-1234", "3125551234"]),
            Country::UnitedStates
        );
        assert_eq!(
            guess(&["812-253-0000", "(812) 555-1234"]),
            Country::UnitedStates
        );
        assert_eq!(guess(&["12345678", "-"]), Country::Unknown);
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_cases_are_read() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/phones.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let (mut passed, mut total) = (0, 0);
        for row in reader.records().map(|row| row.expect("well-formed cases")) {
            total += 1;
            let place = city::resolve(&row[2]).and_then(|place| place.code);
            let phones = parse(&row[1], Country::Indonesia, place);
            let digits: Vec<&str> = phones.iter().map(|phone| phone.digits.as_str()).collect();
            let local_only = &row[4] == "local_only" && digits == [&row[1]];
            let kind = phones
                .first()
                .is_none_or(|phone| match row[4].split('|').next() {
                    Some("mobile") => phone.kind == PhoneKind::Mobile,
                    Some("landline" | "local_only") => phone.kind == PhoneKind::Landline,
                    Some("fwa") => phone.kind == PhoneKind::FixedWireless,
                    Some("service" | "shared_cost") => phone.kind == PhoneKind::Service,
                    _ => true,
                });
            let good = kind && (digits.join("|") == row[3] || local_only);
            passed += usize::from(good);
            if !good {
                eprintln!("{}: `{}` read as {phones:?}", &row[0], &row[1]);
            }
        }
        eprintln!("telephones: {passed} of {total}");
        assert_eq!(passed, total);
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_pairs_relate() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/phone_pairs.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        for row in reader.records().map(|row| row.expect("well-formed cases")) {
            let numbers = |cell: &str| {
                let (raw, place) = cell.split_once('[').unwrap_or((cell, ""));
                all(raw, place.trim_end_matches(']'))
            };
            let (left, right) = (numbers(&row[1]), numbers(&row[2]));
            let share = left.iter().any(|number| right.contains(number));
            assert_eq!(share, &row[3] == "same", "{}: {left:?} {right:?}", &row[0]);
        }
    }
}
