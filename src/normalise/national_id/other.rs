//! Numbers other than the NIK: tax number, driving licence, family card.

use super::{IdBirth, IdKind, IdStatus, NationalId, Reading, nik, plain, two};

/// Fifteen digits whose ninth is the Luhn check digit of the first eight.
pub(super) fn npwp(digits: String) -> Reading {
    if is_npwp(&digits) {
        Reading::plain(IdStatus::Valid, IdKind::Npwp, digits)
    } else {
        Reading::nothing(IdStatus::Invalid, IdKind::Npwp)
    }
}

/// The sixteen-digit form of a firm: a zero and the old number, which is the canonical one.
pub(super) fn long_npwp(digits: &str) -> Option<Reading> {
    let old = digits.strip_prefix('0').filter(|old| is_npwp(old))?;
    Some(Reading::plain(
        IdStatus::Valid,
        IdKind::Npwp,
        old.to_owned(),
    ))
}

/// The tax number of a person since 2022: the NIK.
pub(super) fn tax_number_of_person(digits: &str, as_of: Option<i16>) -> Reading {
    let reading = nik::read(digits, as_of);
    if !reading.status.is_number() {
        return Reading::nothing(IdStatus::Invalid, IdKind::Npwp);
    }
    Reading {
        status: IdStatus::ValidNik,
        ..reading
    }
}

fn is_npwp(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .take(8)
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            let weighted = if at % 2 == 1 { digit * 2 } else { digit };
            weighted / 10 + weighted % 10
        })
        .sum();
    let check = digits
        .as_bytes()
        .get(8)
        .map(|byte| u32::from(byte.wrapping_sub(b'0')));
    digits.len() == 15 && check == Some((10 - sum % 10) % 10)
}

/// Twelve digits that begin with year and month.
pub(super) fn driving_licence(digits: String, expected: Option<IdKind>) -> Reading {
    let month = two(&digits, 2);
    if !(1..=12).contains(&month) {
        let id = NationalId {
            warning: Some("twelve digits, but no driving licence: the month is impossible"),
            ..plain(IdKind::Generic, digits)
        };
        return match expected {
            None => Reading {
                status: IdStatus::Plausible,
                id: Some(id),
                kind: IdKind::Generic,
                region: None,
            },
            Some(kind) => Reading::nothing(IdStatus::Invalid, kind),
        };
    }
    let birth = IdBirth {
        year_of_century: two(&digits, 0),
        month,
        day: None,
    };
    let id = NationalId {
        birth: Some(birth),
        ..plain(IdKind::DrivingLicence, digits)
    };
    Reading {
        status: IdStatus::Plausible,
        id: Some(id),
        kind: IdKind::DrivingLicence,
        region: None,
    }
}

/// Sixteen digits: region, the date of issue, serial. Women are not counted from 41, because nobody's birth is meant.
pub(super) fn family_card(digits: String) -> Reading {
    let reading = nik::read(&digits, None);
    let is_issue_date = (1..=31).contains(&two(&digits, 6));
    if !reading.status.is_number() || !is_issue_date {
        return Reading::nothing(IdStatus::Invalid, IdKind::FamilyCard);
    }
    Reading::plain(IdStatus::Plausible, IdKind::FamilyCard, digits)
}
