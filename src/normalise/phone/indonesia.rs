//! One number by the Indonesian plan.

use super::split::Candidate;
use super::tables::{self, Area, WIRELESS_YEARS, Wireless};
use super::{NumberType, Standing, Verdict, foreign, guess};

/// Codes of long-distance carriers, dialled before a whole number, without their zero.
const CARRIERS: [&str; 3] = ["17", "11", "1017"];

/// Codes for calls abroad other than 00, without their zeros.
const ABROAD: [&str; 4] = ["01", "07", "08", "09"];

/// Reads one number; `home` is the area of the row's city, `as_of` the year of the record.
pub(super) fn read(
    candidate: &Candidate,
    home: Option<&Area>,
    as_of: Option<i16>,
    is_american: bool,
) -> Verdict {
    let digits = candidate.digits.as_str();
    if let Some(rest) = after_country_code(digits, candidate.has_plus) {
        return national(rest, as_of);
    }
    if candidate.has_plus && digits.starts_with('0') {
        return national(digits.trim_start_matches('0'), as_of).recovered();
    }
    if candidate.has_plus || digits.starts_with("00") {
        return abroad(candidate);
    }
    if let Some(rest) = digits.strip_prefix('0') {
        return dialled(rest, as_of);
    }
    if is_service_short(digits) {
        return Verdict::valid(digits.to_owned(), NumberType::Service);
    }
    without_zero(digits, home, as_of, is_american)
}

/// What stands behind 62, its zero dropped: `+62 856`, `62 856`, `0062 856`, `062 856`, `+62 (0)856`.
fn after_country_code(digits: &str, has_plus: bool) -> Option<&str> {
    // 0628 is the area of Kabanjahe too, whose numbers are shorter.
    let rest = match digits.strip_prefix("0062") {
        Some(rest) => rest,
        None => match digits.strip_prefix("062") {
            Some(rest) if rest.trim_start_matches('0').starts_with('8') && rest.len() >= 10 => rest,
            Some(_) => return None,
            None => digits
                .strip_prefix("62")
                .filter(|_| has_plus || digits.len() >= 10)?,
        },
    };
    Some(rest.trim_start_matches('0'))
}

fn abroad(candidate: &Candidate) -> Verdict {
    let verdict = foreign::by_plan(candidate, None)
        .unwrap_or_else(|| Verdict::nothing(NumberType::Unrecoverable));
    if verdict.number_type != NumberType::Review {
        return verdict;
    }
    let digits = candidate.digits.as_str();
    if candidate.has_plus && tables::mobile_prefix(digits).is_some() && digits.len() >= 10 {
        return national(digits, None).recovered();
    }
    let behind = digits
        .strip_prefix('0')
        .and_then(|rest| ABROAD.iter().find_map(|code| rest.strip_prefix(code)));
    if let Some(rest) = behind.filter(|rest| rest.len() >= 9) {
        let dialled = Candidate {
            digits: rest.to_owned(),
            has_plus: true,
            ..Candidate::default()
        };
        return foreign::by_plan(&dialled, None).unwrap_or(verdict);
    }
    if digits.bytes().all(|byte| byte == b'0') {
        return Verdict::nothing(NumberType::Placeholder);
    }
    verdict
}

/// A number as dialled, its zero taken off.
fn dialled(rest: &str, as_of: Option<i16>) -> Verdict {
    for carrier in CARRIERS {
        if let Some(number) = rest.strip_prefix(carrier) {
            return match number.strip_prefix('0') {
                Some(number) => national(number, as_of),
                None => Verdict::review(["0", rest].concat()),
            };
        }
    }
    national(rest, as_of)
}

/// Call centres and emergency numbers that are dialled as they are.
fn is_service_short(digits: &str) -> bool {
    (digits.starts_with("1500") && (6..=7).contains(&digits.len()))
        || (digits.starts_with('1') && digits.len() == 3)
        || (digits.starts_with("140") && digits.len() == 5)
}

/// Digits that begin with neither zero nor country code.
fn without_zero(
    digits: &str,
    home: Option<&Area>,
    as_of: Option<i16>,
    is_american: bool,
) -> Verdict {
    if (9..=12).contains(&digits.len()) && tables::mobile_prefix(digits).is_some() {
        return national(digits, as_of).recovered();
    }
    match (digits.len(), home) {
        (5..=8, _) if is_invented(digits) => Verdict::nothing(NumberType::Placeholder),
        (5..=8, Some(area)) => landline(area, digits, as_of).recovered(),
        (5..=8, None) => Verdict {
            digits: digits.to_owned(),
            number_type: NumberType::LocalOnly,
            standing: Standing::Valid,
        },
        (0..=4, _) if tables::is_area(digits) => Verdict::nothing(NumberType::Placeholder),
        (0..=4, _) => Verdict::nothing(NumberType::Unrecoverable),
        (9..=11, _) if is_american => Verdict::review(digits.to_owned()),
        (9..=11, home) => {
            lost_zero(digits, home, as_of).unwrap_or_else(|| Verdict::review(digits.to_owned()))
        }
        _ => Verdict::review(digits.to_owned()),
    }
}

/// The zero of the area code got lost: the city confirms it, or the digits behind it are as many as lines there have.
fn lost_zero(digits: &str, home: Option<&Area>, as_of: Option<i16>) -> Option<Verdict> {
    if let Some(area) = home
        && let Some(line) = digits.strip_prefix(area.code)
    {
        return Some(landline(area, line, as_of).recovered());
    }
    let area = tables::area_of(digits)?;
    let line = &digits[area.code.len()..];
    let usual = if area.code.len() == 2 { 7..=8 } else { 6..=7 };
    (usual.contains(&line.len()) && starts_as_line(line))
        .then(|| landline(area, line, as_of).recovered())
}

