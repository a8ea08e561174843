//! Telephone numbers: raw text of one field -> the numbers in it, in international form where the region is known.
//!
//! In: a field as written, the plan its column follows, and the row's city. Out: every number with its type, standing,
//! extension and note ([`read`]), or only those that are evidence of identity ([`parse`]). The order is that of the text.

mod country;
mod foreign;
mod guess;
mod indonesia;
mod number;
mod part;
mod split;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use compact_str::CompactString;
use rlibphonenumber::enums::Region;
use rustc_hash::FxHashSet;

pub use guess::{guess_country, is_american_layout};
use number::Verdict;
pub use number::{Number, NumberType, Standing};
use split::{Candidate, Flaw};

use crate::text::clean::{is_too_long, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder, is_set_placeholder};

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
    pub digits: CompactString,
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

static SHARED: OnceLock<FxHashSet<String>> = OnceLock::new();

/// Names the shop's own telephones, in E.164, once per process: they are no evidence of identity.
///
/// A second call changes nothing.
pub fn set_shared(numbers: Vec<String>) {
    // Settings are read once, before any record.
    let _ = SHARED.set(numbers.into_iter().collect());
}

fn is_shared(digits: &str) -> bool {
    SHARED.get().is_some_and(|shared| shared.contains(digits))
}

/// Parses one telephone field, which may hold several numbers, labels and notes.
///
/// `city` is the row's region code as given by [`super::city::resolve`]; it lends its area code to local numbers. Nothing
/// comes back for what is missing, invented, masked (`67XX`) or damaged by a spreadsheet (`8.12E+10`), nor for the shop's
/// own numbers.
///
/// # Source
///
/// Identity specification, section 4; `tables/phone_*.csv`; libphonenumber for other countries.
pub fn parse(raw: &str, country: Country, city: Option<&str>) -> Vec<Phone> {
    if country == Country::Indonesia
        && let Some(verdict) = read_plain(raw)
    {
        let phone = Phone {
            digits: verdict.digits.into(),
            kind: kind_of(verdict.number_type),
            note: None,
        };
        return if is_shared(&phone.digits) {
            Vec::new()
        } else {
            vec![phone]
        };
    }
    read(raw, country, city, None)
        .into_iter()
        .filter(|number| !number.digits.is_empty() && number.standing != Standing::Shared)
        .map(|number| Phone {
            kind: match number.number_type {
                NumberType::LocalOnly if country == Country::Indonesia => PhoneKind::Landline,
                other => kind_of(other),
            },
            digits: number.digits.into(),
            note: number.note,
        })
        .collect()
}

fn kind_of(number_type: NumberType) -> PhoneKind {
    match number_type {
        NumberType::Mobile => PhoneKind::Mobile,
        NumberType::Landline | NumberType::FixedWirelessOrLandline => PhoneKind::Landline,
        NumberType::FixedWireless => PhoneKind::FixedWireless,
        NumberType::Service | NumberType::SharedCost => PhoneKind::Service,
        _ => PhoneKind::Unknown,
    }
}

/// Reads one telephone field in full.
///
/// `as_of` is the year of the record: a prefix that was not in service yet makes the number suspect. A field that gives
/// no number yields one entry without digits, whose type says why. Numbers that occur twice are told once.
///
/// # Source
///
/// Identity specification, section 4; `tables/phone_*.csv`; libphonenumber for other countries.
pub fn read(raw: &str, country: Country, city: Option<&str>, as_of: Option<i16>) -> Vec<Number> {
    if is_too_long(raw) {
        return vec![nothing(NumberType::Review)];
    }
    let text = tidy(raw).to_ascii_lowercase();
    if is_exponent(&text) {
        return vec![nothing(NumberType::Unrecoverable)];
    }
    if text.contains('@') {
        return vec![nothing(NumberType::OtherId)];
    }
    if is_placeholder(PlaceholderField::Phone, raw) {
        return vec![nothing(NumberType::Placeholder)];
    }
    let text = without_decimals(&text);
    let mut out: Vec<Number> = Vec::new();
    let mut reason = None;
    for candidate in split::split(text) {
        let number = judge(candidate, text, country, city, as_of);
        if number.digits.is_empty() {
            reason.get_or_insert(number.number_type);
        } else if !out.iter().any(|known| known.digits == number.digits) {
            out.push(number);
        }
    }
    if out.is_empty() {
        out.push(nothing(reason.unwrap_or(NumberType::Placeholder)));
    }
    out
}

