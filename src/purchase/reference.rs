//! The day from which is counted back.

use super::day::Day;
use super::habits::YEAR;

/// One line of so many may be dated wrongly.
const SLIPS: usize = 1000;

/// The day of the last purchase.
///
/// One line of a thousand may be dated more than a year later than all others: that is a slip, not the last purchase.
pub(super) fn last_day(mut days: Vec<Day>) -> Option<Day> {
    days.sort_unstable();
    let after_a_gap = (1..=days.len() / SLIPS)
        .rev()
        .find(|later| {
            let first = days.len() - later;
            first > 0 && days[first].since(days[first - 1]) > YEAR
        })
        .unwrap_or(0);
    days.truncate(days.len() - after_a_gap);
    days.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn few_lines_far_ahead_of_all_others_are_slips() {
        let mut days = vec![day("2010-12-30"); 1999];
        days.push(day("2039-01-01"));
        assert_eq!(last_day(days.clone()), Some(day("2010-12-30")));
        days[1998] = day("2010-12-31");
        assert_eq!(last_day(days), Some(day("2010-12-31")));
    }

    #[test]
    fn in_a_small_file_every_day_counts() {
        let days = vec![day("2010-12-30"), day("2039-01-01")];
        assert_eq!(last_day(days), Some(day("2039-01-01")));
        assert_eq!(last_day(Vec::new()), None);
    }

    #[test]
    fn a_shop_that_opened_again_counts_to_its_end() {
        let mut days = vec![day("2008-06-01"); 900];
        days.extend(vec![day("2010-06-01"); 300]);
        assert_eq!(last_day(days), Some(day("2010-06-01")));
    }
}
