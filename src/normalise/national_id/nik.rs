//! The population number: 16 digits, region, birth date and serial, without a check digit.

use super::region::{RegionCode, RegionStanding};
use super::{IdBirth, IdKind, IdStatus, NationalId, Reading, two};

/// Reads sixteen digits as a population number.
pub(super) fn read(digits: &str, as_of: Option<i16>) -> Reading {
    let invalid = || Reading::nothing(IdStatus::Invalid, IdKind::Nik);
    let (Some((female, birth)), Some(region)) = (birth_of(digits, as_of), RegionCode::of(digits))
    else {
        return invalid();
    };
    let Some(standing) = region.standing().filter(|_| !digits.ends_with("0000")) else {
        return invalid();
    };
    Reading {
        status: match standing {
            RegionStanding::Moved => IdStatus::ValidOldCode,
            RegionStanding::PreSiak => IdStatus::LegacyPreSiak,
            _ => IdStatus::Valid,
        },
        id: Some(NationalId {
            kind: IdKind::Nik,
            digits: digits.to_owned(),
            gender: Some(female),
            birth: Some(birth),
            warning: standing.warning(),
        }),
        kind: IdKind::Nik,
        region: Some(standing),
    }
}

/// Whether the holder is female, and the date inside; none if no year of the last century or this has that day.
fn birth_of(digits: &str, as_of: Option<i16>) -> Option<(bool, IdBirth)> {
    let (day, month, year) = (two(digits, 6), two(digits, 8), two(digits, 10));
    let female = day > 40;
    let day = if female { day - 40 } else { day };
    let birth = IdBirth {
        year_of_century: year,
        month,
        day: Some(day),
    };
    // 29 February 1900 never was, 29 February 2000 was.
    let is_leap = match as_of.and_then(|as_of| birth.year(as_of)) {
        Some(full) => full % 4 == 0 && (full % 100 != 0 || full % 400 == 0),
        None => year % 4 == 0,
    };
    let longest = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=longest).contains(&day).then_some((female, birth))
}
