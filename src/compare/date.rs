//! Comparing dates: whole, in part, swapped, mistyped.

use super::level::Outcome;
use crate::normalise::date::Date;

const YEARS_APART: u8 = 1;
const DIFFERENT: u8 = 2;
const SAME_YEAR: u8 = 3;
const TWO_PARTS: u8 = 4;
const NEAR: u8 = 5;
const SAME: u8 = 6;

/// Dates whose years lie further apart are hardly one date misremembered or miswritten.
const NEAR_YEARS: u16 = 5;

/// Compares the dates of one attribute.
#[derive(Debug)]
pub struct DateComparator {
    dates: Vec<(Parts, f32)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Parts {
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
}

impl Parts {
    /// Whether nothing but the year is known.
    fn is_year(self) -> bool {
        self.month.is_none() && self.day.is_none()
    }
}

impl DateComparator {
    /// Prepares the distinct dates of an attribute; `rarity` has the bits of each.
    pub fn new(dates: &[Date], rarity: Vec<f32>) -> Self {
        let dates = dates
            .iter()
            .zip(rarity)
            .map(|(date, rarity)| {
                let parts = Parts {
                    year: date.year,
                    month: date.month,
                    day: date.day,
                };
                (parts, rarity)
            })
            .collect();
        Self { dates }
    }

    /// How rare each date is, in bits.
    pub fn rarity(&self) -> impl Iterator<Item = f32> {
        self.dates.iter().map(|(_, rarity)| *rarity)
    }

    /// Compares two dates by their index.
    pub fn compare(&self, left: usize, right: usize) -> Outcome {
        let ((l, left_rarity), (r, right_rarity)) = (self.dates[left], self.dates[right]);
        let rarity = left_rarity.min(right_rarity);
        if left == right {
            return Outcome {
                level: SAME,
                rarity,
            };
        }
        let (year, month, day) = (
            agree(l.year, r.year),
            agree(l.month, r.month),
            agree(l.day, r.day),
        );
        let unknown = [year, month, day]
            .iter()
            .filter(|part| part.is_none())
            .count();
        let same = [year, month, day]
            .iter()
            .filter(|part| **part == Some(true))
            .count();
        let years = l.year.zip(r.year).map(|(l, r)| l.abs_diff(r));
        let other = match years {
            Some(years) if years > NEAR_YEARS => YEARS_APART,
            _ => DIFFERENT,
        };
        let level = if unknown == 3 {
            return Outcome::MISSING;
        } else if unknown == 2 && l.is_year() && r.is_year() {
            // Years alone come from ages, which are told and rounded.
            match years {
                Some(0..=1) => NEAR,
                Some(2..=3) => TWO_PARTS,
                _ => other,
            }
        } else if unknown > 0 {
            // A part is absent on one side: what both have must agree wholly, and says less.
            if same + unknown == 3 {
                if same == 2 { TWO_PARTS } else { SAME_YEAR }
            } else {
                other
            }
        } else if same == 2 && is_one_edit(l, r)
            || (year == Some(true) && l.month == r.day && l.day == r.month)
        {
            NEAR
        } else if same == 2 {
            TWO_PARTS
        } else if year == Some(true) {
            SAME_YEAR
        } else {
            other
        };
        Outcome::plain(level)
    }
}

fn agree<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? == right?)
}

/// Whether the one part that differs does so by one digit or by two neighbours swapped.
fn is_one_edit(left: Parts, right: Parts) -> bool {
    let digits = |parts: Parts| {
        let year = parts.year.unwrap_or(0).unsigned_abs();
        let (month, day) = (
            u16::from(parts.month.unwrap_or(0)),
            u16::from(parts.day.unwrap_or(0)),
        );
        [
            year / 1000,
            year / 100 % 10,
            year / 10 % 10,
            year % 10,
            month / 10,
            month % 10,
            day / 10,
            day % 10,
        ]
    };
    let (l, r) = (digits(left), digits(right));
    let mut differing = (0..8).filter(|i| l[*i] != r[*i]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && l[i] == r[j] && l[j] == r[i],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::date::{DateOrder, parse};

    fn level(left: &str, right: &str) -> u8 {
        let dates: Vec<Date> = [left, right]
            .iter()
            .map(|raw| parse(raw, DateOrder::DayMonth).expect("a date"))
            .collect();
        DateComparator::new(&dates, vec![1.0, 1.0])
            .compare(0, 1)
            .level
    }

    #[test]
    fn swapped_and_mistyped_dates_are_near() {
        assert_eq!(level("1968-08-11", "1968-11-08"), NEAR);
        assert_eq!(level("1968-08-11", "1969-08-11"), NEAR);
        assert_eq!(level("1968-08-11", "1986-08-11"), NEAR);
        assert_eq!(level("1968-08-11", "1975-08-11"), TWO_PARTS);
        assert_eq!(level("1968-08-11", "1968-02-27"), SAME_YEAR);
        assert_eq!(level("1968-08-11", "1971-02-27"), DIFFERENT);
        assert_eq!(level("1968-08-11", "1995-02-27"), YEARS_APART);
    }
}
