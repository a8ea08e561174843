//! How two e-mail addresses, identity numbers, dates, amounts or postal codes stand to each other.

use super::{Level, Likeness, Question, Relation, best};
use crate::compare::similarity::edits_within;
use crate::normalise::answer;
use crate::normalise::date::{Date, DateVerdict};
use crate::normalise::email::{self, Email};
use crate::normalise::national_id::{self, IdKind, IdStatus, NationalId};
use crate::normalise::{amount, postcode};

const MISSING: Likeness = Likeness {
    relation: Relation::Different,
    level: Level::Missing,
    similarity: 0.0,
};
const SAME: Likeness = Likeness {
    relation: Relation::Same,
    level: Level::Same,
    similarity: 1.0,
};
const DIFFERENT: Likeness = Likeness {
    relation: Relation::Different,
    level: Level::Different,
    similarity: 0.0,
};

fn similar(level: Level, similarity: f64) -> Likeness {
    Likeness {
        relation: Relation::Similar,
        level,
        similarity,
    }
}

fn contradicting() -> Likeness {
    Likeness {
        level: Level::Contradicting,
        ..DIFFERENT
    }
}

/// Compares two e-mail fields; equal addresses of an office say that the office is one, not the person.
pub fn emails(left: &Question, right: &Question) -> Likeness {
    let (left, right) = (
        email::read(&left.value).emails,
        email::read(&right.value).emails,
    );
    best(&left, &right, email_likeness).unwrap_or(MISSING)
}

/// The shortest local part whose equality at another provider says anything.
const LOCAL_ENOUGH: usize = 6;

fn email_likeness(left: &Email, right: &Email) -> Likeness {
    if left.key == right.key {
        return if left.role || right.role {
            similar(Level::SameKey, 0.8)
        } else {
            SAME
        };
    }
    let local = |email: &'_ Email| email.key.find('@').unwrap_or(email.key.len());
    let (l, r) = (&left.key[..local(left)], &right.key[..local(right)]);
    let is_same_domain = left.key[l.len()..] == right.key[r.len()..];
    let is_near = edits_within(left.key.as_bytes(), right.key.as_bytes(), 1).is_some();
    if l == r && l.len() >= LOCAL_ENOUGH && !left.role {
        // A slip in an unknown domain, or a move to another provider.
        return if is_near {
            similar(Level::Near, 0.85)
        } else {
            similar(Level::SameKey, 0.7)
        };
    }
    let shorter = l.len().min(r.len());
    if is_same_domain && shorter >= LOCAL_ENOUGH && is_near && !differs_in_digits(l, r) {
        return similar(Level::Near, 0.8);
    }
    DIFFERENT
}

/// `budi1` and `budi2` are two accounts: a digit is no slip of the finger.
fn differs_in_digits(left: &str, right: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    digits(left) != digits(right)
}

/// Compares two identity numbers.
///
/// Two valid modern population numbers that differ are two persons. One of before SIAK and a newer one are no evidence
/// either way, unless birth date and sex inside agree or contradict.
pub fn national_ids(left: &Question, right: &Question) -> Likeness {
    let read = |question: &Question| {
        let expected = question.kind.as_deref().and_then(IdKind::of_word);
        let reading = national_id::read(&question.value, expected, question.as_of);
        let status = reading.status;
        reading
            .id
            .filter(|_| status.is_number())
            .map(|id| (id, status))
    };
    match (read(left), read(right)) {
        (Some(left), Some(right)) => id_likeness(&left, &right),
        _ => MISSING,
    }
}

fn id_likeness(left: &(NationalId, IdStatus), right: &(NationalId, IdStatus)) -> Likeness {
    let (l, r) = (&left.0, &right.0);
    if l.kind == r.kind && l.digits == r.digits {
        // A household shares its card.
        return if l.kind == IdKind::FamilyCard {
            similar(Level::SameKey, 0.8)
        } else {
            SAME
        };
    }
    if l.kind != r.kind {
        return MISSING;
    }
    let is_near = edits_within(l.digits.as_bytes(), r.digits.as_bytes(), 1).is_some();
    if l.kind != IdKind::Nik {
        let is_near = is_near && l.digits.len().min(r.digits.len()) >= 6;
        return if is_near {
            similar(Level::Near, 0.8)
        } else {
            DIFFERENT
        };
    }
    let agrees = l.birth == r.birth && l.gender == r.gender;
    let is_legacy =
        |status: IdStatus| matches!(status, IdStatus::LegacyPreSiak | IdStatus::ValidOldCode);
    match (is_legacy(left.1) || is_legacy(right.1), agrees) {
        (true, true) => similar(Level::Compatible, 0.6),
        (true, false) => Likeness {
            level: Level::Different,
            ..MISSING
        },
        // Twins and namesakes of one day differ in the serial too: a slip there is as likely.
        (false, _) if is_near => similar(Level::Near, 0.8),
        (false, _) => contradicting(),
    }
}

/// Compares two dates; an order of day and month that the question leaves open is the Indonesian one.
pub fn dates(left: &Question, right: &Question) -> Likeness {
    match (answer::date::read(left), answer::date::read(right)) {
        // A stand-in for an unknown birth agrees with nothing.
        ((_, DateVerdict::StandIn), _) | (_, (_, DateVerdict::StandIn)) => MISSING,
        ((Some(left), _), (Some(right), _)) => date_likeness(&left, &right),
        _ => MISSING,
    }
}

