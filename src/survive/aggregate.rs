//! Values made of all values: least, greatest, sum, union.

use std::cmp::Ordering;

use super::settings::Aggregate;

/// A number with its decimal places, exact.
#[derive(Clone, Copy, Debug)]
struct Number {
    units: i128,
    places: u32,
}

impl Number {
    /// Reads `12`, `-3.50` or `3,5`; nothing else, so that no code is taken for a number of another size.
    fn parse(text: &str) -> Option<Self> {
        let (sign, figures) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = figures.split_once(['.', ',']).unwrap_or((figures, ""));
        let is_number = !whole.is_empty()
            && whole.len() + part.len() <= 30
            && whole
                .bytes()
                .chain(part.bytes())
                .all(|byte| byte.is_ascii_digit())
            && (!part.is_empty() || whole.len() == figures.len());
        if !is_number {
            return None;
        }
        let units: i128 = format!("{whole}{part}").parse().ok()?;
        Some(Self {
            units: sign * units,
            places: part.len() as u32,
        })
    }

    fn at(self, places: u32) -> Option<i128> {
        self.units
            .checked_mul(10i128.checked_pow(places.checked_sub(self.places)?)?)
    }

    fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        Some(Self {
            units: self.at(places)?.checked_add(other.at(places)?)?,
            places,
        })
    }

    fn text(self) -> String {
        let scale = 10u128.pow(self.places);
        let (sign, size) = (
            if self.units < 0 { "-" } else { "" },
            self.units.unsigned_abs(),
        );
        let (whole, part) = (size / scale, size % scale);
        if self.places == 0 {
            format!("{sign}{whole}")
        } else {
            format!(
                "{sign}{whole}.{part:0places$}",
                places = self.places as usize
            )
        }
    }
}

/// Makes one value of many, each from one distinct record; with it how many of them it could use.
///
/// `Sum` uses numbers only. `Min` and `Max` compare numbers as such where all values are some, else texts, so that ISO
/// dates come in their order. `None` where nothing can be used, or the sum is too large.
pub fn aggregate(how: Aggregate, values: &[&str]) -> Option<(String, usize)> {
    let numbers: Vec<Number> = values
        .iter()
        .filter_map(|text| Number::parse(text))
        .collect();
    match how {
        Aggregate::Sum => {
            let (first, rest) = numbers.split_first()?;
            let sum = rest
                .iter()
                .try_fold(*first, |sum, number| sum.plus(*number))?;
            Some((sum.text(), numbers.len()))
        }
        Aggregate::Min | Aggregate::Max => {
            let are_numbers = numbers.len() == values.len();
            let compare = |left: &&&str, right: &&&str| {
                let by_number = || {
                    let (left, right) = (Number::parse(left)?, Number::parse(right)?);
                    let places = left.places.max(right.places);
                    Some(left.at(places)?.cmp(&right.at(places)?))
                };
                let by_number = if are_numbers { by_number() } else { None };
                by_number
                    .unwrap_or(Ordering::Equal)
                    .then_with(|| left.cmp(right))
            };
            let found = if how == Aggregate::Min {
                values.iter().min_by(compare)
            } else {
                values.iter().max_by(compare)
            };
            found.map(|text| ((*text).to_owned(), values.len()))
        }
        Aggregate::Union => {
            let mut distinct = values.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            (!distinct.is_empty()).then(|| (distinct.join(" | "), values.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(how: Aggregate, values: &[&str]) -> Option<String> {
        aggregate(how, values).map(|(text, _)| text)
    }

    #[test]
    fn numbers_are_added_up_exactly() {
        assert_eq!(
            made(Aggregate::Sum, &["120", "-20", "3.05"]).as_deref(),
            Some("103.05")
        );
        assert_eq!(
            aggregate(Aggregate::Sum, &["5", "none"]),
            Some(("5".to_owned(), 1))
        );
        assert_eq!(made(Aggregate::Sum, &["A1"]), None);
    }

    #[test]
    fn least_and_greatest_are_those_of_numbers_or_of_texts() {
        assert_eq!(
            made(Aggregate::Min, &["10", "9", "9.5"]).as_deref(),
            Some("9")
        );
        assert_eq!(
            made(Aggregate::Max, &["10", "9", "-11"]).as_deref(),
            Some("10")
        );
        let days = ["2009-01-02", "2010-01-01"];
        assert_eq!(made(Aggregate::Max, &days).as_deref(), Some("2010-01-01"));
    }

    #[test]
    fn a_union_has_each_value_once() {
        assert_eq!(
            made(Aggregate::Union, &["T2", "T1", "T2"]).as_deref(),
            Some("T1 | T2")
        );
    }
}
