//! Days that can be counted between.

use crate::normalise::date::Date;

/// A day of the calendar, counted from the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day of a date; none where the date is not whole or not in the calendar.
    pub fn of(date: Date) -> Option<Self> {
        let (year, month, day) = (date.year?, date.month?, date.day?);
        let date = jiff::civil::Date::new(year, month as i8, day as i8).ok()?;
        Some(Self((date - jiff::civil::Date::ZERO).get_days()))
    }

    /// Reads `2010-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 10
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date: jiff::civil::Date = text.parse().ok().filter(|_| is_plain)?;
        Some(Self((date - jiff::civil::Date::ZERO).get_days()))
    }

    /// The days from `earlier` to this one.
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Writes `2010-12-31`.
    pub fn iso(self) -> String {
        let span = jiff::Span::new().days(self.0);
        let date = jiff::civil::Date::ZERO.checked_add(span);
        date.map_or_else(|_| String::new(), |date| date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_as_it_is_written() {
        for text in ["0001-01-01", "2000-02-29", "2010-12-31", "2039-07-01"] {
            assert_eq!(Day::parse(text).expect("a day").iso(), text);
        }
        for text in [
            "2010-02-30",
            "31/12/2010",
            "2010-12",
            "",
            "20101231",
            "2010-12-31T00",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let day = |text| Day::parse(text).expect("a day");
        assert_eq!(day("2008-03-01").since(day("2008-02-28")), 2);
        assert_eq!(day("2009-03-01").since(day("2009-02-28")), 1);
        assert_eq!(day("2010-01-01").since(day("2009-01-01")), 365);
    }

    #[test]
    fn a_date_that_no_calendar_has_is_no_day() {
        let date = Date {
            year: Some(2009),
            month: Some(2),
            day: Some(29),
            suspect: false,
        };
        assert_eq!(Day::of(date), None);
        assert_eq!(Day::of(Date { day: None, ..date }), None);
    }
}