fn nothing(number_type: NumberType) -> Number {
    Number {
        digits: String::new(),
        number_type,
        standing: Standing::Valid,
        extension: None,
        note: None,
    }
}

fn judge(
    candidate: Candidate,
    text: &str,
    country: Country,
    city: Option<&str>,
    as_of: Option<i16>,
) -> Number {
    let mut verdict = match candidate.flaw {
        Some(Flaw::Masked) => Verdict::nothing(NumberType::Masked),
        Some(Flaw::Other) => Verdict::nothing(NumberType::OtherId),
        Some(Flaw::Letter) => Verdict::nothing(NumberType::Review),
        None => by_country(&candidate, text, country, city, as_of),
    };
    if candidate.is_mended {
        verdict = verdict.recovered();
    }
    if is_shared(&verdict.digits) {
        verdict.standing = Standing::Shared;
    }
    Number {
        digits: verdict.digits,
        number_type: verdict.number_type,
        standing: verdict.standing,
        extension: Some(candidate.extension).filter(|digits| !digits.is_empty()),
        note: Some(candidate.note).filter(|note| !note.is_empty()),
    }
}

fn by_country(
    candidate: &Candidate,
    text: &str,
    country: Country,
    city: Option<&str>,
    as_of: Option<i16>,
) -> Verdict {
    let foreign = match country {
        Country::Indonesia => {
            if is_population_number(&candidate.digits) {
                return Verdict::nothing(NumberType::OtherId);
            }
            let home = city.and_then(tables::area_of_region);
            let is_american = indonesia::is_american_layout(text, &candidate.digits);
            return indonesia::read(candidate, home, as_of, is_american);
        }
        Country::UnitedStates => foreign::american(candidate),
        Country::Other(code) => {
            let code = std::str::from_utf8(&code).ok();
            foreign::by_plan(candidate, code.and_then(|code| Region::try_from(code).ok()))
        }
        Country::Unknown => foreign::by_plan(candidate, None),
    };
    foreign.unwrap_or_else(|| Verdict::nothing(NumberType::Unrecoverable))
}

/// Sixteen digits with a possible birth date inside, in the wrong column.
fn is_population_number(digits: &str) -> bool {
    digits.len() == 16 && !digits.starts_with('0') && super::national_id::parse(digits).is_some()
}

/// `8,12E+10`: the digits are lost.
fn is_exponent(text: &str) -> bool {
    text.split_once("e+").is_some_and(|(front, _)| {
        front.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
    })
}

/// `85643120987.0`: a spreadsheet took the number for one to count with.
fn without_decimals(text: &str) -> &str {
    let whole = text.trim_end_matches('0');
    match whole.strip_suffix(['.', ',']) {
        Some(digits)
            if digits.len() >= 7
                && whole.len() < text.len()
                && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            digits
        }
        _ => text,
    }
}