/// Lines begin with 2 to 9.
fn starts_as_line(line: &str) -> bool {
    line.starts_with(|c: char| ('2'..='9').contains(&c))
}

/// A number without its zero: mobile, service, or area code and line.
pub(super) fn national(number: &str, as_of: Option<i16>) -> Verdict {
    if number.len() >= 5 && is_run(number.as_bytes(), 0) {
        return Verdict::nothing(NumberType::Placeholder);
    }
    if number.starts_with('8') {
        return mobile_or_service(number, as_of);
    }
    let Some(area) = tables::area_of(number) else {
        return if number.bytes().all(|byte| byte == b'0') {
            Verdict::nothing(NumberType::Placeholder)
        } else if number.len() < 5 {
            Verdict::nothing(NumberType::Unrecoverable)
        } else {
            Verdict::review(["0", number].concat())
        };
    };
    landline(area, &number[area.code.len()..], as_of)
}

/// What begins with 08.
fn mobile_or_service(number: &str, as_of: Option<i16>) -> Verdict {
    if is_invented_mobile(number) {
        return Verdict::nothing(NumberType::Placeholder);
    }
    let international = || ["+62", number].concat();
    if let Some(number_type) = service_type(number)
        && (8..=12).contains(&number.len())
    {
        return Verdict::valid(international(), number_type);
    }
    let Some(prefix) = tables::mobile_prefix(number) else {
        return match number.len() {
            0..=3 => Verdict::nothing(NumberType::Placeholder),
            9..=12 => Verdict {
                digits: international(),
                number_type: NumberType::Review,
                standing: Standing::Valid,
            },
            _ => Verdict::nothing(NumberType::Unrecoverable),
        };
    };
    match number.len() {
        // A prefix and nothing more.
        3 => Verdict::nothing(NumberType::Placeholder),
        9..=12 => {
            let suspect = is_vanity(number)
                || number.len() + 1
                    < prefix
                        .shortest
                        .min(if is_old_block(number) { 10 } else { 13 })
                || as_of.is_some_and(|year| prefix.from_year > year);
            let standing = if suspect {
                Standing::Suspect
            } else {
                Standing::Valid
            };
            Verdict {
                digits: international(),
                number_type: NumberType::Mobile,
                standing,
            }
        }
        ..9 => Verdict::nothing(NumberType::Unrecoverable),
        _ => Verdict::review(["0", number].concat()),
    }
}

/// The blocks in which numbers of ten digits are normal.
fn is_old_block(number: &str) -> bool {
    ["811", "812", "815", "816", "817", "818"]
        .iter()
        .any(|block| number.starts_with(block))
}

fn service_type(number: &str) -> Option<NumberType> {
    match number.get(..3)? {
        "804" => Some(NumberType::SharedCost),
        "800" | "807" | "809" => Some(NumberType::Service),
        _ => None,
    }
}

fn landline(area: &Area, line: &str, as_of: Option<i16>) -> Verdict {
    if line.len() >= 5 && is_service_short(line) {
        return Verdict::valid(line.to_owned(), NumberType::Service);
    }
    if line.is_empty() || is_invented(line) {
        return Verdict::nothing(NumberType::Placeholder);
    }
    if line.len() < 5 {
        return Verdict::nothing(NumberType::Unrecoverable);
    }
    if line.len() > 8 {
        return Verdict::review(["0", area.code, line].concat());
    }
    let was_served = as_of.is_none_or(|year| WIRELESS_YEARS.contains(&year));
    let (number_type, is_out_of_time) = match tables::wireless(area, line) {
        Some(Wireless::Known) => (NumberType::FixedWireless, !was_served),
        Some(Wireless::Hint) if was_served => (NumberType::FixedWirelessOrLandline, false),
        _ => (NumberType::Landline, false),
    };
    let suspect = is_out_of_time || line.len() < area.shortest_line || !starts_as_line(line);
    Verdict {
        digits: ["+62", area.code, line].concat(),
        number_type,
        standing: if suspect {
            Standing::Suspect
        } else {
            Standing::Valid
        },
    }
}

/// One digit over and over, or counting up or down over the whole line.
pub(super) fn is_invented(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() >= 5 && (is_run(bytes, 0) || is_run(bytes, 1) || is_run(bytes, 9))
}

/// Each digit is the one before plus `step`, 0 following 9.
fn is_run(digits: &[u8], step: u8) -> bool {
    digits
        .windows(2)
        .all(|pair| (pair[0] - b'0' + step) % 10 == pair[1] - b'0')
}

/// A mobile number that nobody was given: 0811111111, 08123456789, 0812000000.
fn is_invented_mobile(number: &str) -> bool {
    let rest = &number.as_bytes()[1..];
    let line = number.as_bytes().get(3..).unwrap_or_default();
    (rest.len() >= 3 && (is_run(rest, 0) || is_run(rest, 1) || is_run(rest, 9)))
        || (line.len() >= 4 && line.iter().all(|digit| *digit == b'0'))
        || (line.len() >= 6 && (is_run(line, 1) || is_run(line, 9)))
}

/// Seven digits alike or in a run: sold as a vanity number, or invented.
fn is_vanity(number: &str) -> bool {
    let digits = number.as_bytes();
    digits
        .windows(7)
        .any(|part| is_run(part, 0) || is_run(part, 1) || is_run(part, 9))
}

/// Whether the digits are laid out as North Americans do.
pub(super) fn is_american_layout(text: &str, digits: &str) -> bool {
    guess::is_american(digits)
        && guess::is_american_layout(text.trim_start_matches(['1', ' ', '-', '.', '(']))
}
