//! The day from which is counted back.

use super::day::Day;

/// The days whose lines tell whether a shop is still open.
const WINDOW: i32 = 30;

/// A shop is open as long as it sells a tenth of the usual.
const TENTH: usize = 10;

/// The day of the last purchase, but for a thin tail.
///
/// Dates that were typed wrongly, and the few receipts that an export holds of the time after its end, don't count: the
/// 30 days up to the reference day hold at least a tenth of what stretches of 30 days with any line hold in the mean.
pub(super) fn last_day(mut days: Vec<Day>) -> Option<Day> {
    days.sort_unstable();
    let last = *days.last()?;
    let stretches = days.chunk_by(|one, other| {
        let stretch = |day: &Day| last.since(*day) / WINDOW;
        stretch(one) == stretch(other)
    });
    let stretches = stretches.count();
    let is_open = |day: &Day| {
        let until = days.partition_point(|other| other <= day);
        let before = days.partition_point(|other| day.since(*other) >= WINDOW);
        (until - before) * TENTH * stretches >= days.len()
    };
    let mut distinct = days.chunk_by(|one, other| one == other).rev();
    distinct
        .find(|same| is_open(&same[0]))
        .map(|same| same[0])
        .or(Some(last))
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
    fn a_thin_tail_is_left_out() {
        let months = |year: i32| (1..=12).map(move |month| format!("{year}-{month:02}-15"));
        let mut days: Vec<Day> = (2006..2011)
            .flat_map(months)
            .flat_map(|text| vec![day(&text); 200])
            .collect();
        days.extend(months(2011).map(|text| day(&text)));
        assert_eq!(last_day(days), Some(day("2010-12-15")));
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