/// The usual case, one Indonesian number alone in its field, without any of the trouble that [`read`] takes.
fn read_plain(raw: &str) -> Option<Verdict> {
    if is_set_placeholder(PlaceholderField::Phone, raw) {
        return None;
    }
    let mut digits = [0_u8; 14];
    let mut count = 0;
    let mut since_dash = usize::MAX;
    for (at, byte) in raw.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                *digits.get_mut(count)? = byte;
                count += 1;
                since_dash = since_dash.saturating_add(1);
            }
            b'-' => since_dash = 0,
            b' ' | b'.' | b')' => {}
            b'+' | b'(' if at == 0 => {}
            _ => return None,
        }
    }
    let digits = std::str::from_utf8(digits.get(..count)?).ok()?;
    let has_plus = raw.starts_with('+');
    let national = match digits.strip_prefix('0') {
        Some(national) if !has_plus => national,
        Some(_) => return None,
        None => digits
            .strip_prefix("62")
            .or_else(|| (!has_plus).then_some(digits))?,
    };
    // A spreadsheet's decimals or a short tail behind a dash make the field another case.
    let is_tailed = since_dash <= 2 && !digits.starts_with("08") && !digits.starts_with("628");
    let is_of_zeros = |tail: &str| !tail.is_empty() && tail.bytes().all(|digit| digit == b'0');
    let is_amount = raw
        .rsplit_once('.')
        .is_some_and(|(_, tail)| is_of_zeros(tail));
    if is_tailed || is_amount || raw.contains("(0)") {
        return None;
    }
    let is_mobile = national.starts_with('8') && (9..=12).contains(&national.len());
    let is_landline = digits.len() == national.len() + 1 && (8..=11).contains(&national.len());
    if !is_mobile && (!is_landline || national.starts_with(['0', '1', '8'])) {
        return None;
    }
    let verdict = indonesia::national(national, None);
    let is_usual = matches!(
        verdict.number_type,
        NumberType::Mobile
            | NumberType::Landline
            | NumberType::FixedWireless
            | NumberType::FixedWirelessOrLandline
    );
    is_usual.then_some(verdict)
}

/// The region codes that a landline's area code reaches, the most central first; none for other numbers.
fn regions_of_area(digits: &str) -> Option<&'static [&'static str]> {
    let national = digits
        .strip_prefix("+62")
        .filter(|rest| !rest.starts_with('8'))?;
    tables::area_of(national).map(|area| area.regions.as_slice())
}

/// Whether a landline's area code reaches a city or province; none where that says nothing.
pub fn fits_city(phone: &Phone, region: &str) -> Option<bool> {
    if !matches!(phone.kind, PhoneKind::Landline | PhoneKind::FixedWireless)
        || !tables::is_mapped(region)
    {
        return None;
    }
    let regions = regions_of_area(&phone.digits)?;
    Some(regions.iter().any(|reached| reached.starts_with(region)))
}

/// Whether an Indonesian number can have been in service in a year; none where the tables don't say.
pub fn in_service(phone: &Phone, year: i16) -> Option<bool> {
    match phone.kind {
        PhoneKind::Mobile => {
            let prefix = tables::mobile_prefix(phone.digits.strip_prefix("+62")?)?;
            Some(prefix.from_year <= year)
        }
        PhoneKind::FixedWireless => Some(tables::WIRELESS_YEARS.contains(&year)),
        _ => None,
    }
}

/// The line of an Indonesian landline, without its area code; local digits are a line already.
pub fn line_of(digits: &str) -> Option<&str> {
    if !digits.starts_with('+') {
        return (5..=8).contains(&digits.len()).then_some(digits);
    }
    let national = digits
        .strip_prefix("+62")
        .filter(|rest| !rest.starts_with('8'))?;
    Some(&national[tables::area_of(national)?.code.len()..])
}

/// Whether two lines differ only by the digit that number expansion put in front: 311234 and 8311234 in Semarang.
pub fn is_expanded(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() < right.len() {
        (left, right)
    } else {
        (right, left)
    };
    short.len() >= 5 && long.len() == short.len() + 1 && long.ends_with(short)
}

/// Whether two unequal landline numbers in international form are one line before and after number expansion.
pub fn is_renumbered(left: &str, right: &str) -> bool {
    let (Some(left_line), Some(right_line)) = (line_of(left), line_of(right)) else {
        return false;
    };
    let area = |digits: &'_ str, line: &str| digits.len() - line.len();
    let (left_area, right_area) = (area(left, left_line), area(right, right_line));
    left[..left_area] == right[..right_area] && is_expanded(left_line, right_line)
}
