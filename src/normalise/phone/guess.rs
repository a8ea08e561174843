//! Which country's plan a column follows.

use compact_str::CompactString;
use rlibphonenumber::PHONE_NUMBER_UTIL;
use rlibphonenumber::enums::Region;

use super::{Country, tables};
use crate::text::clean::{before_extension, tidy};

/// The fewest digits of a number; fewer before a slash are an area code.
const SHORTEST: usize = 6;

/// Of the numbers of a column, at least one in so many has a country's code where the codes tell the country.
const ONE_IN: usize = 10;

/// About so many numbers without a code are tried by the plan that the codes tell.
const TRIED: usize = 1_000;

/// Guesses a column's country from its distinct values: the one whose code nearly all codes are, if the numbers without a
/// code are of its plan, too; else the plan that most of them follow; else unknown.
///
/// Landlines and mobiles of other countries begin like Indonesian landlines. Where most numbers are not Indonesian mobiles,
/// `is_home` tells whether the places beside them are Indonesian, as far as there are any; else one in five must be a mobile.
pub fn guess_country<'a>(
    sample: impl Iterator<Item = &'a str>,
    is_home: impl FnOnce() -> Option<bool>,
) -> Country {
    let (mut total, mut indonesian, mut american) = (0_usize, 0_usize, 0_usize);
    let mut mobile = 0_usize;
    let mut codes = Codes::default();
    for raw in sample {
        let text = tidy(raw);
        let text = before_extension(&text);
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        if !opens_with_number(text) {
            continue;
        }
        total += 1;
        codes.add(text, &all);
        let national = all.strip_prefix("0062").or_else(|| all.strip_prefix("62"));
        let bare_mobile = all.len() >= 9 && tables::mobile_prefix(&all).is_some();
        let is_mobile = |rest: &str| tables::mobile_prefix(rest).is_some();
        mobile += usize::from(
            all.strip_prefix('0').is_some_and(is_mobile) || national.is_some_and(is_mobile),
        );
        let zero = all.strip_prefix('0').is_some_and(|rest| {
            rest.starts_with('8')
                || (2..=3).any(|width| rest.get(..width).is_some_and(tables::is_area))
        });
        if zero
            || (national.is_some() && all.len() >= 10)
            || (bare_mobile && !is_american_layout(text))
        {
            indonesian += 1;
        } else if is_american(&all) {
            american += 1;
        }
    }
    if let Some(country) = codes.country() {
        return country;
    }
    let is_indonesian = || is_home().unwrap_or(mobile * 5 >= total);
    if indonesian * 2 > total && (mobile * 2 > total || is_indonesian()) {
        Country::Indonesia
    } else if american * 2 > total {
        Country::UnitedStates
    } else {
        Country::Unknown
    }
}

/// Whether the first part with digits is long enough for a number, together with the line where a slash parts that off.
fn opens_with_number(text: &str) -> bool {
    let width = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let mut parts = text.split(['/', ',', ';', '(']).map(width);
    let Some(first) = parts.find(|width| *width > 0) else {
        return false;
    };
    let mut is_parted =
        || text.contains('/') && parts.next().is_some_and(|line| first + line >= SHORTEST);
    first >= SHORTEST || is_parted()
}

/// What the numbers with a country's code, and those without, say of a column.
#[derive(Default)]
struct Codes {
    /// How many numbers have the code of a region.
    by_region: Vec<(Region, usize)>,
    /// The digits of numbers without a code.
    bare: Vec<CompactString>,
}

impl Codes {
    fn add(&mut self, text: &str, digits: &str) {
        let abroad = if text.trim_start_matches(['(', ' ']).starts_with('+') {
            Some(digits)
        } else {
            digits.strip_prefix("00")
        };
        match abroad.and_then(region_of_code) {
            Some(region) => match self.by_region.iter_mut().find(|known| known.0 == region) {
                Some((_, count)) => *count += 1,
                None => self.by_region.push((region, 1)),
            },
            None => self.bare.push(digits.into()),
        }
    }

    /// The country of nearly all codes, if enough numbers have one and most of the others are numbers there.
    fn country(&self) -> Option<Country> {
        let &(region, count) = self.by_region.iter().max_by_key(|(_, count)| *count)?;
        let coded: usize = self.by_region.iter().map(|(_, count)| count).sum();
        let is_agreed = count * 10 >= coded * 9;
        if !is_agreed || coded * ONE_IN < coded + self.bare.len() {
            return None;
        }
        let is_there = |digits: &&CompactString| {
            PHONE_NUMBER_UTIL
                .parse(digits.as_str(), Some(region))
                .is_ok_and(|number| number.is_valid())
        };
        // Every so many-th by its last digits, wherever in the column it stands.
        let step = self.bare.len() / TRIED + 1;
        let is_tried = |digits: &&CompactString| {
            let last = digits.len().saturating_sub(4);
            digits[last..].parse().unwrap_or(0) % step == 0
        };
        let tried: Vec<&CompactString> = self.bare.iter().filter(is_tried).collect();
        let fitting = tried.iter().copied().filter(is_there).count();
        (fitting * 2 >= tried.len())
            .then(|| Country::of_code(&region.to_string()))
            .flatten()
    }
}

/// The main region of the country's code that a number without its plus begins with.
fn region_of_code(digits: &str) -> Option<Region> {
    // No code begins with a nought: `+0812` has a plus too many.
    if digits.len() < 8 || digits.starts_with('0') {
        return None;
    }
    (1..=3).find_map(|width| {
        let code = digits.get(..width)?.parse().ok()?;
        PHONE_NUMBER_UTIL.get_region_for_country_code(code)
    })
}

/// The ten digits of the North American plan without the country's code and what leads abroad.
pub(super) fn american_line(digits: &str) -> &str {
    ["001", "0111", "1"]
        .iter()
        .find_map(|code| digits.strip_prefix(code).filter(|rest| rest.len() == 10))
        .unwrap_or(digits)
}

/// Ten digits of the North American plan, perhaps after its code.
pub(super) fn is_american(digits: &str) -> bool {
    let digits = american_line(digits).as_bytes();
    digits.len() == 10 && digits[0] >= b'2' && digits[3] >= b'2'
}

/// Groups of three, three and four.
pub fn is_american_layout(text: &str) -> bool {
    let mut groups = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len);
    (groups.next(), groups.next(), groups.next(), groups.next())
        == (Some(3), Some(3), Some(4), None)
}