fn date_likeness(left: &Date, right: &Date) -> Likeness {
    if left.is_full() && right.is_full() {
        return full_dates(left, right);
    }
    if left.iso() == right.iso() {
        // Equal as far as they are known.
        return similar(Level::Compatible, 0.7);
    }
    let parts = [
        agree(left.year, right.year),
        agree(left.month, right.month),
        agree(left.day, right.day),
    ];
    if parts.iter().all(Option::is_none) {
        MISSING
    } else if parts.iter().flatten().all(|same| *same) {
        similar(Level::Compatible, 0.6)
    } else {
        DIFFERENT
    }
}

fn full_dates(left: &Date, right: &Date) -> Likeness {
    let (l, r) = (left.iso(), right.iso());
    if l == r {
        return SAME;
    }
    let is_swapped = left.year == right.year && left.month == right.day && left.day == right.month;
    if is_swapped {
        similar(Level::Near, 0.85)
    } else if edits_within(l.as_bytes(), r.as_bytes(), 1).is_some() {
        similar(Level::Near, 0.8)
    } else {
        DIFFERENT
    }
}

fn agree<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? == right?)
}

/// Compares two amounts of money.
pub fn amounts(left: &Question, right: &Question) -> Likeness {
    let read = |question: &Question| amount::read(&question.value, None);
    let ((Some(left), left_verdict), (Some(right), right_verdict)) = (read(left), read(right))
    else {
        return MISSING;
    };
    if left_verdict == amount::AmountVerdict::Foreign && right_verdict != left_verdict {
        return DIFFERENT;
    }
    if left.hundredths == right.hundredths {
        SAME
    } else {
        DIFFERENT
    }
}

/// Compares two postal codes.
pub fn postcodes(left: &Question, right: &Question) -> Likeness {
    let (Some(left), Some(right)) = (postcode::parse(&left.value), postcode::parse(&right.value))
    else {
        return MISSING;
    };
    if left == right {
        SAME
    } else if edits_within(left.as_bytes(), right.as_bytes(), 1).is_some() {
        similar(Level::Near, 0.6)
    } else if left.len() == 5 && right.len() == 5 && left[..3] == right[..3] {
        similar(Level::SameKey, 0.4)
    } else {
        DIFFERENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(value: &str) -> Question {
        Question {
            value: value.to_owned(),
            ..Question::default()
        }
    }

    fn told(
        compare: fn(&Question, &Question) -> Likeness,
        left: &str,
        right: &str,
    ) -> (Relation, Level) {
        let (left, right) = (question(left), question(right));
        let likeness = compare(&left, &right);
        assert_eq!(
            compare(&right, &left),
            likeness,
            "the order makes no difference"
        );
        (likeness.relation, likeness.level)
    }

    #[test]
    fn emails_are_compared_by_key() {
        assert_eq!(
            told(
                emails,
                "budi.santoso@gmail.com",
                "BudiSantoso+vip@gmail.com"
            )
            .0,
            Relation::Same
        );
        assert_eq!(
            told(emails, "budi@yahoo.com; ani@gmail.com", "ani@gmail.com").0,
            Relation::Same
        );
        assert_eq!(
            told(emails, "info@toko.co.id", "info@toko.co.id").0,
            Relation::Similar
        );
        assert_eq!(
            told(emails, "budi_santoso@yahoo.com", "budi_santoso@gmail.com").0,
            Relation::Similar
        );
        assert_eq!(
            told(emails, "budi1990@yahoo.com", "budi1991@yahoo.com").0,
            Relation::Different
        );
        assert_eq!(told(emails, "a@a.com", "a@a.com").1, Level::Missing);
    }

    #[test]
    fn two_modern_numbers_contradict_and_an_old_one_does_not() {
        let modern = "3578101203800001";
        assert_eq!(
            told(national_ids, modern, "35.7810.120380.0001").0,
            Relation::Same
        );
        assert_eq!(
            told(national_ids, modern, "3578105208700002").1,
            Level::Contradicting
        );
        assert_eq!(
            told(national_ids, "1056025208700001", "3277035208700003").1,
            Level::Compatible
        );
        assert_eq!(
            told(national_ids, "1056025208700001", modern).0,
            Relation::Different
        );
        assert_eq!(
            told(national_ids, "1111111111111111", "1111111111111111").1,
            Level::Missing
        );
        assert_eq!(
            told(national_ids, "01.312.166.0-091.000", "0013121660091000").0,
            Relation::Same
        );
    }

    #[test]
    fn dates_may_be_swapped_or_partly_known() {
        assert_eq!(told(dates, "12-03-1980", "1980-03-12").0, Relation::Same);
        assert_eq!(
            told(dates, "12-03-1980", "03-12-1980"),
            (Relation::Similar, Level::Near)
        );
        assert_eq!(
            told(dates, "12-03-1980", "12-03-1981"),
            (Relation::Similar, Level::Near)
        );
        assert_eq!(
            told(dates, "12-03-1980", "1980"),
            (Relation::Similar, Level::Compatible)
        );
        assert_eq!(
            told(dates, "12-03-1980", "25-07-1975").0,
            Relation::Different
        );
        assert_eq!(told(dates, "00-00-0000", "00-00-0000").1, Level::Missing);
    }

    #[test]
    fn amounts_and_postal_codes_are_equal_or_not() {
        assert_eq!(told(amounts, "Rp 1.250.000,-", "1,25 jt").0, Relation::Same);
        assert_eq!(
            told(amounts, "1.250.000", "1.250.001").0,
            Relation::Different
        );
        assert_eq!(told(postcodes, "60231", "6023l").0, Relation::Same);
        assert_eq!(told(postcodes, "60231", "60299").1, Level::SameKey);
        assert_eq!(told(postcodes, "60231", "12190").0, Relation::Different);
    }
}
