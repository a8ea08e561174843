//! Values made of all values: least, greatest, sum, union.

use std::borrow::Cow;

use super::settings::Aggregate;
use crate::normalise::amount::{self, AmountStyle};

/// What one record says, and how its column writes numbers.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Which sign parts decimals where both readings are possible.
    pub style: AmountStyle,
}

impl Said<'_> {
    /// Reads `12`, `-3.50`, `1.500` or `3,5` into hundredths.
    ///
    /// Nothing else is read, so that no code is taken for a number, and none that has finer decimals.
    fn number(&self) -> Option<i64> {
        let figures = self.text.strip_prefix('-').unwrap_or(&self.text);
        let is_number = figures.starts_with(|first: char| first.is_ascii_digit())
            && figures.ends_with(|last: char| last.is_ascii_digit())
            && figures
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        if !is_number {
            return None;
        }
        let hundredths = amount::parse(&self.text, self.style)?;
        // Nothing was cut: the figures are those of the hundredths, but for noughts.
        let digits: String = figures.split(['.', ',']).collect();
        let written = digits.parse::<i128>().ok()?.checked_mul(100)?;
        let mut size = i128::from(hundredths).abs();
        while size != 0 && size < written {
            size = size.checked_mul(10)?;
        }
        (size == written).then_some(hundredths)
    }
}

/// A sum of hundredths as a text.
fn text(hundredths: i128) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    let (whole, part) = (size / 100, size % 100);
    if part == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:02}")
    }
}

/// Makes one value of many, each from one distinct record; with it how many of them it could use.
///
/// `Sum` is made of numbers only. `Min` and `Max` compare numbers as such where all values are some, else texts, so that
/// ISO dates come in their order. `None` where nothing can be made.
pub fn aggregate(how: Aggregate, values: &[Said<'_>]) -> Option<(String, usize)> {
    if values.is_empty() {
        return None;
    }
    let numbers = || {
        values
            .iter()
            .map(Said::number)
            .collect::<Option<Vec<i64>>>()
    };
    let made = match how {
        Aggregate::Sum => text(numbers()?.into_iter().map(i128::from).sum()),
        Aggregate::Min | Aggregate::Max => {
            let numbers = numbers();
            let rank = |at: &usize| {
                let number = numbers.as_ref().map(|numbers| numbers[*at]);
                (number, &*values[*at].text)
            };
            let places = 0..values.len();
            let found = if how == Aggregate::Min {
                places.min_by_key(rank)
            } else {
                places.max_by_key(rank)
            };
            values[found?].text.to_string()
        }
        Aggregate::Union => {
            let mut distinct: Vec<&str> = values.iter().map(|value| &*value.text).collect();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.join(" | ")
        }
    };
    Some((made, values.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_in(style: AmountStyle, how: Aggregate, values: &[&str]) -> Option<String> {
        let said: Vec<Said<'_>> = values
            .iter()
            .map(|text| Said {
                text: Cow::Borrowed(text),
                style,
            })
            .collect();
        let (text, used) = aggregate(how, &said)?;
        assert_eq!(used, values.len());
        Some(text)
    }

    fn made(how: Aggregate, values: &[&str]) -> Option<String> {
        made_in(AmountStyle::Indonesian, how, values)
    }

    #[test]
    fn numbers_are_added_up_exactly() {
        assert_eq!(
            made(Aggregate::Sum, &["120", "-20", "3.05"]).as_deref(),
            Some("103.05")
        );
    }

    #[test]
    fn numbers_are_read_as_their_column_writes_them() {
        let points = ["1.500", "900", "2,50"];
        assert_eq!(made(Aggregate::Sum, &points).as_deref(), Some("2402.50"));
        assert_eq!(made(Aggregate::Max, &points).as_deref(), Some("1.500"));
        assert_eq!(made(Aggregate::Min, &points).as_deref(), Some("2,50"));
        let english = |how, values: &[&str]| made_in(AmountStyle::English, how, values);
        assert_eq!(
            english(Aggregate::Sum, &["1.500", "1,500"]).as_deref(),
            Some("1501.50")
        );
        assert_eq!(
            english(Aggregate::Max, &["1.500", "900"]).as_deref(),
            Some("900")
        );
    }

    #[test]
    fn no_sum_is_made_where_a_value_is_no_number_or_would_be_cut() {
        for unreadable in ["A1", "none", "0.125", "2009-01-02", "5 x 3", "2rb"] {
            assert_eq!(made(Aggregate::Sum, &["5", unreadable]), None);
        }
        assert_eq!(made(Aggregate::Sum, &["0", "0,00"]).as_deref(), Some("0"));
        assert_eq!(made(Aggregate::Sum, &[]), None);
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
