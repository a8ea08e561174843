//! Whether two values of one attribute can't both be right, which a slip of the finger doesn't explain.

use crate::compare::similarity::edits_within;
use crate::normalise::Values;
use crate::normalise::date::Date;
use crate::record::{AttributeKind, ValueId};

/// The most edits between two identity numbers that may be one.
const SLIPS: usize = 2;

/// Whether two values of a person contradict each other; both are valid.
pub fn contradict(kind: AttributeKind, values: &Values, left: ValueId, right: ValueId) -> bool {
    let (Some(left), Some(right)) = (left.index(), right.index()) else {
        return false;
    };
    match values {
        Values::Dates(dates) => are_two_days(&dates[left], &dates[right]),
        Values::Ids(ids) => {
            let (left, right) = (&ids[left], &ids[right]);
            left.scheme == right.scheme
                && edits_within(left.digits.as_bytes(), right.digits.as_bytes(), SLIPS).is_none()
        }
        Values::Texts(texts) if kind == AttributeKind::Gender => {
            texts[left].canonical != texts[right].canonical
        }
        _ => false,
    }
}

/// Two parts or more differ, and day and month were not exchanged.
fn are_two_days(left: &Date, right: &Date) -> bool {
    let differing = usize::from(left.year != right.year)
        + usize::from(left.month != right.month)
        + usize::from(left.day != right.day);
    let is_exchanged =
        left.year == right.year && left.month == right.day && left.day == right.month;
    differing > 1 && !is_exchanged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::IdValue;

    #[test]
    fn a_slip_in_a_date_is_no_contradiction() {
        let day = |year, month, day| Date {
            year: Some(year),
            month: Some(month),
            day: Some(day),
            suspect: false,
        };
        let dates = Values::Dates(vec![
            day(1970, 3, 8),
            day(1970, 8, 3),
            day(1971, 3, 8),
            day(1981, 5, 8),
        ]);
        let is_one = |left: usize, right: usize| {
            let (left, right) = (ValueId::from_index(left), ValueId::from_index(right));
            contradict(AttributeKind::Date, &dates, left, right)
        };
        assert!(!is_one(0, 1));
        assert!(!is_one(0, 2));
        assert!(is_one(0, 3));
    }

    #[test]
    fn two_numbers_a_slip_apart_may_be_one() {
        let id = |digits: &str| IdValue {
            digits: digits.into(),
            scheme: "nik".into(),
        };
        let ids = Values::Ids(vec![
            id("3578101203800001"),
            id("3578101203800010"),
            id("3328021702860027"),
        ]);
        let of = |left: usize, right: usize| {
            let (left, right) = (ValueId::from_index(left), ValueId::from_index(right));
            contradict(AttributeKind::NationalId, &ids, left, right)
        };
        assert!(!of(0, 1));
        assert!(of(0, 2));
    }
}
