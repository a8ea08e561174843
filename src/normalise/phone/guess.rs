//! Which country's plan a column follows.

use super::{Country, tables};
use crate::text::clean::{before_extension, tidy};

/// The fewest digits of a number; fewer before a slash are an area code.
const SHORTEST: usize = 6;

/// Guesses a column's country from its distinct values: the plan that most of them follow, else unknown.
///
/// Landlines and mobiles of other countries begin like Indonesian landlines. Where most numbers are not Indonesian mobiles,
/// `is_home` tells whether the places beside them are Indonesian, as far as there are any; else one in five must be a mobile.
pub fn guess_country<'a>(
    sample: impl Iterator<Item = &'a str>,
    is_home: impl FnOnce() -> Option<bool>,
) -> Country {
    let (mut total, mut indonesian, mut american) = (0_usize, 0_usize, 0_usize);
    let mut mobile = 0_usize;
    for raw in sample {
        let text = tidy(raw);
        let text = before_extension(&text);
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        if !opens_with_number(text) {
            continue;
        }
        total += 1;
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
